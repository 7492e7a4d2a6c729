import Events
import TerminalKit

/// What the pager shows of plans, steps and agents: all of it.
extension State {
    func pages(ofPlan kind: Block.Kind) -> (title: String, parts: [PagerPart])? {
        switch kind {
        case .plan(let plan):
            (EventWords.title(plan), [PagerPart(heading: "Goal", text: plan.goal)] + plan.steps.map { part(of: $0, in: plan) })
        case .planRepaired(let change):
            (
                EventWords.title(change.repaired.plan),
                [
                    PagerPart(heading: "Why", text: change.repaired.reason),
                    PagerPart(heading: "Changed", text: EventWords(glyphs).counts(change)),
                ] + change.repaired.plan.steps.map { part(of: $0, in: change.repaired.plan) }
            )
        case .step(let step): pages(of: step)
        case .agent(let agent): ("\(DisplayText.line(agent.name)) \(glyphs.dot) \(glyphs.look(agent.state).word)", parts(of: agent))
        case .purpose(let call) where !call.text.isEmpty:
            (
                EventWords(glyphs).title(call.started.purpose),
                [PagerPart(heading: "The end of what it said; the whole is in the log", text: call.text)]
            )
        default: nil
        }
    }

    private func part(of step: PlanStep, in plan: Plan) -> PagerPart {
        let needs = EventWords.needs(step, in: plan)
        var lines = [EventWords.carrier(step) + (needs.isEmpty ? "" : "  \(needs)"), step.inputs.prettyText]
        if !step.expectedOutput.isNull { lines.append("expected: " + (step.expectedOutput.string ?? step.expectedOutput.prettyText)) }
        return PagerPart(heading: step.title.isEmpty ? step.id : "\(step.id)  \(step.title)", text: lines.joined(separator: "\n"))
    }

    private func pages(of step: StepCard) -> (String, [PagerPart]) {
        var parts = [PagerPart(heading: "\(step.kind.rawValue) \(step.name)", text: step.inputs.prettyText)]
        for part in step.parts {
            switch part {
            case .call(let card): parts += pages(of: card).1
            case .agent(let agent): parts += self.parts(of: agent)
            case .judged(let judged):
                parts.append(PagerPart(heading: "Judged \(EventWords.words(judged.by))", text: EventWords.verdict(judged)))
            case .failed(let error):
                parts.append(PagerPart(heading: error.code.word, text: ([error.message] + error.cause).joined(separator: "\n")))
            case .thought(let triggered, let finished):
                let after = finished.map { "\n\(EventWords.words($0.strategy)): \($0.reason)" } ?? ""
                parts.append(PagerPart(heading: "Thought over", text: triggered.verdict + after))
            case .retry(let retry):
                parts.append(PagerPart(heading: "Attempt \(retry.attempt): \(retry.name)", text: retry.inputs.prettyText))
            case .skipped(let reason): parts.append(PagerPart(heading: "Skipped", text: reason))
            case .asked: break
            }
        }
        if !step.output.isEmpty { parts.append(PagerPart(heading: "What other steps are given", text: step.output)) }
        let title = step.title.isEmpty ? step.id : "\(step.id) \(step.title)"
        return ("\(DisplayText.line(title)) \(glyphs.dot) \(glyphs.look(step.state).word)", parts)
    }

    private func parts(of agent: AgentCard) -> [PagerPart] {
        let result = agent.result.isEmpty ? [] : [PagerPart(heading: "What it answered", text: agent.result)]
        return [PagerPart(heading: "Task of \(agent.name)", text: agent.task), PagerPart(heading: "Its run", text: agent.agentRunID)]
            + rounds(ofAgent: agent.agentRunID) + result
    }
}
