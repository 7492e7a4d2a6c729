internal import Events
internal import Service

/// What the steps of a run's plan gave, folded from its events (002-22).
struct StepOutputs: Equatable {
    /// In the order the steps were first completed; of a step that was carried out again the last output counts.
    private var steps: [StepCompleted] = []

    init() {}

    /// Reads the whole run.
    init(of runID: String, _ service: Service) throws(ServiceError) {
        var seq = 0
        while case let page = try service.events(of: runID, after: seq, limit: 2000), let last = page.last {
            for event in page { apply(event) }
            seq = last.seq
        }
    }

    mutating func apply(_ event: RunEvent) {
        guard case .stepCompleted(let step) = event.payload else { return }
        if let place = steps.firstIndex(where: { $0.stepID == step.stepID }) { steps[place] = step } else { steps.append(step) }
    }

    var json: JSON {
        .array(
            steps.map { step in
                [
                    "step_id": .string(step.stepID), "output": .string(step.output), "attempt": .integer(Int64(step.attempt)),
                    "duration_us": .integer(Int64(step.durationUs)),
                ]
            })
    }
}
