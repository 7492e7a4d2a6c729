import Events

/// The body of a Chat Completions request.
struct ChatPayload {
    let request: ModelRequest
    let options: RequestOptions
    let endpoint: ModelEndpoint

    var bytes: [UInt8] {
        var body = BodyWriter(overrides: options.body)
        body.member("model", .string(options.model))
        if endpoint.streams {
            body.member("stream", true)
            body.member("stream_options", ["include_usage": true])
        }
        if let limit = options.maxOutputTokens { body.member(endpoint.limitField.rawValue, .integer(Int64(limit))) }
        if let temperature = options.temperature { body.member("temperature", .number(temperature)) }
        if let effort = options.effort { body.member("reasoning_effort", .string(effort)) }
        if options.namesCache, endpoint.cachesPrompt, let key = request.cacheKey { body.member("prompt_cache_key", .string(key)) }
        if !request.tools.isEmpty { body.member("tools") { BodyWriter.list(request.tools, to: &$0, ChatPayload.write) } }
        body.member("messages") { output in
            let newest = returnsReasoningFrom
            BodyWriter.list(request.messages.enumerated(), to: &output) { item, output in
                write(item.element, isFirst: item.offset == 0, returnsReasoning: item.offset > newest, to: &output)
            }
        }
        return body.finish()
    }

    /// Reasoning goes back within the task that it belongs to; before the person's newest word it is of no use, and some servers refuse it.
    private var returnsReasoningFrom: Int {
        guard options.returnsReasoning else { return .max }
        return request.messages.lastIndex { if case .user = $0 { true } else { false } } ?? -1
    }

    private static func write(_ tool: ToolDescription, to output: inout [UInt8]) {
        output.append("{\"type\":\"function\",\"function\":{")
        output.append("name", text: tool.name)
        output.append(",")
        output.append("description", text: tool.description)
        output.append(",\"parameters\":")
        tool.parameters.write(to: &output)
        output.append("}}")
    }

    private func write(_ message: ChatMessage, isFirst: Bool, returnsReasoning: Bool, to output: inout [UInt8]) {
        switch message {
        case .system(let text):
            let role = options.takesOneSystemMessage && !isFirst ? "user" : "system"
            output.append("{\"role\":\"\(role)\",")
            output.append("content", text: text)
        case .user(let text):
            output.append("{\"role\":\"user\",")
            output.append("content", text: text)
        case .images(let text, let images):
            output.append("{\"role\":\"user\",\"content\":")
            write(ImageContent(text: text, images: images, bytes: request.images, takesImages: endpoint.takesImages), to: &output)
        case .assistant(let text, let reasoning, let calls, let carried):
            let kept = carried?.maker == endpoint.maker(model: options.model) ? carried : nil
            output.append("{\"role\":\"assistant\",\"content\":")
            if text.isEmpty && !calls.isEmpty { output.append("null") } else { JSON.write(text, to: &output) }
            if returnsReasoning, !reasoning.isEmpty {
                output.append(",")
                output.append("reasoning_content", text: reasoning)
            }
            write(ChatPayload.members(of: kept), to: &output)
            if !calls.isEmpty {
                output.append(",\"tool_calls\":")
                BodyWriter.list(calls, to: &output) { write($0, kept?.extra(of: $0.id), to: &$1) }
            }
        case .tool(let id, _, let content):
            output.append("{\"role\":\"tool\",")
            output.append("tool_call_id", text: id)
            output.append(",")
            output.append("content", text: content)
        }
        output.append("}")
    }

    private func write(_ call: ToolCall, _ extra: JSONObject?, to output: inout [UInt8]) {
        output.append("{")
        output.append("id", text: call.id)
        output.append(",\"type\":\"function\",\"function\":{")
        output.append("name", text: SentCall.name(call.name))
        output.append(",")
        output.append("arguments", text: SentCall.arguments(call.arguments))
        output.append("}")
        write(extra, to: &output)
        output.append("}")
    }

    /// What goes back beside the text; of members of one name the last counts.
    private static func members(of carried: CarriedParts?) -> JSONObject {
        var result = JSONObject()
        for case .raw(let raw) in carried?.parts ?? [] {
            for member in raw.object?.members ?? [] { result[member.key] = member.value }
        }
        return result
    }

    /// Members that go back as they came.
    private func write(_ members: JSONObject?, to output: inout [UInt8]) {
        for member in members?.members ?? [] {
            output.append(",")
            JSON.write(member.key, to: &output)
            output.append(":")
            member.value.write(to: &output)
        }
    }

    /// A text, or a list of a text and the images.
    private func write(_ content: ImageContent, to output: inout [UInt8]) {
        guard !content.shown.isEmpty else { return JSON.write(content.text, to: &output) }
        output.append("[{\"type\":\"text\",")
        output.append("text", text: content.text)
        output.append("}")
        for image in content.shown {
            output.append(",{\"type\":\"image_url\",\"image_url\":{\"url\":")
            ImageContent.write(dataURL: image, to: &output)
            output.append("}}")
        }
        output.append("]")
    }
}
