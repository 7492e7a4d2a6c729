/// What a program that ran to its end left.
public struct CapturedRun: Sendable, Hashable {
    public var status: ExitStatus
    public var standardOutput: [UInt8]
    public var standardError: [UInt8]

    /// Standard output as text, bad bytes replaced.
    public var outputText: String { String(decoding: standardOutput, as: UTF8.self) }
    /// Standard error as text, bad bytes replaced.
    public var errorText: String { String(decoding: standardError, as: UTF8.self) }
    /// The lines of standard output, without an empty one at the end.
    public var outputLines: [String] {
        let lines = outputText.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        return lines.last == "" ? lines.dropLast() : lines
    }
}

/// Running commands that need no terminal.
public enum ProgramRun {
    /// Runs a program to its end; past the time limit it is killed with all its descendants, and the error shows what it wrote.
    public static func capture(
        _ program: String, _ arguments: [String] = [], environment: ProgramEnvironment? = nil, workingFolder: String? = nil,
        standardInput: [UInt8] = [], timeout: Duration = .seconds(30)
    ) async throws -> CapturedRun {
        let run = try PipedProgram(
            program, arguments, environment: environment, workingFolder: workingFolder, standardInput: standardInput)
        let status = try await run.waitForExit(within: timeout)
        return CapturedRun(status: status, standardOutput: run.standardOutput, standardError: run.standardError)
    }
}
