internal import Events

/// One way to go in circles that is counted for itself.
enum GuardStreak: Int, Sendable, CaseIterable {
    /// Calls without arguments, or refused ones.
    case hollow
    /// Calls that take turns.
    case cycle
    /// One call, one result.
    case equal
    /// A command that is asked after and has nothing to tell.
    case polls
    /// The same answer without calls.
    case answers
    /// Rounds without anything new.
    case stale

    var kind: GuardKind {
        switch self {
        case .hollow: .emptyArguments
        case .cycle: .pingPong
        case .equal, .polls: .equalCalls
        case .answers, .stale: .noChange
        }
    }

    /// How much more of it than of the plainest repetition is too much: waiting is honest, and so are a few rounds of looking around.
    var patience: Int {
        switch self {
        case .hollow, .cycle, .equal, .answers: 1
        case .stale: 2
        case .polls: 4
        }
    }

    /// What the model is told.
    func message(tool: String, count: Int, halts: Bool) -> String {
        let what: String
        let cure: String
        switch self {
        case .hollow:
            what = "\(count) calls had no arguments or arguments that were refused, the last of \(tool)"
            cure = "Read the tool's parameters in its description and give every required one, or use another tool."
        case .cycle:
            what = "the same few calls took turns \(count) times with the same results"
            cure = "Their results will not change: do something else, or say what is in the way."
        case .equal:
            what = "\(tool) was called \(count) times with the same arguments and the same result"
            cure = "The result will not change: use it, change something first, or try another way."
        case .polls:
            what = "\(tool) was asked \(count) times and had nothing new to tell"
            cure = "Wait longer with one call, do other work meanwhile, or end the command."
        case .answers:
            what = "the same answer came \(count) times and nothing was done"
            cure = "Call a tool that brings the task on, or finish with the result."
        case .stale:
            what = "\(count) rounds changed no file and no todo and brought no new result"
            cure = "Stop varying the same step: change something, try another way, or say what is in the way."
        }
        return halts
            ? "\(what), also after a warning. Look at why before it goes on." : "\(what). \(cure)"
    }
}

/// How much of what repeats is too much.
struct GuardBars: Sendable, Equatable {
    let warning: Int
    let halt: Int

    /// Each time a person let a halted loop go on raises both by one whole bar, for good.
    init(_ limits: RunLimits, _ streak: GuardStreak, overrides: Int) {
        let warning = max(2, limits.guardWarnings)
        let raise = GuardBars.product(streak.patience, overrides &+ 1)
        self.warning = GuardBars.product(warning, raise)
        halt = max(GuardBars.product(max(limits.guardHalts, warning + (warning < .max ? 1 : 0)), raise), self.warning)
    }

    private static func product(_ first: Int, _ second: Int) -> Int {
        let (value, overflow) = first.multipliedReportingOverflow(by: second)
        return overflow ? .max : value
    }
}
