import Events

/// What makers put beside the text of a message: what has to go back with it, and the mark of a thought.
struct ChatExtras: Sendable {
    /// Reasoning in the form that has to be sent back, piece by piece.
    private var details = ReasoningDetails()
    /// Anthropic's blocks, as LiteLLM hands them on.
    private var blocks = ReasoningDetails()
    private var content = JSONObject()
    /// The last piece of text was a thought of Gemini.
    private var isThinking = false

    mutating func add(details value: JSON) { details.add(value) }

    mutating func add(blocks value: JSON) { blocks.add(value) }

    /// Gemini's `extra_content`: later members take the place of earlier ones.
    mutating func add(content value: JSON) { content = ChatExtras.joined(content, value.object ?? JSONObject()) }

    /// Whether a text is thought: Gemini marks it beside the text, and with a tag around the whole of it.
    ///
    /// - Returns: the text without its tag.
    mutating func sort(_ text: String, in delta: JSONObject) -> (text: String, isThought: Bool) {
        let isThought = delta["extra_content"]?["google"]?["thought"] == true
        defer { isThinking = isThought }
        if isThought == isThinking { return (text, isThought) }
        let tag = isThought ? "<thought>" : "</thought>"
        return (text.hasPrefix(tag) ? String(text.dropFirst(tag.count)) : text, isThought)
    }

    /// Hands what there is to the answer, once.
    mutating func carry(into answer: inout AnswerBuilder) {
        let items = details.take()
        if !items.isEmpty { answer.carry(["reasoning_details": .array(items)]) }
        let thoughts = blocks.take().map { block -> JSON in
            // The number is the gateway's, and Anthropic refuses it.
            var members = block.object ?? JSONObject()
            members["index"] = nil
            return .object(members)
        }
        let areSealed = thoughts.allSatisfy { ($0["signature"] ?? $0["data"])?.string?.isEmpty == false }
        if !thoughts.isEmpty, areSealed { answer.carry(["thinking_blocks": .array(thoughts)]) }
        // The mark is about the text that had it, and not about the message.
        if var google = content["google"]?.object, google["thought"] != nil {
            google["thought"] = nil
            content["google"] = google.isEmpty ? nil : .object(google)
        }
        if !content.isEmpty { answer.carry(["extra_content": .object(content)]) }
        content = JSONObject()
    }

    private static func joined(_ old: JSONObject, _ new: JSONObject) -> JSONObject {
        var result = old
        for member in new.members {
            if let inner = member.value.object, let known = result[member.key]?.object {
                result[member.key] = .object(joined(known, inner))
            } else {
                result[member.key] = member.value
            }
        }
        return result
    }
}
