import Service

extension Command {
    static let demo = Command(
        name: "demo", summary: "a scripted run that really uses the tools: no key, no network", operands: "[NAME]", operandCount: 0...1,
        options: [
            .flag("list", "the names of the demos"), .flag("once", "leave when it ends"), .setting(.mode), .setting(.fallback),
            .setting(.maxIterations), OptionSpec.forcePipeline,
        ] + OptionSpec.looking + OptionSpec.storing,
        example:
            "lathe demo mend --once\n         lathe demo mend --mode pipeline\n         lathe demo mend --max-iterations 3 --fallback pipeline"
    ) { arguments, program in
        if arguments.flag("list") {
            for demo in try Demo.all() {
                program.output.write(demo.name + String(repeating: " ", count: max(2, 10 - demo.name.count)) + demo.summary + "\n")
            }
            return ExitStatus.completed
        }
        let name = arguments.operands.first ?? Demo.first
        guard let demo = try Demo.named(name) else {
            let near = Nearest.word(to: name, in: Demo.names)
            throw UsageError("there is no demo \(name); " + (near.map { "did you mean \($0)?" } ?? "`lathe demo --list` names them"))
        }
        let stage = try demo.prepare()
        defer { stage.remove() }
        let settings = demo.applied(to: try program.settings(arguments), stage)
        let request = WorkbenchRequest(settings: settings, prompt: demo.prompt, demo: demo, leavesWhenEnded: arguments.flag("once"))
        return try runWorkbench(arguments, request, program)
    }
}
