import Events

/// Reads the events of a response, or a whole one, into an answer.
///
/// Servers leave out either the pieces or the wholes; what was said is taken once, from whichever comes first.
struct ResponsesReader: AnswerReader {
    /// The parts of items whose text was taken, in any form.
    private var saidParts: Set<String> = []
    /// Where reasoning stands among the parts of the answer, by the index of its item.
    private var reasoningPlaces: [Int: Int] = [:]
    private var carriedItems: Set<Int> = []
    private var summaries = 0

    mutating func read(_ event: JSON, into answer: inout AnswerBuilder) throws(ModelsError) -> AnswerEffect {
        guard let type = event["type"]?.string else {
            // Before a stream begins some servers send the plain form of an error.
            guard event["error"]?.isNull == false, let message = ProviderMessage(json: event) else { return .nothing }
            return .fault(message)
        }
        switch type {
        case "response.output_text.delta", "response.refusal.delta":
            say(event["delta"]?.string ?? "", event, isRefusal: type.hasPrefix("response.refusal"), &answer)
        case "response.output_text.done": complete(event["text"]?.string ?? "", event, isRefusal: false, &answer)
        case "response.refusal.done": complete(event["refusal"]?.string ?? "", event, isRefusal: true, &answer)
        case "response.reasoning_text.delta", "response.reasoning_summary_text.delta", "response.reasoning.delta",
            "response.reasoning_summary.delta":
            answer.add(reasoning: event["delta"]?.string ?? event["delta"]?["text"]?.string ?? "")
        case "response.reasoning_summary_part.added":
            if summaries > 0 { answer.add(reasoning: "\n\n") }
            summaries += 1
        case "response.output_item.added": try begin(event["item"], at: ResponsesReader.index(event), &answer)
        case "response.function_call_arguments.delta":
            try answer.add(ToolCallFragment(index: ResponsesReader.index(event), arguments: event["delta"]?.string ?? ""))
        case "response.function_call_arguments.done":
            try complete(arguments: event["arguments"]?.string, at: ResponsesReader.index(event), &answer)
        case "response.output_item.done": try end(event["item"], at: ResponsesReader.index(event), &answer)
        case "response.completed", "response.incomplete", "response.done": return try end(event["response"] ?? .null, &answer)
        case "response.failed":
            return .fault(ProviderMessage(json: event["response"] ?? .null) ?? ProviderMessage(text: "the response failed"))
        case "error": return .fault(ProviderMessage(json: event) ?? ProviderMessage(text: ""))
        default: return type.hasPrefix("response.") ? .progress : .nothing
        }
        return .progress
    }

    mutating func read(whole: JSON, into answer: inout AnswerBuilder) throws(ModelsError) -> AnswerEffect {
        if whole["error"]?.isNull == false, let message = ProviderMessage(json: whole) { return .fault(message) }
        guard whole["output"] != nil else { return .nothing }
        if whole["status"] == "failed" { return .fault(ProviderMessage(json: whole) ?? ProviderMessage(text: "the response failed")) }
        return try end(whole, &answer)
    }

    func plainText(of event: JSON) -> PlainText? {
        let idle = ["sequence_number", "obfuscation"]
        guard let text = event["delta"]?.string else { return nil }
        switch event["type"]?.string {
        case "response.reasoning_text.delta", "response.reasoning_summary_text.delta":
            return PlainText(kind: .reasoning, key: "delta", text: text, idle: idle)
        case "response.output_text.delta": return PlainText(kind: .text, key: "delta", text: text, idle: idle)
        default: return nil
        }
    }

    // MARK: text

    private static func index(_ event: JSON) -> Int { event["output_index"]?.integer ?? 0 }

    private static func part(_ event: JSON) -> String { "\(index(event)).\(event["content_index"]?.integer ?? 0)" }

    private mutating func say(_ text: String, _ event: JSON, isRefusal: Bool, _ answer: inout AnswerBuilder) {
        answer.add(text: text)
        if isRefusal { answer.isRefusal = true }
        saidParts.insert(ResponsesReader.part(event))
    }

    /// The whole of a part: what of it has not been said yet.
    private mutating func complete(_ text: String, _ event: JSON, isRefusal: Bool, _ answer: inout AnswerBuilder) {
        // Plain pieces are not counted one by one, so a part is whole as soon as anything of it was said.
        guard !saidParts.contains(ResponsesReader.part(event)) else { return }
        say(text, event, isRefusal: isRefusal, &answer)
    }

    // MARK: items

    private mutating func begin(_ item: JSON?, at index: Int, _ answer: inout AnswerBuilder) throws(ModelsError) {
        guard let item else { return }
        // Servers finish their items in any order; what is sent back stays in the order they began in.
        if item["type"] == "reasoning", reasoningPlaces[index] == nil { reasoningPlaces[index] = answer.reservePlace() }
        guard item["type"] == "function_call" else { return }
        try answer.add(
            ToolCallFragment(
                index: index, id: item["call_id"]?.string ?? item["id"]?.string, name: item["name"]?.string,
                arguments: item["arguments"]?.string ?? ""))
    }

    private func complete(arguments: String?, at index: Int, _ answer: inout AnswerBuilder) throws(ModelsError) {
        guard let arguments, let known = answer.calls.call(at: index)?.arguments, arguments.utf8.starts(with: known.utf8) else { return }
        let rest = String(decoding: arguments.utf8.dropFirst(known.utf8.count), as: UTF8.self)
        if !rest.isEmpty { try answer.add(ToolCallFragment(index: index, arguments: rest)) }
    }

    private mutating func end(_ item: JSON?, at index: Int, _ answer: inout AnswerBuilder) throws(ModelsError) {
        guard let item else { return }
        switch item["type"]?.string {
        case "function_call":
            guard let known = answer.calls.call(at: index) else { return try begin(item, at: index, &answer) }
            // Some servers begin with the arguments.
            if known.name.isEmpty { try answer.add(ToolCallFragment(index: index, name: item["name"]?.string)) }
            try complete(arguments: item["arguments"]?.string, at: index, &answer)
        case "message":
            for (part, content) in (item["content"]?.array ?? []).enumerated() {
                let place: JSON = ["output_index": .integer(Int64(index)), "content_index": .integer(Int64(part))]
                if let text = content["refusal"]?.string {
                    complete(text, place, isRefusal: true, &answer)
                } else if let text = content["text"]?.string {
                    complete(text, place, isRefusal: false, &answer)
                }
            }
        case "reasoning": carry(item, at: index, &answer)
        default: break
        }
    }

    /// Reasoning goes back as it came, if there is anything in it that the provider can read again.
    private mutating func carry(_ item: JSON, at index: Int, _ answer: inout AnswerBuilder) {
        guard !carriedItems.contains(index) else { return }
        if answer.reasoning.isEmpty {
            let parts = (item["summary"]?.array ?? []) + (item["content"]?.array ?? [])
            answer.add(reasoning: parts.compactMap { $0["text"]?.string }.joined(separator: "\n\n"))
        }
        let isSealed = item["encrypted_content"]?.string?.isEmpty == false
        let isOpen = item["content"]?.array?.contains { $0["type"] == "reasoning_text" } == true
        guard isSealed || isOpen, var object = item.object else { return }
        carriedItems.insert(index)
        object["status"] = nil
        if object["summary"] == nil { object["summary"] = [] }
        answer.carry(.object(object), at: reasoningPlaces[index])
    }

    // MARK: the end

    private mutating func end(_ response: JSON, _ answer: inout AnswerBuilder) throws(ModelsError) -> AnswerEffect {
        try addUnsaid(response["output"]?.array ?? [], &answer)
        if let usage = ResponsesReader.usage(response["usage"]) { answer.usage = usage }
        switch response["incomplete_details"]?["reason"]?.string {
        case "max_output_tokens", "max_tokens": answer.finishReason = .length
        case "content_filter": answer.finishReason = .contentFilter
        case .some: answer.finishReason = .other
        case nil: answer.finishReason = response["status"] == "incomplete" ? .other : answer.calls.isEmpty ? .stop : .toolCalls
        }
        return .end
    }

    /// What only the whole response says.
    ///
    /// Gateways leave items out of it or number them anew, so the n-th of a kind is taken to be the n-th that was said of that kind.
    private mutating func addUnsaid(_ output: [JSON], _ answer: inout AnswerBuilder) throws(ModelsError) {
        let (said, calls, thoughts) = (saidParts.count, answer.calls.indices, reasoningPlaces.keys.sorted())
        var (text, call, thought) = (0, 0, 0)
        for (position, item) in output.enumerated() {
            // No item of a stream has such an index.
            let index = -1 - position
            switch item["type"]?.string {
            case "message":
                let content = item["content"]?.array ?? []
                let unsaid = content.dropFirst(max(0, said - text))
                text += content.count
                if !unsaid.isEmpty { try end(["type": "message", "content": .array(Array(unsaid))], at: index, &answer) }
            case "function_call":
                try end(item, at: calls.indices.contains(call) ? calls[call] : index, &answer)
                call += 1
            case "reasoning":
                // One gateway tells what goes back only here.
                carry(item, at: thoughts.indices.contains(thought) ? thoughts[thought] : index, &answer)
                thought += 1
            default: break
            }
        }
    }

    private static func usage(_ json: JSON?) -> Usage? {
        guard let json, json.object != nil else { return nil }
        let usage = Usage(
            inputTokens: count(json["input_tokens"]), outputTokens: count(json["output_tokens"]),
            reasoningTokens: count(json["output_tokens_details"]?["reasoning_tokens"]),
            cachedInputTokens: count(json["input_tokens_details"]?["cached_tokens"]),
            cacheWriteTokens: count(json["input_tokens_details"]?["cache_write_tokens"]))
        return usage.inputTokens == nil && usage.outputTokens == nil ? nil : usage
    }
}
