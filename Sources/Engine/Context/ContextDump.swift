public import Events
internal import Models

extension RunContext {
    /// The state of the loop as one JSON object (000-05, 003-02): what a person or a program looks at to see where a run stands.
    ///
    /// Members: `run_id`, `iteration`, `max_iterations`, `tokens_used`, `estimated_tokens`, `pending_calls`, `consecutive_failures`, `last_error` (null
    /// when there was none), `todos`, `tool_history`, `files_changed`, `background_sessions`, `messages` (as the next request would hold them, without the
    /// system prompt), `cycle_status`, `done`, `mode`, `request`, `stage` (the one that goes on or comes next, null when there is none), `plan` (null before there is one),
    /// `step_states`, `final_output` (null before the end), `event_seq` (002-02). The stored form of the state is the log: folding its events gives the same value again.
    ///
    /// - Parameter seq: of the newest event in the log.
    public func json(at seq: Int) -> JSON {
        [
            "run_id": .string(runID), "iteration": .integer(Int64(iteration)), "max_iterations": .integer(Int64(limits.maxIterations)),
            "tokens_used": .integer(Int64(tokensUsed)), "estimated_tokens": .integer(Int64(estimatedTokens)),
            "pending_calls": .array(pendingCalls.map { .string($0) }), "consecutive_failures": .integer(Int64(consecutiveFailures)),
            "last_error": lastError?.json ?? .null, "todos": .array(todos.map(\.json)),
            "tool_history": .array(toolHistory.map(\.json)), "files_changed": .array(filesChanged.map { .string($0) }),
            "background_sessions": .array(backgroundSessions.map { .string($0) }), "messages": .array(messages.map(\.json)),
            "cycle_status": .string(cycleStatus.rawValue), "done": .bool(isDone), "mode": .string(mode.rawValue),
            "request": .string(prompt),
            "stage": mode == .pipeline && !isDone ? pipeline.next.map { .string($0.rawValue) } ?? .null : .null,
            "plan": pipeline.progress.plan.map(\.json) ?? .null, "step_states": .array(stepStates),
            "final_output": finalOutput.map { .string($0) } ?? .null, "event_seq": .integer(Int64(seq)),
        ]
    }
}

extension RunContext {
    /// What became of each step of the plan, in its order.
    var stepStates: [JSON] {
        (pipeline.progress.plan?.steps ?? []).map { step in
            let facts = pipeline.progress[step.id]
            return [
                "id": .string(step.id), "kind": .string(step.kind.rawValue), "name": .string(step.name), "title": .string(step.title),
                "status": .string(facts.status.rawValue), "attempt": .integer(Int64(facts.attempt)), "output": .string(facts.output),
                "error": facts.error?.json ?? .null,
            ]
        }
    }
}

extension Plan {
    fileprivate var json: JSON {
        ["version": .integer(Int64(version)), "goal": .string(goal), "steps": .array(steps.map(\.json))]
    }
}

extension RunContext.ToolRecord {
    fileprivate var json: JSON {
        [
            "tool_call_id": .string(id), "tool": .string(tool), "summary": .string(summary), "iteration": .integer(Int64(iteration)),
            "status_code": status.map { .string($0.rawValue) } ?? .null, "status": status.map { .string($0.plainWord) } ?? .null,
            "error_code": errorCode.map { .string($0.word) } ?? .null,
            "duration_us": .integer(Int64(durationMicroseconds)),
        ]
    }
}

extension ChatMessage {
    fileprivate var json: JSON {
        switch self {
        case .system(let text): return ["role": "system", "content": .string(text)]
        case .user(let text): return ["role": "user", "content": .string(text)]
        case .images(let text, let images):
            return ["role": "user", "content": .string(text), "images": .array(images.map { .string($0.artifactID) })]
        case .assistant(let text, let reasoning, let calls, _):
            let calls = calls.map { call -> JSON in
                ["id": .string(call.id), "name": .string(call.name), "arguments": .string(call.arguments)]
            }
            return ["role": "assistant", "content": .string(text), "reasoning": .string(reasoning), "tool_calls": .array(calls)]
        case .tool(let id, let name, let content):
            return ["role": "tool", "tool_call_id": .string(id), "name": .string(name), "content": .string(content)]
        }
    }
}
