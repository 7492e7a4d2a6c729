import Events
import Service

extension Command {
    static let replay = Command(
        name: "replay", summary: "plays a run again, from its events alone", operands: "RUN", operandCount: 1...1,
        options: [
            .value("speed", "FACTOR", "0.25 to 100, or max; 1 on the screen, max with --plain and --json if left out"),
            .flag("plain", "to standard output instead of the workbench"), .flag("json", "its events, one JSON object a line"),
        ] + OptionSpec.looking + OptionSpec.storing,
        example: "lathe replay last --plain --speed 4"
    ) { arguments, program in
        let isPlain = arguments.flag("plain") || arguments.flag("json")
        let speed = try ReplaySpeed(arguments.value("speed") ?? (isPlain ? "max" : "1"))
        guard isPlain else {
            let request = WorkbenchRequest(
                settings: try program.settings(arguments), replay: arguments.operands[0], replaySpeed: speed.factor)
            return try runWorkbench(arguments, request, program)
        }
        let signals = SignalWait()
        let settings = try program.settings(arguments)
        let service = try program.archive(settings)
        defer { service.shutDown() }
        let runID = try service.resolveRunID(arguments.operands[0])
        var narrator = RunNarrator(.full, ascii: settings.ascii)
        var before: Int64 = 0
        var stopped: Int32?
        try StoredEvents.each(runID, service) { event in
            let gap = speed.pause(event.monotonicMicroseconds - before)
            before = max(before, event.monotonicMicroseconds)
            if gap > 0, let signal = signals.pause(microseconds: gap) {
                stopped = signal
                return false
            }
            program.output.write(arguments.flag("json") ? event.json.text + "\n" : narrator.text(of: event))
            return !program.output.isBroken
        }
        return stopped.map(ExitStatus.signalled) ?? ExitStatus.completed
    }
}

/// How fast a run is played.
struct ReplaySpeed: Equatable {
    /// Nil for as fast as it goes.
    let factor: Double?

    init(_ text: String) throws {
        if text == "max" {
            factor = nil
        } else if let number = Double(text), number >= 0.25, number <= 100 {
            factor = number
        } else {
            throw UsageError("--speed must be a number from 0.25 to 100, or max; correct it")
        }
    }

    /// How long to wait in place of `microseconds`; idle times count two seconds at most.
    func pause(_ microseconds: Int64) -> Int64 {
        guard let factor, microseconds > 0 else { return 0 }
        return Int64(Double(min(microseconds, 2_000_000)) / factor)
    }
}
