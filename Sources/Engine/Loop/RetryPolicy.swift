internal import Events
internal import Models

/// What to do about a model call that failed (000-38, 001-57).
struct RetryPolicy: Sendable {
    /// Tries of one call over all routes, 1 or more.
    let maxAttempts: Int
    /// The longest wait that nobody is asked about.
    let longestWait: Duration

    enum Step: Sendable, Equatable {
        /// The same route again.
        case retry(after: Duration)
        /// Another key of the same place.
        case nextKey(route: Int)
        case nextEndpoint(route: Int)
        /// The answer had begun: the next round asks for it again.
        case nextRound
        /// The request was too long; a shorter one may be taken.
        case compact
        /// The provider wants more patience than anybody allowed.
        case ask(Duration)
        case giveUp

        var word: NextStep {
            switch self {
            case .retry: .retry
            case .nextKey: .nextKey
            case .nextEndpoint: .nextEndpoint
            case .nextRound: .nextRound
            case .compact: .compact
            case .ask: .ask
            case .giveUp: .giveUp
            }
        }

        /// The wait that a person has to allow.
        var askedWait: Duration? { if case .ask(let wait) = self { wait } else { nil } }

        /// How long to wait before the next try; nil when there is none.
        var wait: Duration? {
            switch self {
            case .retry(let wait): wait
            case .nextKey, .nextEndpoint: .zero
            case .nextRound, .compact, .ask, .giveUp: nil
            }
        }
    }

    /// How often a place is asked again before another one is, where there is another one.
    private static let triesOfOnePlace = 2

    /// Faults of the way to the model: an answer that they broke off may come whole in the next round.
    private static let passing: Set<ErrorCode> = [
        .streamCut, .streamStalled, .malformedStream, .modelUnreachable, .serverError, .rateLimited,
    ]

    /// - Parameters:
    ///   - failures: what failed so far in this call, by route; this fault is in it.
    ///   - sawContent: anything of the answer was seen, so that it is not asked for again in the same call.
    func step(
        after error: ModelsError, attempt: Int, route: Int, failures: [Int: Int], sawContent: Bool, routes: ModelRoutes, random: UInt64
    ) -> Step {
        if sawContent { return error.retryable || RetryPolicy.passing.contains(error.code) ? .nextRound : .giveUp }
        if error.code == .contextFull { return .compact }
        guard attempt < maxAttempts else { return .giveUp }
        let tried = Set(failures.keys)
        let nextKey = routes.next(after: route, ofSameEndpoint: true, excluding: tried)
        let nextEndpoint = routes.next(after: route, ofSameEndpoint: false, excluding: tried)
        switch error.code {
        case .unauthorized:
            return nextKey.map { .nextKey(route: $0) } ?? nextEndpoint.map { .nextEndpoint(route: $0) } ?? .giveUp
        case .rateLimited:
            if let nextKey { return .nextKey(route: nextKey) }
            if let nextEndpoint { return .nextEndpoint(route: nextEndpoint) }
        case .modelUnreachable, .modelNotFound:
            if let nextEndpoint { return .nextEndpoint(route: nextEndpoint) }
        default:
            if let nextEndpoint, error.retryable, (failures[route] ?? 0) >= RetryPolicy.triesOfOnePlace {
                return .nextEndpoint(route: nextEndpoint)
            }
        }
        guard error.retryable else { return .giveUp }
        if let asked = error.retryAfter, asked > longestWait { return .ask(asked) }
        return .retry(after: BackOff.wait(afterAttempt: attempt, asked: error.retryAfter, longest: longestWait, random: random))
    }
}
