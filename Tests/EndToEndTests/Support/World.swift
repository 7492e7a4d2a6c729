import Events
import TestKit
import Testing

/// All end-to-end tests, one after the other: they measure times, and a terminal under load shows something else than a person would see.
@Suite(.serialized) struct EndToEndTests {}

/// The built program in a world of its own: home, settings, store and workspace are this value's.
struct World: Sendable {
    let environment: ProgramEnvironment
    let workspace: String
    let program: String

    init(_ changes: [String: String?] = [:]) throws {
        environment = try ProgramEnvironment(changes)
        workspace = try environment.workspace()
        program = try builtProgram("lathe")
    }

    /// The options that point at a provider.
    static func at(_ provider: LoopbackProvider) -> [String] { ["--base-url", provider.baseURL, "--model", "test-model"] }

    /// Writes a script of the scripted provider and returns the options that name it.
    func script(_ turns: String) throws -> [String] {
        ["--script", try environment.folder.write("script.json5", "{turns: [\(turns)]}")]
    }

    /// A turn of such a script that calls one tool.
    static func calling(_ tool: String, _ arguments: String) -> String {
        "{tool_calls: [{name: '\(tool)', arguments: \(arguments)}], first_delay_ms: 0, pace_ms: 0}"
    }

    /// A turn of such a script that answers and so ends the run.
    static func saying(_ text: String) -> String { "{text: \(jsonString(text)), first_delay_ms: 0, pace_ms: 0}" }

    /// Runs it to its end, without a terminal.
    func lathe(_ arguments: [String], input: [UInt8] = []) async throws -> CapturedRun {
        try await ProgramRun.capture(program, arguments, environment: environment, workingFolder: workspace, standardInput: input)
    }

    /// Opens it in a terminal.
    func terminal(_ arguments: [String], columns: Int = 120, rows: Int = 40) throws -> PseudoTerminalProgram {
        try PseudoTerminalProgram(
            program, arguments, environment: environment, workingFolder: workspace, columns: columns, rows: rows)
    }

    /// The events of a run, as `show --json` gives them.
    func events(_ run: String = "last") async throws -> [RunEvent] {
        try await lathe(["show", run, "--json"]).outputLines.map { try RunEvent(line: Array($0.utf8)) }
    }
}

extension PseudoTerminalProgram {
    /// What is not as it was before the program began, in words; empty after a clean end.
    func damage() throws -> [String] {
        let after = try settings()
        return screen.leftovers + (after == settingsBefore ? [] : ["the line settings differ"])
            + (after.isCooked ? [] : ["the line is not cooked"])
    }

    /// Leaves an idle workbench that has the focus in its composer.
    func leaveIdle() async throws -> TestKit.ExitStatus {
        key(.control("c"))
        try await waitUntil("again within 2 s")
        key(.control("c"))
        return try await waitForExit()
    }
}
