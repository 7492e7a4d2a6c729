import Events
import Workbench

/// What happens to model calls, a line for each.
struct CallNarration {
    let words: EventWords
    private var asked = AskedModels()
    private var cache = CacheWatch()
    private var maxAttempts: Int?
    private var place: String?
    /// Of the round so far.
    private var spending = Spending()
    /// True when something of the answer that is being read has come.
    private var sawContent = false

    init(_ words: EventWords) { self.words = words }

    /// Takes any event; nil for one that is not about model calls.
    mutating func lines(_ payload: Payload, isFull: Bool) -> [String]? {
        let breaks = cache.take(payload)
        switch payload {
        case .iterationStarted:
            spending = Spending()
            return nil
        case .modelCallStarted(let call): return started(call, breaks, isFull: isFull)
        case .reasoningDelta, .textDelta, .toolCallDelta:
            sawContent = true
            return nil
        case .modelCallStalled(let stalled): return ["  \(words.stalled(stalled))"]
        case .modelCallFinished(let call):
            spending.count(call)
            sawContent = false
            return []
        case .modelCallFailed(let call): return [failed(call)]
        case .iterationFinished:
            let spent = [words.cost(spending), words.cached(spending)].compactMap(\.self)
            return isFull && !spent.isEmpty ? ["  round: " + spent.joined(separator: ", ")] : []
        default: return nil
        }
    }

    private mutating func started(_ call: ModelCallStarted, _ breaks: [CacheBreak], isFull: Bool) -> [String] {
        (maxAttempts, place, sawContent) = (call.maxAttempts, call.place, false)
        let change = asked.take(call)
        if call.purpose.isTold, call.attempt <= 1 {
            let title = words.title(call.purpose)
            return ["  \(title.lowercased()): \(call.model)" + (call.place.map { " at \($0)" } ?? "")]
        }
        if let change { return ["  " + words.nowAsks(change, breaksCache: isFull && !breaks.isEmpty)] }
        return isFull && !breaks.isEmpty ? ["  " + words.cacheBegins(breaks)] : []
    }

    private mutating func failed(_ call: ModelCallFailed) -> String {
        if sawContent { spending.countBroken() }
        sawContent = false
        var facts = [words.cause(call.error)]
        if let place { facts.append(place) }
        if let maxAttempts { facts.append(words.attempt(call.error.attempt, of: maxAttempts)) }
        let step = call.nextStep ?? (call.willRetry ? .retry : nil)
        return "  the model did not answer (\(facts.joined(separator: ", "))): \(call.error.message)"
            + (step.map { "; " + words.next($0, wait: call.retryAfterUs) } ?? "")
    }
}
