import Events
import TestKit

/// The built program in a world of its own, with scripts for its model.
struct Scenario {
    let environment: ProgramEnvironment
    let workspace: String
    private let program: String

    init(_ changes: [String: String?] = [:]) throws {
        environment = try ProgramEnvironment(changes)
        workspace = try environment.workspace()
        program = try builtProgram("lathe")
    }

    /// Says one thing and is done.
    static let answering = "{turns: [{reasoning: 'I think.', text: 'All is well.', first_delay_ms: 0, pace_ms: 0}]}"
    /// Says something, then keeps silent for an hour.
    static let hanging = "{turns: [{text: 'Working on it', chunk: 20, first_delay_ms: 0, pace_ms: 3600000}]}"

    func lathe(_ arguments: [String], script: String? = nil, input: [UInt8] = []) async throws -> CapturedRun {
        try await ProgramRun.capture(
            program, try scripted(arguments, script), environment: environment, workingFolder: workspace, standardInput: input)
    }

    /// Starts it and leaves it running.
    func start(_ arguments: [String], script: String? = nil) throws -> PipedProgram {
        try PipedProgram(program, try scripted(arguments, script), environment: environment, workingFolder: workspace, standardInput: [])
    }

    private func scripted(_ arguments: [String], _ script: String?) throws -> [String] {
        guard let script else { return arguments }
        return arguments + ["--script", try environment.folder.write("script.json5", script)]
    }

    /// The events of a run as `show --json` gives them.
    func events(_ run: String = "last") async throws -> [RunEvent] {
        try await lathe(["show", run, "--json"]).outputLines.map { try RunEvent(line: Array($0.utf8)) }
    }
}
