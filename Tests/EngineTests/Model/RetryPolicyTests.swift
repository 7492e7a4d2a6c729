import Events
import Models
import Testing

@testable import Engine

@Suite struct RetryPolicyTests {
    private struct Silent: ModelDriver {
        func stream(_ request: ModelRequest) -> ModelStream { ModelStream { nil } }
    }

    /// Routes by their endpoint.
    private func routes(_ endpoints: [Int]) -> ModelRoutes {
        let all = endpoints.map { ModelRoute(driver: Silent(), model: "m", place: "host-\($0)", endpoint: $0) }
        return ModelRoutes(all[0], Array(all.dropFirst()))
    }

    private func step(
        _ code: ErrorCode, retryable: Bool = false, after: Duration? = nil, attempt: Int = 1, route: Int = 0, failures: [Int: Int] = [0: 1],
        sawContent: Bool = false, _ routes: ModelRoutes
    ) -> RetryPolicy.Step {
        RetryPolicy(maxAttempts: 4, longestWait: .seconds(60)).step(
            after: ModelsError(code: code, message: "x", retryable: retryable, retryAfter: after), attempt: attempt, route: route,
            failures: failures, sawContent: sawContent, routes: routes, random: 250)
    }

    @Test("001-57: a key that is refused is followed by the next key, then by the next place, then by nothing")
    func unauthorized() {
        let ways = routes([0, 0, 1])
        #expect(step(.unauthorized, ways) == .nextKey(route: 1))
        #expect(step(.unauthorized, route: 1, failures: [0: 1, 1: 1], ways) == .nextEndpoint(route: 2))
        #expect(step(.unauthorized, route: 2, failures: [0: 1, 1: 1, 2: 1], ways) == .giveUp)
        #expect(step(.unauthorized, routes([0])) == .giveUp)
    }

    @Test("001-57: a busy place is left for another at once; where there is none it is asked again after a wait")
    func busy() {
        #expect(step(.rateLimited, retryable: true, routes([0, 1])) == .nextEndpoint(route: 1))
        #expect(step(.rateLimited, retryable: true, after: .seconds(5), routes([0])) == .retry(after: .seconds(5)))
        #expect(step(.rateLimited, retryable: true, routes([0])) == .retry(after: .seconds(1)))
        // A used-up account does not fill up again by waiting.
        #expect(step(.rateLimited, routes([0])) == .giveUp)
        #expect(step(.rateLimited, routes([0, 1])) == .nextEndpoint(route: 1))
        // After all were tried, the one at hand is asked again.
        #expect(
            step(.rateLimited, retryable: true, attempt: 2, route: 1, failures: [0: 1, 1: 1], routes([0, 1])) == .retry(after: .seconds(2)))
    }

    @Test("a wait beyond the cap is asked for, and not where another place can be asked")
    func cap() {
        #expect(step(.rateLimited, retryable: true, after: .seconds(61), routes([0])) == .ask(.seconds(61)))
        #expect(step(.rateLimited, retryable: true, after: .seconds(60), routes([0])) == .retry(after: .seconds(60)))
        #expect(step(.rateLimited, retryable: true, after: .seconds(600), routes([0, 1])) == .nextEndpoint(route: 1))
    }

    @Test("001-57: a server that fails is asked twice before another place is; nobody there means another place at once")
    func servers() {
        let ways = routes([0, 1])
        #expect(step(.serverError, retryable: true, ways) == .retry(after: .seconds(1)))
        #expect(step(.serverError, retryable: true, attempt: 2, failures: [0: 2], ways) == .nextEndpoint(route: 1))
        #expect(step(.modelUnreachable, ways) == .nextEndpoint(route: 1))
        #expect(step(.modelNotFound, ways) == .nextEndpoint(route: 1))
        #expect(step(.modelUnreachable, routes([0])) == .giveUp)
        #expect(step(.serverError, retryable: true, attempt: 4, failures: [0: 4], ways) == .giveUp)
    }

    @Test("what was seen is not asked for again in the same call, and what is too long is shortened")
    func seen() {
        #expect(step(.streamCut, retryable: false, sawContent: true, routes([0, 1])) == .nextRound)
        #expect(step(.badRequest, sawContent: true, routes([0])) == .giveUp)
        #expect(step(.contextFull, routes([0])) == .compact)
        #expect(step(.badRequest, routes([0, 1])) == .giveUp)
    }

    @Test("the route that worked last is tried first, and told when it is another one")
    func remembered() {
        let ways = routes([0, 1, 1])
        #expect(ways.preferred == 0 && ways.next(after: 2, ofSameEndpoint: true, excluding: []) == 1)
        ways.noteGood(2)
        #expect(ways.preferred == 2 && ways.current.place == "host-1")
        #expect(ways.next(after: 2, ofSameEndpoint: false, excluding: []) == 0)
        #expect(ways.next(after: 2, ofSameEndpoint: false, excluding: [0]) == nil)
    }
}
