package import Events

/// Sees from a run's events that the loop goes in circles (W-16, N-13).
///
/// A pure fold with memory of a fixed size. Only what changes something — a file, a todo, a result not seen before, a new word of the
/// person — ends a streak; no approval and no mode does. A person who lets a halted loop go on raises the bars for the rest of the run.
package struct LoopGuard: Sendable, Equatable {
    /// Calls of which it is known what they were.
    static let window = 64

    private var open: [CallStart] = []
    private(set) var traces: [CallTrace] = []
    private var calls = Memory()
    private var results = Memory()
    private var todos = Memory()
    private var words = Memory()
    private(set) var tally = CallTally()
    private var cycle = CallCycle()
    private var answers = AnswerWatch()
    private var hollow = 0
    /// In twentieths of a poll that says nothing: a poll where only numbers moved is one, one that is the same is five.
    private var polls = 0
    private var lastPoll: Fingerprint?
    private var round = RoundNews()
    /// Rounds without news, in halves, without the present one.
    private var stale = 0
    private(set) var iteration = 0
    private(set) var overrides = 0
    /// By the streak: how much of it there was when the model was warned; nil while it was not.
    private(set) var warnedAt: [Int?] = Array(repeating: nil, count: GuardStreak.allCases.count)

    package init() {}

    /// Folds the events in their order.
    package init(events: some Sequence<RunEvent>) {
        for event in events { apply(event) }
    }

    /// Takes the next event of the run.
    package mutating func apply(_ event: RunEvent) {
        switch event.payload {
        case .iterationStarted: begin(event.iteration ?? iteration + 1)
        case .modelCallStarted(let call): answers.begin(call)
        case .textDelta(let delta): return answers.hear(delta)
        case .toolCallDelta(let delta): return answers.draft(delta)
        case .modelCallFinished(let call): if answers.end(call) { round.isSpoken = true }
        case .reasoningDelta, .toolOutputDelta: return
        case .toolCallStarted(let call):
            if open.count == LoopGuard.window { open.removeFirst() }
            open.append(CallStart(call))
        case .toolCallFinished(let call): finish(call)
        case .todoUpdated(let list): take(list)
        case .userMessage(let message): hear(message)
        case .limitsChanged(let change): if change.reason == .repetition, overrides < 1_000_000 { overrides += 1 }
        case .guardWarning(let warning): if !warning.halts { noteWarned(warning.kind) }
        default: break
        }
        // A piece of a stream ends no streak.
        if event.payload.isDelta { return }
        for streak in GuardStreak.allCases where count(streak) == 0 { warnedAt[streak.rawValue] = nil }
    }

    /// How much there is of a streak, without a bar.
    func count(_ streak: GuardStreak) -> Int {
        switch streak {
        case .hollow: hollow
        case .cycle: cycle.turns
        case .equal: tally.leader?.count ?? 0
        case .polls: polls / 5
        case .answers: answers.repeats
        case .stale: (stale + round.staleHalves) / 2
        }
    }
}

extension LoopGuard {
    /// How much is kept, for the promise that it does not grow.
    var size: Int {
        open.count + traces.count + tally.size
            + [calls, results, todos, words].reduce(0) { $0 + $1.prints.count }
    }

    private mutating func begin(_ number: Int) {
        stale += round.staleHalves
        round = RoundNews()
        iteration = number
        open.removeAll()
    }

    private mutating func finish(_ finished: ToolCallFinished) {
        let index = open.firstIndex { $0.id == finished.toolCallID }
        let start = index.map { open.remove(at: $0) }
        let trace = CallTrace(finished, start, round: iteration)
        let isAlike = trace.isError && traces.last.map { $0.call == trace.call && $0.coarse == trace.coarse } == true
        let isFirst = calls.insert(trace.whole)
        var isNew = trace.news.map { results.insert($0) } ?? false
        if trace.kind == .poll {
            // A number that moves is a sign of life, no more.
            if trace.coarse == lastPoll { isNew = false }
            lastPoll = trace.coarse
        }
        if isNew && !isAlike || isFirst && trace.changesFiles && !trace.isError { noteNews() }
        note(trace, isFirst: isFirst, isAlike: isAlike)
        if traces.count == LoopGuard.window { traces.removeFirst() }
        traces.append(trace)
    }

    private mutating func note(_ trace: CallTrace, isFirst: Bool, isAlike: Bool) {
        switch trace.kind {
        case .hollow:
            hollow += 1
            round.hasStale = true
        case .poll: polls += isFirst ? 1 : 5
        case .plain:
            tally.add(trace, alike: isAlike)
            cycle.add(trace.whole)
            if trace.isQuiet && isFirst { round.hasQuiet = true } else { round.hasStale = true }
        }
    }

    private mutating func take(_ list: TodoUpdated) {
        var print = Fingerprint()
        for item in list.items {
            print.add(closed: item.id)
            print.add(closed: item.text)
            print.add(closed: item.status.rawValue)
        }
        if todos.insert(print) { noteNews() }
    }

    /// A new word of the person may well ask for the same again; one that a program repeats is no new word.
    private mutating func hear(_ message: UserMessage) {
        guard words.insert(.of(closed: message.text)) else { return }
        cycle = CallCycle()
        noteNews()
    }

    /// Something changed: what was counted up to now is no circle.
    private mutating func noteNews() {
        round.hasNews = true
        stale = 0
        hollow = 0
        polls = 0
        tally.clear()
        answers.clear()
    }

    private mutating func noteWarned(_ kind: GuardKind) {
        for streak in GuardStreak.allCases where streak.kind == kind && warnedAt[streak.rawValue] == nil && count(streak) > 0 {
            warnedAt[streak.rawValue] = count(streak)
        }
    }
}
