import Engine
import Events
import Service

extension Command {
    static let show = Command(
        name: "show", summary: "a run as text, round by round", operands: "RUN", operandCount: 1...1,
        options: [
            .flag("json", "its events, one JSON object a line"), .value("iteration", "N", "only this round"),
            .flag("state", "where the run stands, folded from its events, as one JSON object"),
            .flag("result", "what it came to, with the outputs of its steps and its figures, as one JSON object"),
            .flag("otlp", "its trace for a monitor: OTLP/JSON in one line; what is still open ends with the last event"),
        ] + OptionSpec.storing,
        example: "lathe show last --iteration 2"
    ) { arguments, program in
        let settings = try program.settings(arguments)
        let iteration = try arguments.value("iteration").map { _ in try arguments.count("iteration", standard: 1) }
        let service = try program.archive(settings)
        defer { service.shutDown() }
        let runID = try service.resolveRunID(arguments.operands[0])
        if arguments.flag("state") {
            program.output.write(try service.state(of: runID).prettyText + "\n")
            return ExitStatus.completed
        }
        if arguments.flag("result") {
            program.output.write(try service.result(of: runID).json.prettyText + "\n")
            return ExitStatus.completed
        }
        if arguments.flag("otlp") {
            program.output.write(try service.trace(of: runID, version: Lathe.version).text + "\n")
            return ExitStatus.completed
        }
        var narrator = RunNarrator(.full, ascii: settings.ascii)
        var agents = AgentNarration(service: service, ascii: settings.ascii)
        var found = false
        try StoredEvents.each(runID, service) { event in
            let wanted = iteration == nil || event.iteration == iteration
            // The narrator sees every event, so that the figures at the end are those of the whole run.
            let text = narrator.text(of: event)
            guard wanted else { return !program.output.isBroken }
            found = true
            program.output.write(arguments.flag("json") ? event.json.text + "\n" : text + (try agents.text(below: event)))
            return !program.output.isBroken
        }
        if !arguments.flag("json"), try service.run(runID)?.isInterrupted == true {
            program.output.write("\nGo on with `lathe resume \(runID)`, or end it with `lathe resume \(runID) --end`.\n")
        }
        if let iteration, !found { throw UsageError("the run \(runID) has no round \(iteration); see `lathe show \(runID)`") }
        return ExitStatus.completed
    }
}

/// Walks through the stored events of a run, page by page.
enum StoredEvents {
    /// Calls `visit` for each event in order until it returns false.
    static func each(_ runID: String, _ service: Service, _ visit: (RunEvent) throws -> Bool) throws {
        var last = 0
        while case let page = try service.events(of: runID, after: last, limit: 500), !page.isEmpty {
            for event in page where try !visit(event) { return }
            last = page.last?.seq ?? .max
        }
    }
}
