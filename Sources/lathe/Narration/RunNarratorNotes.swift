import Events
import Workbench

/// What happens beside answers and calls, a line for each.
extension RunNarrator {
    func lines(beside payload: Payload) -> [String]? {
        switch payload {
        case .guardWarning(let warning): return ["  \(lowered(words.title(warning))): \(warning.message)"]
        case .contextAdded(let added): return ["  \(lowered(words.title(added.source))): \(added.title)"] + whole(added.text)
        case .contextCompacted(let compacted):
            return ["  compacted: \(words.removed(compacted)), \(words.tokens(compacted)); \(words.origin(compacted))"]
                + whole(compacted.summary)
        case .contextRestored(let restored):
            return ["  restored: \(words.restored(restored)), ~\(Phrases.number(restored.tokens)) tokens"]
        case .backgroundChanged(let session): return background(session)
        case .answerReviewed(let review):
            return ["  \(lowered(words.title(review)))" + (review.reason.isEmpty ? "" : ": \(review.reason)")]
        case .hookApplied(let hook):
            let facts = [tools[hook.toolCallID] ?? "", hook.reason].filter { !$0.isEmpty }
            return ["  \(lowered(words.title(hook)))" + (facts.isEmpty ? "" : "  " + facts.joined(separator: ": "))]
        case .limitsChanged(let changed):
            return ["  \(words.more(changed, before: limits)); now \(Phrases.count(changed.limits.maxIterations, "round", "rounds"))"]
        default: return nil
        }
    }

    func fault(_ detail: ErrorDetail) -> String {
        if let callID = EventWords.retriedCall(detail) {
            return "    \(tools[callID] ?? callID): \(words.retrying(attempt: detail.attempt &+ 1)) (\(detail.code)): \(detail.message)"
        }
        let attempt = detail.attempt > 1 ? ", attempt \(detail.attempt)" : ""
        return "  error (\(detail.code)\(attempt)): \(detail.message)"
    }

    private func background(_ session: BackgroundChanged) -> [String] {
        let command = Phrases.line(session.command, 100)
        guard session.state != .running else { return ["  background \(session.sessionID): \(command)"] }
        let head = "  background \(session.sessionID) \(words.ended(session)) after \(Phrases.duration(session.durationUs)): \(command)"
        // What it printed last says why it failed.
        return [head] + (detail == .full || session.failed ? tail(session.tail) : [])
    }

    private func tail(_ text: String) -> [String] { text.contains { !$0.isWhitespace } ? [indented(text, "    ")] : [] }

    private func whole(_ text: String) -> [String] { detail == .full ? tail(text) : [] }

    private func lowered(_ title: String) -> String { title.prefix(1).lowercased() + title.dropFirst() }
}
