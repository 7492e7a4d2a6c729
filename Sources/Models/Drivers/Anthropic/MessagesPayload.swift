import Events

/// The body of a Messages request.
struct MessagesPayload {
    let request: ModelRequest
    let options: RequestOptions
    let endpoint: ModelEndpoint

    /// What a model may write when nobody says; the format must be told something.
    static let usualOutputTokens = 8192

    var bytes: [UInt8] {
        let first = request.messages.prefix { if case .system = $0 { true } else { false } }
        let turns = turns(of: request.messages.dropFirst(first.count))
        var overrides = options.body
        if overrides["thinking"]?["type"] == "enabled", !beginsWithThought(turns) { overrides["thinking"] = nil }
        var body = BodyWriter(overrides: overrides)
        body.member("model", .string(options.model))
        if endpoint.streams { body.member("stream", true) }
        let limit = options.maxOutputTokens ?? endpoint.maxOutputTokens.map { min($0, 32_000) } ?? MessagesPayload.usualOutputTokens
        body.member("max_tokens", .integer(Int64(limit)))
        if let temperature = options.temperature { body.member("temperature", .number(temperature)) }
        if !request.tools.isEmpty { body.member("tools") { BodyWriter.list(request.tools, to: &$0, MessagesPayload.write) } }
        let system = first.flatMap(blocks)
        if !system.isEmpty {
            body.member("system") { output in
                BodyWriter.list(system.enumerated(), to: &output) { item, output in
                    // What stands before the mark, the tools too, is read from the provider's cache next time.
                    write(item.element, isMarked: item.offset == system.count - 1, to: &output)
                }
            }
        }
        body.member("messages") { output in write(turns, to: &output) }
        return body.finish()
    }

    private static func write(_ tool: ToolDescription, to output: inout [UInt8]) {
        output.append("{")
        output.append("name", text: tool.name)
        output.append(",")
        output.append("description", text: tool.description)
        output.append(",\"input_schema\":")
        tool.parameters.write(to: &output)
        output.append("}")
    }

    // MARK: turns

    /// Neighbouring messages of one side, which the format wants as one.
    private struct Turn {
        let isModel: Bool
        var blocks: [ContentBlock]
    }

    /// Messages that say nothing are left out: the format refuses empty turns.
    private func turns(of messages: ArraySlice<ChatMessage>) -> [Turn] {
        var turns: [Turn] = []
        for message in messages {
            let isModel = if case .assistant = message { true } else { false }
            let blocks = blocks(message)
            guard !blocks.isEmpty else { continue }
            if turns.last?.isModel == isModel {
                turns[turns.count - 1].blocks += blocks
            } else {
                turns.append(Turn(isModel: isModel, blocks: blocks))
            }
        }
        for index in turns.indices where !turns[index].isModel {
            // Results have to be the first that follows their calls.
            turns[index].blocks = turns[index].blocks.filter(\.isResult) + turns[index].blocks.filter { !$0.isResult }
        }
        return turns
    }

    /// Whether the model may go on thinking: after calls that were not thought of here, by another model say, a number of tokens to think in is refused.
    private func beginsWithThought(_ turns: [Turn]) -> Bool {
        guard let newest = turns.last(where: \.isModel), newest.blocks.contains(where: \.isCall) else { return true }
        return newest.blocks.first?.isRaw == true
    }

    private func write(_ turns: [Turn], to output: inout [UInt8]) {
        // The newest two words of the person are marked: the older mark is found again when the next request comes.
        let marked = Set(turns.indices.filter { !turns[$0].isModel }.suffix(2))
        BodyWriter.list(turns.enumerated(), to: &output) { item, output in
            let blocks = item.element.blocks
            output.append(item.element.isModel ? "{\"role\":\"assistant\",\"content\":" : "{\"role\":\"user\",\"content\":")
            BodyWriter.list(blocks.enumerated(), to: &output) { block, output in
                write(block.element, isMarked: block.offset == blocks.count - 1 && marked.contains(item.offset), to: &output)
            }
            output.append("}")
        }
    }

    // MARK: blocks

    private enum ContentBlock {
        case text(String)
        case image(mediaType: String, bytes: [UInt8])
        case call(ToolCall)
        case result(id: String, String)
        case raw(JSON)

        var isResult: Bool { if case .result = self { true } else { false } }
        var isCall: Bool { if case .call = self { true } else { false } }
        var isRaw: Bool { if case .raw = self { true } else { false } }
    }

    private func blocks(_ message: ChatMessage) -> [ContentBlock] {
        switch message {
        case .system(let text), .user(let text): return MessagesPayload.text(text)
        case .images(let text, let images):
            let content = ImageContent(text: text, images: images, bytes: request.images, takesImages: endpoint.takesImages)
            return MessagesPayload.text(content.text) + content.shown.map { .image(mediaType: $0.mediaType, bytes: $0.bytes) }
        case .tool(let id, _, let content): return [.result(id: id, content)]
        case .assistant(let text, _, let calls, let carried):
            return blocks(text, calls, carried?.maker == endpoint.maker(model: options.model) ? carried : nil)
        }
    }

    /// The format refuses blank text.
    private static func text(_ text: String) -> [ContentBlock] {
        text.utf8.contains { $0 > 0x20 } ? [.text(text)] : []
    }

    /// What the model said, in the order it said it in.
    ///
    /// Thoughts cannot be the last of a turn, so those that nothing came after are left out.
    private func blocks(_ text: String, _ calls: [ToolCall], _ carried: CarriedParts?) -> [ContentBlock] {
        var blocks = AnswerPiece.pieces(text: text, calls: calls, carried: carried).flatMap { piece -> [ContentBlock] in
            switch piece {
            case .raw(let raw): [.raw(raw)]
            case .text(let text): MessagesPayload.text(text)
            case .call(let call): [.call(call)]
            }
        }
        while blocks.last?.isRaw == true { blocks.removeLast() }
        return blocks
    }

    private func write(_ block: ContentBlock, isMarked: Bool, to output: inout [UInt8]) {
        switch block {
        case .raw(let raw): return raw.write(to: &output)
        case .text(let text):
            output.append("{\"type\":\"text\",")
            output.append("text", text: text)
        case .image(let mediaType, let bytes):
            output.append("{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"\(mediaType)\",\"data\":\"")
            Base64.append(bytes, to: &output)
            output.append("\"}")
        case .call(let call):
            output.append("{\"type\":\"tool_use\",")
            output.append("id", text: SentCall.id(call.id))
            output.append(",")
            output.append("name", text: SentCall.name(call.name))
            output.append(",\"input\":")
            output.append(SentCall.arguments(call.arguments))
        case .result(let id, let content):
            output.append("{\"type\":\"tool_result\",")
            output.append("tool_use_id", text: SentCall.id(id))
            output.append(",")
            output.append("content", text: content)
        }
        if isMarked, endpoint.cachesPrompt { output.append(",\"cache_control\":{\"type\":\"ephemeral\"}") }
        output.append("}")
    }
}
