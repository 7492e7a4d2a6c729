import Events

/// Reads the chunks of a chat completion, or a whole one, into an answer.
struct ChatReader: AnswerReader {
    private var extras = ChatExtras()

    mutating func read(whole: JSON, into answer: inout AnswerBuilder) throws(ModelsError) -> AnswerEffect {
        try read(whole, into: &answer)
    }

    mutating func read(_ json: JSON, into answer: inout AnswerBuilder) throws(ModelsError) -> AnswerEffect {
        guard case .object(let object) = json else {
            // A list of errors is how one vendor reports them.
            if let message = json[0].flatMap({ ProviderMessage(json: $0) }) { return .fault(message) }
            return .nothing
        }
        var effect = AnswerEffect.nothing
        for member in object.members {
            switch member.key {
            case "choices":
                guard case .array(let choices) = member.value else { continue }
                for choice in choices {
                    guard case .object(let members) = choice, try read(choice: members, into: &answer) else { continue }
                    effect = .progress
                }
            case "usage":
                if let usage = ChatReader.usage(member.value) {
                    answer.usage = usage
                    effect = .progress
                }
            case "error":
                if !member.value.isNull, let message = ProviderMessage(json: json) { return .fault(message) }
            case "object":
                if member.value == "error", let message = ProviderMessage(json: json) { return .fault(message) }
            default:
                break
            }
        }
        return effect
    }

    mutating func finish(into answer: inout AnswerBuilder) { extras.carry(into: &answer) }

    /// True if the choice is ours to read and said anything.
    private mutating func read(choice: JSONObject, into answer: inout AnswerBuilder) throws(ModelsError) -> Bool {
        // Wherever the number stands: another choice is another answer.
        if let index = choice["index"]?.integer, index != 0 { return false }
        var said = false
        var reason: String?
        for member in choice.members {
            switch (member.key, member.value) {
            case ("delta", .object(let delta)), ("message", .object(let delta)):
                try read(delta: delta, into: &answer)
                said = said || !delta.isEmpty
            case ("text", .string(let text)):
                answer.add(text: text)
                said = true
            case ("finish_reason", .string(let word)) where !word.isEmpty:
                reason = word
            default:
                break
            }
        }
        if let reason {
            answer.finishReason = ChatReader.finishReason(reason)
            said = true
        }
        return said
    }

    private mutating func read(delta: JSONObject, into answer: inout AnswerBuilder) throws(ModelsError) {
        // Servers that send reasoning under two names send the same twice.
        var hasReasoning = false
        var hasCalls = false
        for member in delta.members {
            switch (member.key, member.value) {
            case ("content", .string(let text)) where !text.isEmpty:
                let piece = extras.sort(text, in: delta)
                if piece.isThought { answer.add(reasoning: piece.text) } else { answer.add(text: piece.text) }
            case ("refusal", .string(let text)) where !text.isEmpty:
                answer.add(text: text)
                answer.isRefusal = true
            case ("content", .array(let parts)):
                for part in parts { ChatReader.add(part: part, to: &answer) }
            case ("reasoning_content", let value), ("reasoning", let value), ("reasoning_details", let value):
                if member.key == "reasoning_details" { extras.add(details: value) }
                guard !hasReasoning else { continue }
                let text = ChatReader.plainText(value)
                answer.add(reasoning: text)
                hasReasoning = !text.isEmpty
            case ("thinking_blocks", let value):
                extras.add(blocks: value)
            case ("tool_calls", .array(let fragments)):
                for fragment in fragments {
                    guard case .object(let members) = fragment else { continue }
                    try add(call: members, to: &answer)
                    hasCalls = true
                }
            case ("tool_calls", .object(let members)):
                try add(call: members, to: &answer)
                hasCalls = true
            case ("extra_content", .object):
                extras.add(content: member.value)
            default:
                break
            }
        }
        if !hasCalls, let call = delta["function_call"]?.object, answer.calls.isEmpty || answer.calls.hasLegacyCall {
            try answer.add(ToolCallFragment(name: call["name"]?.string, arguments: ChatReader.arguments(call["arguments"]), isLegacy: true))
        }
    }

    private func add(call members: JSONObject, to answer: inout AnswerBuilder) throws(ModelsError) {
        try answer.add(ChatReader.fragment(members))
        // Such as Gemini's signature of a thought, which has to come back with the call (001-56).
        if let extra = members["extra_content"], extra.object?.isEmpty == false {
            answer.carry(ofCall: JSONObject([.init("extra_content", extra)]))
        }
    }

    private static func add(part: JSON, to answer: inout AnswerBuilder) {
        if let thinking = part["thinking"] {
            answer.add(reasoning: plainText(thinking))
        } else if let text = part["text"]?.string ?? part.string {
            answer.add(text: text)
        }
    }

    /// The text in a string, in an object with `text`, or in a list of those.
    private static func plainText(_ value: JSON) -> String {
        switch value {
        case .string(let text): text
        case .object(let object): object["text"]?.string ?? object["summary"]?.string ?? ""
        case .array(let items): items.map { $0.string ?? $0["text"]?.string ?? $0["summary"]?.string ?? "" }.joined()
        default: ""
        }
    }

    private static func fragment(_ members: JSONObject) -> ToolCallFragment {
        let function = members["function"]
        let id = members["id"]
        return ToolCallFragment(
            index: members["index"]?.integer, id: id?.string ?? id?.integer.map { String($0) }, name: function?["name"]?.string,
            arguments: arguments(function?["arguments"]))
    }

    private static func arguments(_ value: JSON?) -> String {
        switch value {
        case .string(let text)?: text
        case nil, .null?: ""
        case let other?: other.text
        }
    }

    static func finishReason(_ word: String) -> FinishReason {
        switch word {
        case "stop", "end_turn", "eos", "stop_sequence": .stop
        case "tool_calls", "function_call", "tool_use": .toolCalls
        case "length", "max_tokens", "model_length": .length
        case "content_filter", "safety": .contentFilter
        case "refusal": .refusal
        default: .other
        }
    }

    /// The one text of a chunk whose every other part says nothing.
    func plainText(of json: JSON) -> PlainText? {
        guard let choices = json["choices"]?.array, choices.count == 1, let choice = choices[0].object, let delta = choice["delta"]?.object,
            json["usage"]?.isNull ?? true, json["error"]?.isNull ?? true, json["object"] != "error",
            choice["finish_reason"]?.isNull ?? true, choice["index"]?.integer ?? 0 == 0, choice["text"] == nil, choice["message"] == nil
        else { return nil }
        let saying = delta.members.filter { !$0.value.isNull && $0.key != "role" }
        guard saying.count == 1, let text = saying[0].value.string else { return nil }
        switch saying[0].key {
        case "content": return PlainText(kind: .text, key: "content", text: text, idle: ["obfuscation"])
        case "reasoning_content", "reasoning":
            return PlainText(kind: .reasoning, key: saying[0].key, text: text, idle: ["obfuscation"])
        default: return nil
        }
    }

    static func usage(_ json: JSON) -> Usage? {
        guard json.object != nil else { return nil }
        let (input, reasoning) = (count(json["prompt_tokens"]), count(json["completion_tokens_details"]?["reasoning_tokens"]))
        var output = count(json["completion_tokens"])
        // Some vendors (xAI) count the reasoning beside the rest and not in it; only the sum tells.
        if let input, let reasoning, let said = output, reasoning > 0, count(json["total_tokens"]) == input + said + reasoning {
            output = said + reasoning
        }
        let usage = Usage(
            inputTokens: input, outputTokens: output, reasoningTokens: reasoning,
            cachedInputTokens: count(json["prompt_tokens_details"]?["cached_tokens"]) ?? count(json["prompt_cache_hit_tokens"]),
            cacheWriteTokens: count(json["prompt_tokens_details"]?["cache_write_tokens"])
                ?? count(json["prompt_tokens_details"]?["cache_creation_tokens"]))
        return usage.inputTokens == nil && usage.outputTokens == nil ? nil : usage
    }
}
