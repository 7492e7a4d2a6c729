extension PseudoTerminalProgram {
    /// Waits until the text is on the screen; ends early when the program has ended without it.
    public func waitUntil(_ text: String, within duration: Duration = .seconds(20)) async throws {
        try await waitUntil("\"\(text)\" on the screen", within: duration) { $0.text.contains(text) }
    }

    /// Waits until the text is no longer on the screen.
    public func waitUntilGone(_ text: String, within duration: Duration = .seconds(20)) async throws {
        try await waitUntil("\"\(text)\" gone from the screen", within: duration) { !$0.text.contains(text) }
    }

    /// Waits until a condition on the screen holds; it is asked after each change.
    public func waitUntil(
        _ what: String, within duration: Duration = .seconds(20), _ condition: @escaping @Sendable (VirtualScreen) -> Bool
    ) async throws {
        let screen = screen
        try await waitForState(what, within: duration) { _ in condition(screen) }
    }

    /// Waits until the program has written these bytes at any time, shown or not.
    public func waitForOutput(_ text: String, within duration: Duration = .seconds(20)) async throws {
        let needle = Array(text.utf8)
        try await waitForState("\"\(text)\" in the output", within: duration) { contains(needle, in: $0.output) }
    }

    /// Waits until the program has stopped (SIGSTOP, SIGTSTP) and not gone on.
    public func waitUntilStopped(within duration: Duration = .seconds(20)) async throws {
        try await waitForState("the program stopped", within: duration) { $0.isStopped }
    }

    /// Waits until the program goes on after a stop.
    public func waitUntilContinued(within duration: Duration = .seconds(20)) async throws {
        try await waitForState("the program going on", within: duration) { $0.continueCount > 0 && !$0.isStopped }
    }

    /// Waits until the program has ended and all its output is on the screen.
    @discardableResult
    public func waitForExit(within duration: Duration = .seconds(20)) async throws -> ExitStatus {
        if let status = try await state.wait(within: duration, until: { $0.finished }) { return status }
        throw TestKitError.timedOut(waitingFor: "the end of the program", after: duration, seen: framedScreen)
    }

    /// Waits until nothing the program has started lives any more.
    public func waitForNoSurvivors(within duration: Duration = .seconds(20)) async throws {
        try await eventually(within: duration, "the end of every process the program started") { self.survivors().isEmpty }
    }

    private func waitForState(
        _ what: String, within duration: Duration, _ condition: @escaping @Sendable (ProgramState) -> Bool
    ) async throws {
        let outcome: ExitStatus?? = try await state.wait(within: duration) { state -> ExitStatus?? in
            if condition(state) { return .some(nil) }
            return state.finished.map { .some($0) }
        }
        switch outcome {
        case .some(.none): return
        case .some(.some(let status)): throw TestKitError.ended(waitingFor: what, status: status, seen: framedScreen)
        case .none: throw TestKitError.timedOut(waitingFor: what, after: duration, seen: framedScreen)
        }
    }

    /// The screen with a frame, so that blank rows can be told from nothing.
    var framedScreen: String {
        let edge = String(repeating: "-", count: screen.columns)
        return "+\(edge)\n" + screen.lines.map { "|\($0)\n" }.joined() + "+\(edge)"
    }
}
