import Events
import Workbench

/// Stages, plans, steps and changes of mode, a line for each.
struct PipelineNarration {
    let words: EventWords
    let isFull: Bool
    /// The newest plan, for what its steps are called.
    private var plan: Plan?
    private(set) var stages = 0
    /// The stage that goes on.
    private(set) var stage: StageName?

    init(_ words: EventWords, isFull: Bool) {
        self.words = words
        self.isFull = isFull
    }

    /// Takes any event; nil for one that is about none of them.
    mutating func lines(_ payload: Payload) -> [String]? {
        switch payload {
        case .stageStarted(let started):
            (stage, stages) = (started.stage, stages + 1)
            return ["", "Stage \(EventWords.title(started.stage))" + (started.attempt > 1 ? ", attempt \(started.attempt)" : "")]
        case .stageCompleted(let completed):
            stage = nil
            return ended(completed)
        case .stageFailed(let failed):
            stage = nil
            let end = failed.outcome == nil ? "; the pipeline ends here" : ""
            return ["  failed (\(failed.error.code)): \(Phrases.line(failed.error.message, 400))\(end)"]
        case .stageSkipped(let skipped):
            stages += 1
            return ["", "Stage \(EventWords.title(skipped.stage)) skipped: \(Phrases.line(skipped.reason, 200))"]
        case .modeChanged(let changed): return mode(changed)
        case .runStatus(let status): return status.mode.map { ["  " + EventWords.willGoOn($0)] }
        default: return planning(payload) ?? steps(payload)
        }
    }

    // MARK: Stages and modes

    private func ended(_ completed: StageCompleted) -> [String] {
        let time = Phrases.duration(completed.durationUs)
        guard completed.outcome == .sentBack else {
            // What the summary says stands there already.
            let isSaid = completed.stage == .summarizer && completed.output["by"]?.string == "model"
            return ["  " + (completed.summary.isEmpty || isSaid ? "done" : Phrases.line(completed.summary, 200)) + ", \(time)"]
        }
        let faults = (completed.output["faults"]?.array ?? []).compactMap(\.string)
        return ["  sent back\(faults.isEmpty ? ": " + Phrases.line(completed.summary, 200) : ""), \(time)"] + listed(faults)
    }

    private func mode(_ changed: ModeChanged) -> [String] {
        var lines = ["", "Mode: \(words.change(changed)) (\(EventWords.words(changed.trigger))): \(Phrases.line(changed.reason, 400))"]
        lines += changed.evidence.prefix(16).map { "  because of " + Phrases.line(EventWords.words($0), 200) }
        let carried = words.carried(changed.carriedOver)
        lines.append(carried.isEmpty ? "  nothing is carried over" : "  carried over: " + carried)
        guard isFull else { return lines }
        for part in words.sections(changed.carriedOver) { lines += ["  \(part.heading):"] + listed(part.items) }
        return lines
    }

    /// At most 40 of them, each in a line.
    private func listed(_ items: [String]) -> [String] {
        let lines = items.prefix(40).map { "    - " + Phrases.line($0, 200) }
        return items.count > 40 ? lines + ["    … \(items.count - 40) more"] : lines
    }

    // MARK: Plans

    private mutating func planning(_ payload: Payload) -> [String]? {
        switch payload {
        case .planStarted: return []
        case .planCreated(let created):
            plan = created.plan
            return ["  \(head(created.plan)): \(Phrases.line(created.plan.goal, 300))"] + rows(created.plan)
        case .planFailed(let failed): return ["  no plan (\(failed.error.code)): \(Phrases.line(failed.error.message, 400))"]
        case .planRepaired(let repaired):
            plan = repaired.plan
            let dropped = repaired.dropped.isEmpty ? [] : ["    dropped: " + repaired.dropped.prefix(40).joined(separator: ", ")]
            return ["  \(head(repaired.plan)), repaired: \(Phrases.line(repaired.reason, 300))"] + rows(repaired.plan) + dropped
        default: return nil
        }
    }

    private func head(_ plan: Plan) -> String { EventWords.title(plan) + ", " + Phrases.count(plan.steps.count, "step", "steps") }

    private func rows(_ plan: Plan) -> [String] {
        let rows = plan.steps.prefix(60).map { step in
            let needs = EventWords.needs(step, in: plan)
            return "    \(step.id)  \(EventWords.carrier(step))  \(title(step.title, step.inputs))" + (needs.isEmpty ? "" : "  (\(needs))")
        }
        return plan.steps.count > 60 ? rows + ["    … \(plan.steps.count - 60) more"] : rows
    }

    private func title(_ title: String, _ inputs: JSON) -> String { Phrases.line(title.isEmpty ? EventWords.inputs(inputs) : title, 120) }

    // MARK: Steps

    private func steps(_ payload: Payload) -> [String]? {
        switch payload {
        case .stepStarted(let step):
            let again = step.attempt > 1 ? ", attempt \(step.attempt)" : ""
            return ["  step \(step.stepID)\(again): \(step.kind.rawValue) \(step.name)  \(title(step.title, step.inputs))"]
        case .stepCompleted(let step): return ["  step \(step.stepID) done, \(Phrases.duration(step.durationUs))"] + output(step.output)
        case .stepFailed(let step) where step.outcome != nil:
            return ["  step \(step.stepID) outcome unknown (\(step.error.code)): " + Phrases.line(step.error.message, 300)]
        case .stepFailed(let step):
            return [
                "  step \(step.stepID) failed (\(step.error.code)), \(Phrases.duration(step.durationUs)): "
                    + Phrases.line(step.error.message, 300)
            ]
        case .stepSkipped(let step): return ["  step \(step.stepID) skipped: \(Phrases.line(step.reason, 200))"]
        case .outputEvaluated(let judged):
            return ["  step \(judged.stepID) \(Phrases.line(EventWords.verdict(judged), 300)) (\(EventWords.words(judged.by)))"]
        case .reflectionTriggered: return []
        case .reflectionFinished(let thought):
            let reason = thought.reason.isEmpty ? "" : ": \(Phrases.line(thought.reason, 300))"
            return ["  step \(thought.stepID) thought over: \(EventWords.words(thought.strategy))\(reason)"]
        case .retryScheduled(let retry): return ["  step \(retry.stepID) again, \(Phrases.line(EventWords.retry(retry), 240))"]
        case .subAgentStarted(let agent):
            return ["  agent \(agent.name)\(agent.stepID.map { " for step \($0)" } ?? ""): \(Phrases.line(agent.task, 200))"]
        case .subAgentFinished(let agent):
            let tokens = "\(Phrases.number(agent.inputTokens)) tokens in, \(Phrases.number(agent.outputTokens)) out"
            let head = "  agent \(agent.name) \(EventWords.words(agent.status)), \(Phrases.duration(agent.durationUs)), \(tokens)"
            return isFull ? [head] + output(agent.result) : [head + (agent.result.isEmpty ? "" : ": \(Phrases.line(agent.result, 120))")]
        default: return nil
        }
    }

    /// The whole of an output, in the report of a run.
    private func output(_ text: String) -> [String] {
        guard isFull, text.contains(where: { !$0.isWhitespace }) else { return [] }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        while let last = lines.last, last.allSatisfy(\.isWhitespace) { lines.removeLast() }
        let shown = lines.prefix(40).map { "      " + String($0.prefix(400)) }
        return lines.count > 40 ? shown + ["      … \(lines.count - 40) more lines"] : shown
    }
}
