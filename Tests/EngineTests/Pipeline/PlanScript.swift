import Events
import Models
import Testing
import Tools

@testable import Engine

/// What a model says in the stages of a pipeline.
enum PlanScript {
    /// A text in one piece.
    static func say(_ text: String) -> FakeModel.Turn {
        .answer(
            [.textDelta(text)],
            ModelCompletion(
                finishReason: .stop, text: text, reasoning: "", toolCalls: [], usage: Usage(inputTokens: 10, outputTokens: 5),
                timing: ModelTiming(requestSent: 0, firstContent: 300_000, lastContent: 900_000, firstKind: .text, pieces: 1)))
    }

    static func intent(_ goal: String = "It works.", unclear: JSON = []) -> FakeModel.Turn {
        let json: JSON = ["goal": .string(goal), "kind": "change", "constraints": [], "acceptance": [], "unclear": unclear]
        return say(json.text)
    }

    static func plan(_ steps: [JSON], goal: String = "It works.") -> FakeModel.Turn {
        let json: JSON = ["goal": .string(goal), "steps": .array(steps)]
        return say("Here it is:\n```json\n\(json.text)\n```")
    }

    static func step(
        _ id: String, _ tool: String, _ inputs: JSON = [:], needs: [String] = [], expect: JSON = .null, repeats: Bool = false
    ) -> JSON {
        [
            "id": .string(id), "kind": "tool", "name": .string(tool), "title": .string("\(tool) for \(id)"), "inputs": inputs,
            "needs": .array(needs.map { .string($0) }), "expected_output": expect, "repeat": .bool(repeats),
        ]
    }

    /// An answer that chooses a strategy.
    static func reflect(_ strategy: String, _ more: [(String, JSON)] = []) -> FakeModel.Turn {
        var object = JSONObject()
        object["strategy"] = .string(strategy)
        object["reason"] = "because"
        for (key, value) in more { object[key] = value }
        return say(JSON.object(object).text)
    }

    static let tools: [(String, FakeTool)] = [
        ("read", FakeTool(footprint: { _ in Footprint() }) { arguments, _ in .success("read \(arguments["of"]?.string ?? "")") }),
        ("write", .answering(.success("written"), effects: [.write])),
        ("shell", .answering(.success("ran"), effects: [.execute])),
        ("fail", .answering(.failure(.toolFailed, "it broke"))),
        ("say", .answering(.success("said"), effects: [.control])),
    ]
}

extension Bench {
    /// A run that is a pipeline from its beginning.
    static func pipeline(
        _ turns: [FakeModel.Turn], tools: [(String, FakeTool)] = PlanScript.tools, log: MemoryLog = MemoryLog(),
        limits: RunLimits = RunLimits(),
        approve: ApprovePolicy = .all, whenAsked: WhenAsked = .wait, takingUp left: [RunEvent] = [],
        onEvent: (@Sendable (Run, RunEvent) -> Void)? = nil, adjusting: (inout RunRequest, inout RunParts) -> Void = { _, _ in }
    ) throws -> Bench {
        try Bench(
            turns, tools: tools, log: log, limits: limits, approve: approve, whenAsked: whenAsked, takingUp: left, onEvent: onEvent
        ) { request, parts in
            request.mode = .pipeline
            adjusting(&request, &parts)
        }
    }

    var stages: [String] {
        events.compactMap { event in
            switch event.payload {
            case .stageStarted(let stage): "\(stage.stage.rawValue) \(stage.attempt)"
            case .stageCompleted(let stage): "\(stage.stage.rawValue) \(stage.outcome.rawValue)"
            case .stageFailed(let stage): "\(stage.stage.rawValue) failed \(stage.error.code.word)"
            case .stageSkipped(let stage): "\(stage.stage.rawValue) skipped"
            default: nil
            }
        }
    }

    /// What became of steps, in order.
    var steps: [String] {
        events.compactMap { event in
            switch event.payload {
            case .stepStarted(let step): "start \(step.stepID).\(step.attempt)"
            case .stepCompleted(let step): "done \(step.stepID).\(step.attempt)"
            case .stepFailed(let step): "fail \(step.stepID).\(step.attempt) \(step.error.code.word)"
            case .stepSkipped(let step): "skip \(step.stepID)"
            case .reflectionTriggered(let step): "reflect \(step.stepID)"
            case .reflectionFinished(let step): "choose \(step.strategy.rawValue)"
            case .retryScheduled(let step): "retry \(step.stepID).\(step.attempt)"
            case .planRepaired(let plan): "repaired v\(plan.plan.version)"
            case .outputEvaluated(let step): "\(step.verdict.rawValue) \(step.stepID) by \(step.by.rawValue)"
            default: nil
            }
        }
    }
}
