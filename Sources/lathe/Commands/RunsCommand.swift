import Events
import Service

extension Command {
    static let runs = Command(
        name: "runs", summary: "past runs: newest first, live, waiting and interrupted ones on top", operands: "[FILTER]",
        operandCount: 0...1,
        options: [
            .value("limit", "N", "at most so many; 50 if left out"), .flag("all", "those too that work for another run"),
            .flag("json", "one JSON object a line"),
        ] + OptionSpec.storing,
        example: "lathe runs failed --limit 10"
    ) { arguments, program in
        let limit = try arguments.count("limit", standard: 50)
        let service = try program.archive(try program.settings(arguments))
        defer { service.shutDown() }
        var last: String?
        var left = limit
        var isFirst = true
        while left > 0 {
            let page = try service.runs(
                limit: min(left, 200), before: last, matching: arguments.operands.first, agents: arguments.flag("all"))
            guard let end = page.last else { break }
            if arguments.flag("json") {
                program.output.write(page.map { $0.json.text + "\n" }.joined())
            } else {
                program.output.write((isFirst ? RunListing.head : "") + page.map { RunListing.line($0) }.joined())
            }
            if program.output.isBroken { break }
            (last, isFirst) = (end.runID, false)
            left -= page.count
        }
        if isFirst && !arguments.flag("json") {
            program.output.write(
                arguments.operands.isEmpty ? "There is no run yet. Start one with `lathe run PROMPT`.\n" : "No run matches.\n")
        }
        return ExitStatus.completed
    }
}

/// A run as one line.
enum RunListing {
    static let head = row("RUN", "STARTED", "STATUS", "ROUNDS", "TIME", "PROMPT")

    static func line(_ run: RunSummary) -> String {
        row(
            String(run.runID.prefix(14)), Phrases.moment(run.startedAt), run.status, String(run.iterations),
            Phrases.duration(run.durationMicroseconds),
            Phrases.line(run.prompt, 60))
    }

    private static func row(_ run: String, _ started: String, _ status: String, _ rounds: String, _ time: String, _ prompt: String)
        -> String
    {
        func left(_ text: String, _ width: Int) -> String { text + String(repeating: " ", count: max(0, width - text.count)) + "  " }
        func right(_ text: String, _ width: Int) -> String { String(repeating: " ", count: max(0, width - text.count)) + text + "  " }
        return left(run, 14) + left(started, 16) + left(status, 16) + right(rounds, 6) + right(time, 11) + prompt + "\n"
    }
}
