import Service

extension Command {
    static let workbench = Command(
        name: "", summary: "opens the workbench in this folder; with PROMPT starts a run", operands: "[PROMPT]", operandCount: 0...1,
        options: OptionSpec.running + OptionSpec.looking + [.flag("version", "the version")],
        example: "lathe \"Find out why the tests fail\""
    ) { arguments, program in
        let prompt = try arguments.operands.first.map { try PromptInput.read($0, from: program.inputDescriptor) }
        return try runWorkbench(arguments, WorkbenchRequest(settings: try program.settings(arguments), prompt: prompt), program)
    }
}

/// What the workbench is opened for.
struct WorkbenchRequest {
    var settings: Settings
    /// Starts a run with this at once.
    var prompt: String?
    /// Set when `settings` are those of a demo.
    var demo: Demo?
    /// Leaves when the run has ended.
    var leavesWhenEnded = false
    /// The run to be played, as it was named (an id, a prefix, `last`).
    var replay: String?
    /// Nil plays as fast as it goes.
    var replaySpeed: Double?
}
