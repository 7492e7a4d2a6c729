import Engine
import Events
import Service

/// Does one task as a loop and as a pipeline at the same time, and tells which way did better (N-04).
func runBoth(_ arguments: ParsedArguments, _ program: Program) throws -> Int32 {
    guard !arguments.flag("force-pipeline") else {
        throw UsageError("--mode both runs a loop and a pipeline, and --force-pipeline wants no loop; leave one of them out")
    }
    let expected = try arguments.value("expect").map(Expected.init)
    let settings = try program.settings(arguments.without(.mode))
    let prompt = try PromptInput.read(arguments.operands[0], from: program.inputDescriptor)
    // As for one run: before any other thread is there.
    let signals = SignalWait()
    let service = try program.service(settings)
    defer { service.shutDown() }
    if settings.wantsLocalServer { service.use(Settings.findLocalServers()) }
    let comparison = try service.startBoth(prompt, options: RunOptions(whenAsked: .stop))
    for note in comparison.notes { program.complain(note) }
    var follower = PairFollower(service: service, comparison: comparison, program: program, signals: signals)
    follower.follow(json: arguments.flag("json"), ascii: settings.ascii)
    follower.look(expected?.check)
    let kept = arguments.flag("keep") ? Set(RunMode.allCases) : service.waiting(of: comparison)
    let report = ComparisonReport(comparison: comparison, pair: follower.pair, expected: expected?.json, kept: kept, ascii: settings.ascii)
    program.output.write(arguments.flag("json") ? report.json.text + "\n" : report.text)
    service.finish(comparison, keeping: kept)
    return follower.status
}

/// What `--expect` says.
struct Expected {
    let json: JSON
    let check: ResultCheck

    /// A text that begins with a brace is an object of rules; any other is for a model.
    init(_ text: String) throws {
        let text = TextSanitiser.clean(text)
        if text.first(where: { !$0.isWhitespace }) == "{" {
            guard let object = try? JSON(json5: Array(text.utf8)) else {
                throw UsageError("--expect begins like an object but is no JSON; correct it, or give a text")
            }
            json = object
        } else {
            json = .string(text)
        }
        if let fault = ResultCheck.fault(json, called: "--expect") { throw UsageError(fault) }
        guard let check = ResultCheck(json) else { throw UsageError("--expect is empty; give a text, or an object of rules") }
        self.check = check
    }
}
