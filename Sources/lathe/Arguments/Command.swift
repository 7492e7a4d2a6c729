/// One command of the program.
struct Command: Sendable {
    /// Empty for `lathe` itself.
    let name: String
    let summary: String
    /// The operands as the help shows them.
    var operands = ""
    var operandCount: ClosedRange<Int> = 0...0
    let options: [OptionSpec]
    let example: String
    let run: @Sendable (ParsedArguments, Program) throws -> Int32

    var title: String { name.isEmpty ? "lathe" : "lathe \(name)" }
    /// The name with a blank behind it, for `lathe NAME --help`.
    var helpName: String { name.isEmpty ? "" : name + " " }

    /// Every command in the order of the help.
    static let all: [Command] = [
        .workbench, .demo, .run, .answer, .resume, .runs, .show, .replay, .memory, .tools, .agents, .models, .serve, .config, .doctor,
        .reset,
    ]

    static func named(_ name: String) -> Command? { all.first { $0.name == name } }
}
