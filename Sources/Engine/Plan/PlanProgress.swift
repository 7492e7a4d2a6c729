internal import Events

/// What became of a plan, folded from the events of its steps: facts, never intents (002-03).
struct PlanProgress: Sendable, Equatable {
    enum Status: String, Sendable {
        case pending, running, done, failed, skipped
    }

    /// The facts of one step.
    struct Step: Sendable, Equatable {
        var status = Status.pending
        /// Of the newest try; 0 before the first.
        var attempt = 0
        /// Microseconds since the run began, of the newest try.
        var began: Int64 = 0
        var output = ""
        var error: ErrorDetail?
        /// Of the next try, where they are not the plan's.
        var name: String?
        var inputs: JSON?
        /// Nothing more will be tried.
        var isSettled = false
        /// Nobody knows whether the newest try took effect.
        var isUnknown = false
        /// What its call gave before the process died; nil when it is to be made.
        var left: CallResult?
        /// Why it was skipped, or why its output was taken.
        var reason = ""
    }

    /// What a call of a step gave, until the step has its end.
    struct CallResult: Sendable, Equatable {
        let status: ToolStatus
        let errorCode: ErrorCode?
        let output: String
    }

    private(set) var plan: Plan?
    /// Newest version of any plan, whether it came to one or not.
    private(set) var version = 0
    private(set) var steps: [String: Step] = [:]
    private(set) var results: [String: CallResult] = [:]
    /// Steps that have ended well, in the order they did.
    private(set) var done: [String] = []
    /// Tries by the step's id, over all versions: calls are named by them.
    private var attempts: [String: Int] = [:]
    private var stepOfCall: [String: String] = [:]

    subscript(id: String) -> Step { steps[id] ?? Step() }

    /// The number of the next try of a step, over all versions of the plan.
    func nextAttempt(of id: String) -> Int { (attempts[id] ?? 0) + 1 }

    /// The step as it is to be carried out next: with what took the place of its name and inputs.
    func current(_ step: PlanStep) -> PlanStep {
        var step = step
        if let name = steps[step.id]?.name { step.name = name }
        if let inputs = steps[step.id]?.inputs { step.inputs = inputs }
        return step
    }

    /// True when every step was carried out (004-53).
    var isCompleted: Bool { plan.map { $0.steps.allSatisfy { self[$0.id].status == .done } } ?? false }

    mutating func apply(_ event: RunEvent) {
        switch event.payload {
        case .planStarted(let started): version = max(version, started.version)
        case .planCreated(let created): take(created.plan, keeping: [])
        case .planRepaired(let repaired): take(repaired.plan, keeping: Set(done))
        case .stepStarted(let started):
            attempts[started.stepID] = started.attempt
            change(started.stepID) { step in
                step.status = .running
                step.attempt = started.attempt
                step.began = event.monotonicMicroseconds
                step.error = nil
                step.isUnknown = false
                step.left = nil
            }
        case .stepCompleted(let completed):
            if !done.contains(completed.stepID) { done.append(completed.stepID) }
            end(completed.stepID) { step in
                step.status = .done
                step.output = completed.output
                step.reason = completed.reason
                step.isSettled = true
            }
        case .stepFailed(let failed): failed.outcome == nil ? fail(failed) : cutOff(failed)
        case .stepSkipped(let skipped):
            end(skipped.stepID) { step in
                step.status = .skipped
                step.reason = skipped.reason
                step.isSettled = true
            }
        case .reflectionFinished(let reflection):
            // What nobody thought through is thought over again.
            if reflection.strategy == .giveUp, reflection.outcome == nil { change(reflection.stepID) { $0.isSettled = true } }
        case .retryScheduled(let retry):
            change(retry.stepID) { step in
                step.status = .pending
                step.name = retry.name
                step.inputs = retry.inputs
                step.isUnknown = false
            }
        case .toolCallStarted(let call): if let id = call.stepID { stepOfCall[call.toolCallID] = id }
        case .toolCallFinished(let call):
            guard stepOfCall[call.toolCallID] != nil else { return }
            results[call.toolCallID] = CallResult(
                status: call.status, errorCode: call.errorCode, output: BoundedOutput.cut(call.output))
        default: break
        }
    }

    private mutating func fail(_ failed: StepFailed) {
        end(failed.stepID) { step in
            step.status = .failed
            step.output = failed.output
            step.error = failed.error
            step.isSettled = false
        }
    }

    /// The process died while the step was carried out.
    ///
    /// What its call gave is known when it ended; what did not begin is still to be done; of the rest nobody knows whether it took effect.
    private mutating func cutOff(_ failed: StepFailed) {
        let call = StepCallID.make(failed.stepID, failed.attempt)
        let result = results[call]
        let began = stepOfCall[call] != nil
        end(failed.stepID) { step in
            step.error = failed.error
            step.output = failed.output
            step.isSettled = false
            let isUnknown = began && (result == nil || result?.errorCode == .outcomeUnknown)
            step.status = isUnknown ? .failed : .pending
            step.isUnknown = isUnknown
            step.left = isUnknown ? nil : result
        }
    }

    private mutating func take(_ new: Plan, keeping kept: Set<String>) {
        version = max(version, new.version)
        let ids = Set(new.steps.map(\.id))
        steps = steps.filter { kept.contains($0.key) && ids.contains($0.key) }
        done.removeAll { steps[$0] == nil }
        plan = new
    }

    private mutating func change(_ id: String, _ change: (inout Step) -> Void) {
        var step = steps[id] ?? Step()
        change(&step)
        steps[id] = step
    }

    private mutating func end(_ id: String, _ end: (inout Step) -> Void) {
        change(id, end)
        for call in stepOfCall where call.value == id {
            results[call.key] = nil
            stepOfCall[call.key] = nil
        }
    }
}

/// Cuts what a step gives to what other steps and events are given of it.
enum BoundedOutput {
    static let limitBytes = 16_384

    static func cut(_ text: String) -> String { CompactionPlan.cut(text, limitBytes) }
}
