import Engine
import Events
import Service

extension Command {
    static let answer = Command(
        name: "answer", summary: "answers a run that waits for a person, and goes on with it without the screen",
        operands: "RUN [ANSWER]", operandCount: 1...2,
        options: [
            .flag("json", "the event stream from here on, one JSON object a line"),
            .flag("for-run", "a yes to an approval counts for the whole run"),
            .value("reason", "TEXT", "what a no tells the model"),
            .flag("stop", "ends the run without an answer"),
        ] + OptionSpec.answering,
        example: "lathe answer last                 shows what is asked\n         lathe answer last SQLite\n"
            + "         lathe answer last yes --for-run"
    ) { arguments, program in
        let settings = try program.settings(arguments)
        let signals = SignalWait()
        let service = try program.service(settings)
        defer { service.shutDown() }
        let named = try service.resolveRunID(arguments.operands[0])
        // An agent may ask in the place of the run; the run is gone on with.
        let runID = try service.root(of: named)
        let asker = try service.asker(of: named)
        guard let open = try service.openRequest(of: asker) else {
            throw UsageError("the run \(named) waits for nobody; `lathe runs` lists those that wait")
        }
        if arguments.flag("stop") {
            try service.stopWaiting(runID)
            return ExitStatus.completed
        }
        guard let text = arguments.operands.dropFirst().first else {
            program.output.write(Phrases.request(open) + "\n")
            return ExitStatus.completed
        }
        if settings.wantsLocalServer { service.use(Settings.findLocalServers()) }
        let after = try service.run(runID)?.eventCount ?? 0
        switch open {
        case .question(let request):
            try service.answer(asker, request.questionID, try chosen(text, request), whenAsked: .stop)
        case .approval(let request):
            let isYes = try verdict(text)
            try service.resolve(
                asker, request.approvalID, isYes ? .approved : .denied, scope: arguments.flag("for-run") ? .run : .once,
                reason: arguments.value("reason"), whenAsked: .stop)
        }
        return RunFollower(service: service, runID: runID, program: program, signals: signals, after: after).follow(
            json: arguments.flag("json"), ascii: settings.ascii)
    }

    /// The number of an option stands for it; with several to choose, numbers with commas between them.
    private static func chosen(_ text: String, _ request: UserInputRequested) throws -> String {
        let parts = text.split(separator: ",").map { $0.filter { $0 != " " } }
        let numbers = parts.compactMap { Int($0) }
        guard !request.options.isEmpty, numbers.count == parts.count, !numbers.isEmpty else { return text }
        guard numbers.allSatisfy({ (1...request.options.count).contains($0) }) else {
            throw UsageError("there are \(request.options.count) options; give a number from 1 to \(request.options.count), or a text")
        }
        guard request.selection == .multiple || numbers.count == 1 else {
            throw UsageError("one option is asked for; give one number, or a text")
        }
        return numbers.map { request.options[$0 - 1] }.joined(separator: ", ")
    }

    private static func verdict(_ text: String) throws -> Bool {
        switch text.lowercased() {
        case "yes", "y": return true
        case "no", "n": return false
        default:
            throw UsageError("an approval is answered with yes or no, not \"\(text.prefix(40))\"; add --reason TEXT to tell the model why")
        }
    }
}
