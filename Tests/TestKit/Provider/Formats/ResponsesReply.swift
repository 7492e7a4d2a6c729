import Events

/// A reply as OpenAI Responses tells it.
struct ResponsesReply {
    let reply: ModelReply
    let request: FormatRequest

    private var isCut: Bool { reply.finish == .outputLimit || reply.finish == .contentFilter }

    private var usage: JSON {
        let usage = reply.usage
        return [
            "input_tokens": .count(usage.input),
            "input_tokens_details": ["cached_tokens": .count(usage.cached), "cache_write_tokens": .count(usage.cacheWritten)],
            "output_tokens": .count(usage.output), "output_tokens_details": ["reasoning_tokens": .count(usage.reasoning)],
            "total_tokens": .count(usage.input &+ usage.output),
        ]
    }

    /// The response object; `isFinal` tells it as it is at the end, with all its output.
    func response(isFinal: Bool) -> JSON {
        let reason: JSON = reply.finish == .outputLimit ? "max_output_tokens" : "content_filter"
        return [
            "id": .string("resp_\(request.number)"), "object": "response", "created_at": .count(replyMoment),
            "status": !isFinal ? "in_progress" : isCut ? "incomplete" : "completed", "background": false, "error": .null,
            "incomplete_details": isFinal && isCut ? ["reason": reason] : .null, "instructions": request.body["instructions"] ?? .null,
            "max_output_tokens": request.body["max_output_tokens"] ?? .null, "model": .string(request.model),
            "output": isFinal ? .array(items) : [], "parallel_tool_calls": request.body["parallel_tool_calls"] ?? true,
            "previous_response_id": request.body["previous_response_id"] ?? .null,
            "reasoning": request.body["reasoning"] ?? ["effort": .null, "summary": .null], "service_tier": "default",
            "store": request.body["store"] ?? true, "temperature": 1.0, "text": ["format": ["type": "text"]],
            "tool_choice": request.body["tool_choice"] ?? "auto", "tools": request.body["tools"] ?? [], "top_p": 1.0,
            "truncation": "disabled", "usage": isFinal ? usage : .null, "metadata": [:],
        ]
    }

    /// The answer in one piece.
    var whole: JSON { response(isFinal: true) }

    // MARK: Items

    /// The id of an item, such as `fc_3_2`.
    func id(_ prefix: String, _ index: Int) -> JSON { .string("\(prefix)_\(request.number)_\(index)") }

    var reasoningPart: JSON {
        ["type": reply.showsRawReasoning ? "reasoning_text" : "summary_text", "text": .string(reply.reasoning)]
    }

    /// The reasoning item as it begins (no parts) or ends.
    func reasoningItem(_ index: Int, isDone: Bool) -> JSON {
        let parts: JSON = isDone ? [reasoningPart] : []
        var item: JSON = ["id": id("rs", index), "type": "reasoning", "summary": reply.showsRawReasoning ? [] : parts]
        if reply.showsRawReasoning { item = item.with(["content": parts]) }
        if request.wantsEncryptedReasoning { item = item.with(["encrypted_content": .string(isDone ? reply.signature : "")]) }
        return item
    }

    /// A part of the message: its text, or its refusal.
    func messagePart(_ text: String) -> JSON {
        if reply.refusal != nil { return ["type": "refusal", "refusal": .string(text)] }
        return ["type": "output_text", "annotations": [], "logprobs": [], "text": .string(text)]
    }

    func messageItem(_ index: Int, isDone: Bool) -> JSON {
        [
            "id": id("msg", index), "type": "message", "status": isDone ? (isCut ? "incomplete" : "completed") : "in_progress",
            "role": "assistant", "content": isDone ? [messagePart(reply.refusal ?? reply.text)] : [],
        ]
    }

    func callItem(_ index: Int, _ call: ModelReply.ToolCall, isDone: Bool) -> JSON {
        [
            "id": id("fc", index), "type": "function_call", "status": isDone ? "completed" : "in_progress",
            "arguments": .string(isDone ? call.arguments : ""), "call_id": call.id.map { .string($0) } ?? id("call", index),
            "name": .string(call.name),
        ]
    }

    private var items: [JSON] {
        var items: [JSON] = []
        if !reply.reasoning.isEmpty { items.append(reasoningItem(items.count, isDone: true)) }
        if hasMessage { items.append(messageItem(items.count, isDone: true)) }
        for call in reply.toolCalls { items.append(callItem(items.count, call, isDone: true)) }
        return items
    }

    var hasMessage: Bool { !reply.text.isEmpty || reply.refusal != nil }

    /// The type of the last event.
    var ending: String { isCut ? "response.incomplete" : "response.completed" }
}
