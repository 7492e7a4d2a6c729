import Events
import Glibc
import Service
import TerminalKit
import Workbench

/// Opens the workbench and says, once the terminal is back, what became of the run.
func runWorkbench(_ arguments: ParsedArguments, _ request: WorkbenchRequest, _ program: Program) throws -> Int32 {
    var settings = request.settings
    let term = program.environment["TERM"]
    guard isatty(0) == 1, isatty(1) == 1 else {
        throw UsageError("there is no terminal to open the workbench on; use `lathe run PROMPT`, or `lathe replay RUN --plain`")
    }
    guard CursesScreen.capability(term: term) == .full else {
        throw UsageError(
            "the terminal \(term.map { "TERM=\($0)" } ?? "(TERM is not set)") cannot move its cursor; set TERM to what it is, or use `lathe run PROMPT`"
        )
    }
    // A task that is given at once waits for what the first page looks for in the background.
    if request.prompt != nil { settings.useLocalServer() }
    let service = try program.service(settings)
    defer { service.shutDown() }
    let replayRunID = try request.replay.map { try service.resolveRunID($0) }
    let log = settings.logPath.map { open($0 + ".err", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600) } ?? -1
    defer { if log >= 0 { close(log) } }
    let options = WorkbenchOptions(
        place: shortened(settings.workspacePath, home: program.environment["HOME"]), provider: settings.provider,
        modelName: settings.model ?? (settings.provider != nil && settings.providerAddress == nil ? "script" : nil),
        looksForServers: settings.wantsLocalServer && request.prompt == nil && request.replay == nil,
        theme: settings.theme, themeFolder: settings.configFolder.map { $0 + "/themes" }, depth: depth(settings.color, program.environment),
        ascii: settings.ascii, sync: settings.sync, term: term,
        isRemote: ["SSH_CONNECTION", "SSH_TTY", "MOSH_IP"].contains { program.environment[$0] != nil },
        insideTmux: program.environment["TMUX"] != nil, logDescriptor: log >= 0 ? log : nil, prompt: request.prompt,
        replayRunID: replayRunID,
        replaySpeed: request.replaySpeed ?? .infinity, startsInTranscript: request.demo != nil || replayRunID != nil,
        leavesWhenEnded: request.leavesWhenEnded)
    let end = try Workbench.run(options, service: service, surroundings: program.surroundings)
    service.shutDown()
    switch end {
    case .hangup: return ExitStatus.signalled(SIGHUP)
    case .signal(let number): return ExitStatus.signalled(number)
    case .startDemo: return try Command.demo.run(ParsedArguments(), program)
    case .left(let runID):
        guard let runID else { return ExitStatus.completed }
        return farewell(runID, settings, program, fails: request.leavesWhenEnded)
    }
}

/// Three lines or four: the run, its outcome, how to come back.
private func farewell(_ runID: String, _ settings: Settings, _ program: Program, fails: Bool) -> Int32 {
    guard let archive = try? program.archive(settings) else { return ExitStatus.completed }
    defer { archive.shutDown() }
    guard let run = try? archive.run(runID) else { return ExitStatus.completed }
    let summary = run.summary.isEmpty ? "" : ": " + run.summary
    program.output.write("run      \(run.runID)\n")
    program.output.write("outcome  \(run.status)\(summary)\n")
    if run.isWaiting { program.output.write("answer   lathe answer \(run.runID)\n") }
    if run.isInterrupted { program.output.write("resume   lathe resume \(run.runID)\n") }
    program.output.write("again    lathe replay \(run.runID)\n")
    return fails && run.status != "completed" ? ExitStatus.failed : ExitStatus.completed
}

/// A path with the home folder as `~`.
private func shortened(_ path: String, home: String?) -> String {
    guard let home, !home.isEmpty, path == home || path.hasPrefix(home + "/") else { return path }
    return "~" + path.dropFirst(home.count)
}

/// The colours asked for: the setting first, then `NO_COLOR`, else what the terminal says.
private func depth(_ setting: ColorSetting, _ environment: [String: String]) -> ColorDepth? {
    switch setting {
    case .never: .mono
    case .ansi8: .ansi8
    case .ansi16: .ansi16
    case .indexed256: .indexed256
    case .auto: environment["NO_COLOR"].map { $0.isEmpty } ?? true ? nil : .mono
    }
}
