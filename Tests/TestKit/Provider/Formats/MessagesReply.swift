import Events

/// A reply as Anthropic Messages tells it.
struct MessagesReply {
    let reply: ModelReply
    let request: FormatRequest

    private var stopReason: JSON {
        switch reply.finish {
        case .complete: reply.refusal == nil ? "end_turn" : "refusal"
        case .toolCalls: "tool_use"
        case .outputLimit: "max_tokens"
        case .contentFilter: "refusal"
        }
    }

    private var stop: JSON {
        let details: JSON = stopReason == "refusal" ? ["type": "refusal", "category": .null, "explanation": .text(reply.refusal)] : .null
        return ["stop_reason": stopReason, "stop_sequence": .null, "stop_details": details]
    }

    /// Input tokens here are only those that were neither read from the cache nor written to it.
    private func usage(output: Int) -> JSON {
        let usage = reply.usage
        return [
            "input_tokens": .count(max(0, usage.input - usage.cached - usage.cacheWritten)),
            "cache_creation_input_tokens": .count(usage.cacheWritten), "cache_read_input_tokens": .count(usage.cached),
            "output_tokens": .count(output),
        ]
    }

    private var finalUsage: JSON {
        usage(output: reply.usage.output).with(["output_tokens_details": ["thinking_tokens": .count(reply.usage.reasoning)]])
    }

    private func message(_ content: [JSON], _ stop: JSON, usage: JSON) -> JSON {
        let head: JSON = [
            "id": .string("msg_\(request.number)"), "type": "message", "role": "assistant", "model": .string(request.model),
            "content": .array(content),
        ]
        return head.with(stop).with(["usage": usage.with(["service_tier": "standard"])])
    }

    private func toolUse(_ index: Int, _ input: JSON) -> JSON {
        let call = reply.toolCalls[index]
        return [
            "type": "tool_use", "id": .string(call.id ?? "toolu_\(request.number)_\(index)"), "name": .string(call.name), "input": input,
        ]
    }

    /// The answer in one piece; arguments that are no JSON become an empty object.
    var whole: JSON {
        var content: [JSON] = []
        if !reply.reasoning.isEmpty {
            content.append(["type": "thinking", "thinking": .string(reply.reasoning), "signature": .string(reply.signature)])
        }
        if !reply.text.isEmpty { content.append(["type": "text", "text": .string(reply.text)]) }
        for (index, call) in reply.toolCalls.enumerated() {
            content.append(toolUse(index, (try? JSON(parsing: call.arguments)) ?? [:]))
        }
        return message(content, stop, usage: finalUsage)
    }

    /// The answer as a stream of named events, with a ping in it.
    var stream: [StreamChunk] {
        let open: JSON = ["stop_reason": .null, "stop_sequence": .null]
        let start: JSON = ["type": "message_start", "message": message([], open, usage: usage(output: 1))]
        var blocks: [[JSON]] = []
        if !reply.reasoning.isEmpty {
            let deltas = reply.pieces(reply.reasoning).map { ["type": "thinking_delta", "thinking": .string($0)] as JSON }
            let signature: JSON = ["type": "signature_delta", "signature": .string(reply.signature)]
            blocks.append([["type": "thinking", "thinking": "", "signature": ""]] + deltas + [signature])
        }
        if !reply.text.isEmpty {
            blocks.append([["type": "text", "text": ""]] + reply.pieces(reply.text).map { ["type": "text_delta", "text": .string($0)] })
        }
        for (index, call) in reply.toolCalls.enumerated() {
            let deltas = ([""] + reply.pieces(call.arguments)).map { ["type": "input_json_delta", "partial_json": .string($0)] as JSON }
            blocks.append([toolUse(index, [:])] + deltas)
        }
        var events = [start]
        for (index, block) in blocks.enumerated() {
            events.append(["type": "content_block_start", "index": .count(index), "content_block": block[0]])
            if index == 0 { events.append(["type": "ping"]) }
            events += block.dropFirst().map { ["type": "content_block_delta", "index": .count(index), "delta": $0] }
            events.append(["type": "content_block_stop", "index": .count(index)])
        }
        events.append(["type": "message_delta", "delta": stop, "usage": finalUsage])
        events.append(["type": "message_stop"])
        return events.map { .typed($0) }
    }
}
