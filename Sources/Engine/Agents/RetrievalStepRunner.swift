internal import Events
internal import Observe

/// Carries out the steps that look something up: in what was remembered, in what is known, in what was said before (002-05).
struct RetrievalStepRunner: StepRunner {
    let context: ContextPipeline
    let runID: String
    let workspace: String
    let control: RunControl

    let kind = StepKind.retrieval

    /// Notes that are given where a step does not say how many.
    static let usualLimit = 8
    static let greatestLimit = 50

    var offers: [StepOffer] {
        let inputs: JSON = [
            "type": "object",
            "properties": [
                "query": ["type": "string", "description": "What to look for, in words that the text may hold.", "minLength": 1],
                "limit": [
                    "type": "integer", "description": "Notes at most.", "minimum": 1, "maximum": .integer(Int64(Self.greatestLimit)),
                ],
            ],
            "required": ["query"], "additionalProperties": false,
        ]
        let manuals: [(ContextSource, String)] = [
            (.memory, "What earlier runs in this workspace wrote down."),
            (.knowledge, "The files that the person named to look things up in, and what was done about them."),
            (.history, "What was asked and answered before in this session."),
        ]
        return manuals.filter { context.holds($0.0) }.map { StepOffer(name: $0.0.rawValue, manual: $0.1, inputs: inputs) }
    }

    func fault(in step: PlanStep) -> String? {
        let names = offers.map(\.name)
        guard names.contains(step.name) else {
            let there = names.isEmpty ? "there is nothing to look things up in" : "there are \(names.joined(separator: ", "))"
            return "there is no source \(TextSanitiser.clean(String(step.name.prefix(60)))); \(there)"
        }
        if let fault = StepInputs.fault(in: step, text: "query", also: ["limit"]) { return fault }
        guard let limit = step.inputs["limit"] else { return nil }
        guard let count = limit.integer, (1...Self.greatestLimit).contains(count) else {
            return "its input limit is no whole number from 1 to \(Self.greatestLimit)"
        }
        return nil
    }

    func grade(_ step: PlanStep) -> StepGrade { StepGrade(effects: [.read]) }

    func run(_ works: [StepWork]) async throws(EngineError) -> [String: StepYield] {
        await SideBySide.run(works, limit: works.count) { work in
            let found = await control.run(.tool(work.callID)) { await look(work.step) }
            return control.interruption != nil ? .stopped : found ?? .stopped
        }
    }

    private func look(_ step: PlanStep) async -> StepYield {
        guard let source = ContextSource(rawValue: step.name), context.holds(source) else {
            return .failed(
                ErrorDetail(code: .notFound, message: "there is no source \(step.name); repair the plan", source: .config), output: "")
        }
        let query = ContextQuery(prompt: step.inputs["query"]?.string ?? "", workspace: workspace, runID: runID)
        let limit = min(Self.greatestLimit, max(1, step.inputs["limit"]?.integer ?? Self.usualLimit))
        let (notes, faults) = await context.search(source, query)
        // A source that broke is told of only when nothing else was found.
        if notes.isEmpty, let fault = faults.first { return .failed(fault, output: "") }
        guard !notes.isEmpty else { return .done(output: "Nothing was found.") }
        let lines = notes.prefix(limit).enumerated().map { "\($0.offset + 1). \($0.element.title)\n\($0.element.text)" }
        return .done(output: lines.joined(separator: "\n\n"))
    }
}
