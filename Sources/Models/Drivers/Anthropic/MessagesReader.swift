import Events

/// Reads the events of a message, or a whole one, into an answer.
struct MessagesReader: AnswerReader {
    /// A block that is being said.
    private struct OpenBlock {
        let type: String
        /// As it began.
        var object: JSONObject
        /// Where its thought begins in the reasoning of the answer.
        var thoughtStart = 0
        var signature = ""
        /// Where it stands among the parts of the answer, if it has to be carried back.
        var place: Int?
        var hasArguments = false
    }

    private var open: [Int: OpenBlock] = [:]
    private var input: JSON = .null

    mutating func read(_ event: JSON, into answer: inout AnswerBuilder) throws(ModelsError) -> AnswerEffect {
        let index = event["index"]?.integer ?? 0
        switch event["type"]?.string {
        case "message_start":
            count(event["message"]?["usage"], &answer)
            return .progress
        case "content_block_start":
            try begin(event["content_block"] ?? .null, at: index, &answer)
            return .progress
        case "content_block_delta":
            try add(event["delta"] ?? .null, at: index, &answer)
            return .progress
        case "content_block_stop":
            try end(at: index, &answer)
            return .progress
        case "message_delta":
            count(event["usage"], &answer)
            if let reason = event["delta"]?["stop_reason"]?.string { answer.finishReason = MessagesReader.finishReason(reason) }
            return .progress
        case "message_stop": return .end
        case "error": return .fault(ProviderMessage(json: event) ?? ProviderMessage(text: ""))
        case nil:
            guard event["error"]?.isNull == false, let message = ProviderMessage(json: event) else { return .nothing }
            return .fault(message)
        // `ping`, and what will be invented.
        default: return .nothing
        }
    }

    mutating func read(whole: JSON, into answer: inout AnswerBuilder) throws(ModelsError) -> AnswerEffect {
        if whole["type"] == "error" || whole["error"]?.isNull == false, let message = ProviderMessage(json: whole) {
            return .fault(message)
        }
        for (index, block) in (whole["content"]?.array ?? []).enumerated() {
            try begin(block, at: index, &answer)
            try end(at: index, &answer)
        }
        count(whole["usage"], &answer)
        if let reason = whole["stop_reason"]?.string { answer.finishReason = MessagesReader.finishReason(reason) }
        return .progress
    }

    mutating func finish(into answer: inout AnswerBuilder) throws(ModelsError) {
        for index in open.keys.sorted() { try end(at: index, &answer) }
    }

    func plainText(of event: JSON) -> PlainText? {
        guard event["type"] == "content_block_delta", let delta = event["delta"] else { return nil }
        if delta["type"] == "text_delta", let text = delta["text"]?.string { return PlainText(kind: .text, key: "text", text: text) }
        if delta["type"] == "thinking_delta", open[event["index"]?.integer ?? 0] != nil, let text = delta["thinking"]?.string {
            return PlainText(kind: .reasoning, key: "thinking", text: text)
        }
        return nil
    }

    // MARK: blocks

    private mutating func begin(_ block: JSON, at index: Int, _ answer: inout AnswerBuilder) throws(ModelsError) {
        guard let object = block.object, let type = block["type"]?.string else { return }
        var opened = OpenBlock(type: type, object: object, thoughtStart: answer.reasoning.utf8.count)
        switch type {
        case "text": answer.add(text: block["text"]?.string ?? "")
        case "thinking":
            opened.place = answer.reservePlace()
            opened.signature = block["signature"]?.string ?? ""
            answer.add(reasoning: block["thinking"]?.string ?? "")
        case "tool_use":
            try answer.add(ToolCallFragment(index: index, id: block["id"]?.string, name: block["name"]?.string))
        case "redacted_thinking": opened.place = answer.reservePlace()
        default: break
        }
        open[index] = opened
    }

    private mutating func add(_ delta: JSON, at index: Int, _ answer: inout AnswerBuilder) throws(ModelsError) {
        switch delta["type"]?.string {
        case "text_delta": answer.add(text: delta["text"]?.string ?? "")
        case "thinking_delta":
            // A server that forgets to open a block is understood all the same.
            if open[index] == nil { try begin(["type": "thinking"], at: index, &answer) }
            answer.add(reasoning: delta["thinking"]?.string ?? "")
        case "signature_delta": open[index]?.signature += delta["signature"]?.string ?? ""
        case "input_json_delta":
            guard open[index]?.type == "tool_use", let piece = delta["partial_json"]?.string else { return }
            if !piece.isEmpty { open[index]?.hasArguments = true }
            try answer.add(ToolCallFragment(index: index, arguments: piece))
        default: break
        }
    }

    private mutating func end(at index: Int, _ answer: inout AnswerBuilder) throws(ModelsError) {
        guard let block = open.removeValue(forKey: index) else { return }
        switch block.type {
        case "tool_use":
            // A call without arguments has no pieces; one that came whole has them in its beginning.
            guard !block.hasArguments else { return }
            let input = block.object["input"] ?? .null
            try answer.add(ToolCallFragment(index: index, arguments: input.object == nil ? "{}" : input.text))
        case "thinking":
            var object = block.object
            object["thinking"] = .string(String(decoding: answer.reasoning.utf8.dropFirst(block.thoughtStart), as: UTF8.self))
            // Without a signature nobody takes it back: gateways send the thoughts of other vendors' models so.
            guard !block.signature.isEmpty else { return }
            object["signature"] = .string(block.signature)
            answer.carry(.object(object), at: block.place)
        case "redacted_thinking":
            guard block.object["data"]?.string?.isEmpty == false else { return }
            answer.carry(.object(block.object), at: block.place)
        default: break
        }
    }

    // MARK: figures

    /// Counts are said at the beginning and at the end; the later one counts, unless it is a nought of a server that did not count.
    private mutating func count(_ usage: JSON?, _ answer: inout AnswerBuilder) {
        guard let usage, case .object(let members) = usage else { return }
        var known = input.object ?? JSONObject()
        for member in members.members where !member.value.isNull && (member.value != 0 || known[member.key] == nil) {
            known[member.key] = member.value
        }
        input = .object(known)
        func number(_ key: String) -> Int? { MessagesReader.count(input[key]) }
        let (read, written) = (number("cache_read_input_tokens"), number("cache_creation_input_tokens"))
        // What was read from the cache or written to it is counted beside the rest here.
        let sum = number("input_tokens").map { $0 + (read ?? 0) + (written ?? 0) }
        guard sum != nil || number("output_tokens") != nil else { return }
        answer.usage = Usage(
            inputTokens: sum, outputTokens: number("output_tokens"),
            reasoningTokens: MessagesReader.count(input["output_tokens_details"]?["thinking_tokens"]), cachedInputTokens: read,
            cacheWriteTokens: written)
    }

    private static func finishReason(_ word: String) -> FinishReason {
        switch word {
        case "end_turn", "stop_sequence": .stop
        case "tool_use": .toolCalls
        case "max_tokens", "model_context_window_exceeded": .length
        case "refusal": .refusal
        default: .other
        }
    }
}
