/// Asks again and again, without blocking a thread, until the condition holds; throws `TestKitError.timedOut` when it never does.
public func eventually(
    within duration: Duration = .seconds(20), _ what: String = "the condition",
    _ condition: @Sendable () async throws -> Bool
) async throws {
    let deadline = monotonicMicroseconds().addingClamped(duration.microseconds)
    var pause: Duration = .microseconds(200)
    while true {
        if try await condition() { return }
        if monotonicMicroseconds() >= deadline { throw TestKitError.timedOut(waitingFor: what, after: duration, seen: "it does not hold") }
        try await Task.sleep(for: pause)
        pause = min(pause * 2, .milliseconds(10))
    }
}
