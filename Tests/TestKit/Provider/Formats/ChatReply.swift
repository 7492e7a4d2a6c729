import Events

/// A reply as OpenAI Chat Completions tells it.
struct ChatReply {
    let reply: ModelReply
    let request: FormatRequest

    private var head: JSON { ["id": .string("chatcmpl-\(request.number)")] }

    private func object(_ name: String, _ choices: JSON, usage: JSON?) -> JSON {
        var whole = head.with([
            "object": .string(name), "created": .count(replyMoment), "model": .string(request.model), "service_tier": "default",
            "system_fingerprint": "fp_test", "choices": choices,
        ])
        if let usage { whole = whole.with(["usage": usage]) }
        return whole
    }

    private func call(_ index: Int) -> (id: JSON, name: JSON) {
        let call = reply.toolCalls[index]
        return (.string(call.id ?? "call_\(request.number)_\(index)"), .string(call.name))
    }

    private var finish: JSON {
        switch reply.finish {
        case .complete: "stop"
        case .toolCalls: "tool_calls"
        case .outputLimit: "length"
        case .contentFilter: "content_filter"
        }
    }

    private var usage: JSON {
        let usage = reply.usage
        return [
            "prompt_tokens": .count(usage.input), "completion_tokens": .count(usage.output),
            "total_tokens": .count(usage.input &+ usage.output),
            "prompt_tokens_details": [
                "cached_tokens": .count(usage.cached), "cache_write_tokens": .count(usage.cacheWritten), "audio_tokens": 0,
            ],
            "completion_tokens_details": [
                "reasoning_tokens": .count(usage.reasoning), "audio_tokens": 0, "accepted_prediction_tokens": 0,
                "rejected_prediction_tokens": 0,
            ],
        ]
    }

    /// The answer in one piece.
    var whole: JSON {
        var message: JSON = [
            "role": "assistant", "content": reply.text.isEmpty ? .null : .string(reply.text), "refusal": .text(reply.refusal),
            "annotations": [],
        ]
        if !reply.reasoning.isEmpty { message = message.with(["reasoning_content": .string(reply.reasoning)]) }
        if !reply.toolCalls.isEmpty {
            let calls = reply.toolCalls.indices.map { index -> JSON in
                let function: JSON = ["name": call(index).name, "arguments": .string(reply.toolCalls[index].arguments)]
                return ["id": call(index).id, "type": "function", "function": function]
            }
            message = message.with(["tool_calls": .array(calls)])
        }
        return object(
            "chat.completion", [["index": 0, "message": message, "logprobs": .null, "finish_reason": finish]], usage: usage)
    }

    /// The answer as a stream; it ends with `[DONE]`.
    var stream: [StreamChunk] {
        var chunks = [delta(["role": "assistant", "content": "", "refusal": .null])]
        if !reply.reasoning.isEmpty { chunks += reply.pieces(reply.reasoning).map { delta(["reasoning_content": .string($0)]) } }
        if !reply.text.isEmpty { chunks += reply.pieces(reply.text).map { delta(["content": .string($0)]) } }
        if let refusal = reply.refusal { chunks += reply.pieces(refusal).map { delta(["refusal": .string($0)]) } }
        for (index, tool) in reply.toolCalls.enumerated() {
            let first: JSON = ["id": call(index).id, "type": "function", "function": ["name": call(index).name, "arguments": ""]]
            chunks.append(fragment(index, first))
            chunks += reply.pieces(tool.arguments).map { fragment(index, ["function": ["arguments": .string($0)]]) }
        }
        chunks.append(delta([:], finish: finish))
        if request.wantsUsage { chunks.append(.data(object("chat.completion.chunk", [], usage: usage))) }
        return chunks + [.done]
    }

    private func fragment(_ index: Int, _ members: JSON) -> StreamChunk {
        delta(["tool_calls": [(["index": .count(index)] as JSON).with(members)]])
    }

    private func delta(_ delta: JSON, finish: JSON = .null) -> StreamChunk {
        // When usage is asked for, every chunk but the last says that it has none.
        let choice: JSON = ["index": 0, "delta": delta, "logprobs": .null, "finish_reason": finish]
        return .data(object("chat.completion.chunk", [choice], usage: request.wantsUsage ? .null : nil))
    }
}
