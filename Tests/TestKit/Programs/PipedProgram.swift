import Glibc

/// A program without a terminal: three pipes, and what it wrote.
///
/// It leads a session of its own. When the last reference goes, the program and all its descendants are killed.
public final class PipedProgram: Sendable {
    public var processId: Int32 { child.processId }

    let state: Monitor<ProgramState>
    private let child: ChildProcess
    private let wake: Wake
    private let environment: ProgramEnvironment

    /// Starts a program, given by its path, and feeds it `standardInput`; nil keeps its input open for `send` and `closeInput`.
    public init(
        _ program: String, _ arguments: [String] = [], environment: ProgramEnvironment? = nil, workingFolder: String? = nil,
        standardInput: [UInt8]? = []
    ) throws {
        let environment = try environment ?? ProgramEnvironment()
        let wake = try Wake()
        var opened: [Int32] = []
        func pipe(_ nonBlocking: Pipe.NonBlocking) throws -> Pipe {
            let pipe = try Pipe(nonBlocking: nonBlocking)
            opened += [pipe.readEnd, pipe.writeEnd]
            return pipe
        }
        var start = ProgramState()
        start.pendingInput = standardInput ?? []
        start.wantsInputClosed = standardInput != nil
        let state = Monitor(start)
        do {
            let (input, output, errors) = (try pipe(.writing), try pipe(.reading), try pipe(.reading))
            let theirs = [input.readEnd, output.writeEnd, errors.writeEnd]
            child = try ChildProcess(
                program, arguments, environment: environment, folder: workingFolder, ends: .descriptors(theirs), state: state, wake: wake)
            opened = []
            for descriptor in theirs { close(descriptor) }
            try ProgramLine(
                state: state, wake: wake, input: input.writeEnd, output: output.readEnd, errorOutput: errors.readEnd
            ).start()
        } catch {
            for descriptor in opened { close(descriptor) }
            throw error
        }
        (self.state, self.wake, self.environment) = (state, wake, environment)
    }

    deinit {
        child.end()
        state.change { $0.isReleased = true }
        wake.poke()
    }

    public var standardOutput: [UInt8] { state.read { $0.output } }
    public var standardError: [UInt8] { state.read { $0.errorOutput } }
    /// What it wrote to standard output, bad bytes replaced.
    public var outputText: String { String(decoding: standardOutput, as: UTF8.self) }
    /// What it wrote to standard error, bad bytes replaced.
    public var errorText: String { String(decoding: standardError, as: UTF8.self) }
    /// How it ended; nil while it runs.
    public var exitStatus: ExitStatus? { state.read { $0.exit } }

    /// Writes to its standard input; returns at once.
    public func send(_ text: String) {
        state.change { $0.pendingInput += Array(text.utf8) }
        wake.poke()
    }

    /// Ends its standard input after what was sent.
    public func closeInput() {
        state.change { $0.wantsInputClosed = true }
        wake.poke()
    }

    /// Closes our ends of all three pipes, as a reader like `head` does.
    public func closeAllPipes() {
        state.change { $0.wantsHangUp = true }
        wake.poke()
    }

    /// Stops reading what it writes, so that its pipes fill up.
    public func pauseReading() {
        state.change { $0.readingIsPaused = true }
        wake.poke()
    }

    public func resumeReading() {
        state.change { $0.readingIsPaused = false }
        wake.poke()
    }

    /// Sends a signal to the program itself, not to its children.
    public func signal(_ number: Int32) { child.signal(number) }

    /// Other living processes it has started: of its session, or anywhere if they kept its environment.
    public func survivors() -> [Int32] { child.survivors() }

    /// Waits until nothing the program has started lives any more.
    public func waitForNoSurvivors(within duration: Duration = .seconds(20)) async throws {
        try await eventually(within: duration, "the end of every process the program started") { self.survivors().isEmpty }
    }

    /// Waits until the text stands in standard output.
    public func waitForOutput(_ text: String, within duration: Duration = .seconds(20)) async throws {
        try await waitForText(text, "standard output", within: duration) { $0.output }
    }

    /// Waits until the text stands in standard error.
    public func waitForErrorOutput(_ text: String, within duration: Duration = .seconds(20)) async throws {
        try await waitForText(text, "standard error", within: duration) { $0.errorOutput }
    }

    private func waitForText(
        _ text: String, _ place: String, within duration: Duration, _ bytes: @escaping @Sendable (ProgramState) -> [UInt8]
    ) async throws {
        let needle = Array(text.utf8)
        let outcome: ExitStatus?? = try await state.wait(within: duration) { state -> ExitStatus?? in
            if contains(needle, in: bytes(state)) { return .some(nil) }
            return state.finished.map { .some($0) }
        }
        switch outcome {
        case .some(.none): return
        case .some(.some(let status)): throw TestKitError.ended(waitingFor: "\"\(text)\" in \(place)", status: status, seen: seen)
        case .none: throw TestKitError.timedOut(waitingFor: "\"\(text)\" in \(place)", after: duration, seen: seen)
        }
    }

    /// Waits until it has ended and all it wrote has been read.
    @discardableResult
    public func waitForExit(within duration: Duration = .seconds(20)) async throws -> ExitStatus {
        if let status = try await state.wait(within: duration, until: { $0.finished }) { return status }
        throw TestKitError.timedOut(waitingFor: "the end of the program", after: duration, seen: seen)
    }

    private var seen: String { "standard output:\n\(outputText)\nstandard error:\n\(errorText)" }
}
