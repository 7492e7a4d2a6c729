import Events

/// What the real services refuse with status 400.
extension FormatRequest {
    /// The first fault of the request in words, nil if it has none.
    func fault(headers request: RecordedRequest) -> String? {
        if body["model"]?.string == nil { return "model: field required" }
        switch format {
        case .chat: return chatFault
        case .responses: return responsesFault
        case .messages:
            if request.header("anthropic-version") == nil { return "anthropic-version: header is required" }
            return messagesFault
        }
    }

    private var chatFault: String? {
        guard let messages = body["messages"]?.array, !messages.isEmpty else { return "messages: field required" }
        var open: Set<String> = []
        for (index, message) in messages.enumerated() {
            if message["role"]?.string == "tool" {
                let id = message["tool_call_id"]?.string ?? ""
                guard open.remove(id) != nil else { return "messages[\(index)]: no tool call before it has the id \(id)" }
            } else {
                guard open.isEmpty else { return "messages[\(index)]: tool calls before it have no result: \(open.sorted())" }
                open = Set((message["tool_calls"]?.array ?? []).compactMap { $0["id"]?.string })
            }
        }
        return open.isEmpty ? nil : "messages: the last tool calls have no result: \(open.sorted())"
    }

    private var responsesFault: String? {
        guard let input = body["input"] else { return "input: field required" }
        var open: Set<String> = []
        for (index, item) in (input.array ?? []).enumerated() {
            let id = item["call_id"]?.string ?? ""
            switch item["type"]?.string {
            case "function_call": open.insert(id)
            case "function_call_output" where open.remove(id) == nil && body["previous_response_id"]?.string == nil:
                return "input[\(index)]: no function call before it has the call_id \(id)"
            default: break
            }
        }
        return open.isEmpty ? nil : "input: no tool output found for function call \(open.sorted())"
    }

    private var messagesFault: String? {
        guard (body["max_tokens"]?.integer ?? 0) > 0 else { return "max_tokens: field required" }
        guard let messages = body["messages"]?.array, !messages.isEmpty else { return "messages: field required" }
        var open: Set<String> = []
        for (index, message) in messages.enumerated() {
            let blocks = message["content"]?.array ?? []
            let results = blocks.filter { $0["type"]?.string == "tool_result" }.compactMap { $0["tool_use_id"]?.string }
            guard Set(results) == open else {
                return "messages.\(index): tool_use ids \(open.sorted()) were called, results are of \(results.sorted())"
            }
            for block in blocks where block["type"]?.string == "thinking" && block["signature"]?.string?.isEmpty != false {
                return "messages.\(index): a thinking block has no signature"
            }
            open = Set(blocks.filter { $0["type"]?.string == "tool_use" }.compactMap { $0["id"]?.string })
        }
        return open.isEmpty ? nil : "messages: tool_use ids \(open.sorted()) have no tool_result"
    }
}
