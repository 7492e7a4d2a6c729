import Engine
import Service

extension Command {
    static let run = Command(
        name: "run", summary: "one run without the screen", operands: "PROMPT", operandCount: 1...1,
        options: [.flag("json", "the event stream, one JSON object a line")] + OptionSpec.comparing
            + OptionSpec.running.map { $0.setting == .mode ? .bothWays : $0 },
        example:
            "lathe run --approve edits \"Mend the failing test\"\n         echo \"Explain this folder\" | lathe run -\n         lathe run --mode both --expect '{\"command\": \"make test\"}' --approve all \"Mend the failing test\""
    ) { arguments, program in
        if arguments.settings[.mode] == OptionSpec.both { return try runBoth(arguments, program) }
        for name in OptionSpec.comparing.map(\.name) where arguments.flag(name) || arguments.value(name) != nil {
            throw UsageError("--\(name) is for comparing; add --mode both, or leave it out")
        }
        let settings = try program.settings(arguments)
        let prompt = try PromptInput.read(arguments.operands[0], from: program.inputDescriptor)
        // Before any other thread is there, so that every thread keeps these signals out of its way; after the reading, which they end.
        let signals = SignalWait()
        let service = try program.service(settings)
        defer { service.shutDown() }
        if settings.wantsLocalServer { service.use(Settings.findLocalServers()) }
        let runID = try service.start(prompt, options: RunOptions(whenAsked: .stop))
        return RunFollower(service: service, runID: runID, program: program, signals: signals).follow(
            json: arguments.flag("json"), ascii: settings.ascii)
    }
}
