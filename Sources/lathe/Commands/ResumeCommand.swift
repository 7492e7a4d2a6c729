import Engine
import Service

extension Command {
    static let resume = Command(
        name: "resume", summary: "goes on with a run whose process died, without the screen", operands: "[RUN]", operandCount: 0...1,
        options: [
            .flag("json", "the event stream from here on, one JSON object a line"),
            .flag("end", "ends the run for good instead: it failed"),
            .setting(.approve),
        ] + OptionSpec.answering,
        example: "lathe resume                      the newest interrupted run of this folder\n         lathe resume last --approve edits\n"
            + "         lathe resume last --end"
    ) { arguments, program in
        let settings = try program.settings(arguments)
        let signals = SignalWait()
        let service = try program.service(settings)
        defer { service.shutDown() }
        guard let runID = try arguments.operands.first.map({ try service.resolveRunID($0) }) ?? service.newestInterrupted()?.runID else {
            throw UsageError("no run of this folder was interrupted; name one of another folder, `lathe runs interrupted` lists them")
        }
        if let refusal = try service.refusalToResume(runID) { throw UsageError(refusal) }
        if arguments.flag("end") {
            try service.endInterrupted(runID)
            return ExitStatus.completed
        }
        if settings.wantsLocalServer { service.use(Settings.findLocalServers()) }
        let run = try service.run(runID)
        // What the settings say of approvals is for new runs; only the option is meant for this one.
        let approve = arguments.settings[.approve] == nil ? nil : settings.approve
        try service.resume(runID, whenAsked: .stop, approve: approve)
        if !arguments.flag("json") { program.output.write("Run \(runID) goes on: \(Phrases.line(run?.prompt ?? "", 60))\n") }
        return RunFollower(service: service, runID: runID, program: program, signals: signals, after: run?.eventCount ?? 0).follow(
            json: arguments.flag("json"), ascii: settings.ascii)
    }
}
