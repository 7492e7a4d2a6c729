import Events

/// The body of a Responses request.
struct ResponsesPayload {
    let request: ModelRequest
    let options: RequestOptions
    let endpoint: ModelEndpoint

    var bytes: [UInt8] {
        var body = BodyWriter(overrides: options.body)
        body.member("model", .string(options.model))
        if endpoint.streams { body.member("stream", true) }
        body.member("store", false)
        if options.asksForReasoningItems { body.member("include", ["reasoning.encrypted_content"]) }
        if let limit = options.maxOutputTokens { body.member("max_output_tokens", .integer(Int64(max(16, limit)))) }
        if let temperature = options.temperature { body.member("temperature", .number(temperature)) }
        if let reasoning { body.member("reasoning", reasoning) }
        if options.namesCache, endpoint.cachesPrompt, let key = request.cacheKey { body.member("prompt_cache_key", .string(key)) }
        if !request.tools.isEmpty { body.member("tools") { BodyWriter.list(request.tools, to: &$0, ResponsesPayload.write) } }
        var messages = request.messages[...]
        if case .system(let text)? = messages.first {
            body.member("instructions", .string(text))
            messages = messages.dropFirst()
        }
        body.member("input") { output in
            BodyWriter.list(messages.flatMap(items), to: &output) { item, output in item.write(to: &output) }
        }
        return body.finish()
    }

    private var reasoning: JSON? {
        guard options.effort != nil || options.asksForReasoningItems, options.effort != "none" else {
            return options.effort.map { ["effort": .string($0)] }
        }
        var reasoning = JSONObject()
        reasoning.add("effort", options.effort)
        reasoning.add("summary", "auto")
        return .object(reasoning)
    }

    private static func write(_ tool: ToolDescription, to output: inout [UInt8]) {
        output.append("{\"type\":\"function\",")
        output.append("name", text: tool.name)
        output.append(",")
        output.append("description", text: tool.description)
        output.append(",\"parameters\":")
        tool.parameters.write(to: &output)
        output.append(",\"strict\":false}")
    }

    /// An item of the input.
    ///
    /// Images are long, so they are written and not made into JSON first.
    private enum Item {
        case json(JSON)
        case images(ImageContent)

        func write(to output: inout [UInt8]) {
            switch self {
            case .json(let json): json.write(to: &output)
            case .images(let content):
                output.append("{\"role\":\"user\",\"content\":[{\"type\":\"input_text\",")
                output.append("text", text: content.text)
                output.append("}")
                for image in content.shown {
                    output.append(",{\"type\":\"input_image\",\"detail\":\"auto\",\"image_url\":")
                    ImageContent.write(dataURL: image, to: &output)
                    output.append("}")
                }
                output.append("]}")
            }
        }
    }

    private func items(_ message: ChatMessage) -> [Item] {
        switch message {
        case .system(let text): return [.json(["role": "system", "content": .string(text)])]
        case .user(let text): return [.json(["role": "user", "content": .string(text)])]
        case .images(let text, let images):
            return [.images(ImageContent(text: text, images: images, bytes: request.images, takesImages: endpoint.takesImages))]
        case .assistant(let text, _, let calls, let carried):
            return items(text, calls, carried?.maker == endpoint.maker(model: options.model) ? carried : nil)
        case .tool(let id, _, let content):
            return [.json(["type": "function_call_output", "call_id": .string(id), "output": .string(content)])]
        }
    }

    /// What the model said, in the order it said it in.
    private func items(_ text: String, _ calls: [ToolCall], _ carried: CarriedParts?) -> [Item] {
        AnswerPiece.pieces(text: text, calls: calls, carried: carried).map { piece in
            switch piece {
            case .raw(let raw): .json(raw)
            case .text(let text): .json(["role": "assistant", "content": .string(text)])
            case .call(let call): .json(item(call))
            }
        }
    }

    private func item(_ call: ToolCall) -> JSON {
        [
            "type": "function_call", "call_id": .string(call.id), "name": .string(SentCall.name(call.name)),
            "arguments": .string(SentCall.arguments(call.arguments)),
        ]
    }
}
