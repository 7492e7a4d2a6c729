import Events

/// Turns a request with tools into one that a model without tool calling understands (003-06).
///
/// Tools go into the system message, earlier calls become the model's own actions, results become the user's messages. Roles then alternate,
/// as the templates of many small models demand.
struct ActionRequest {
    /// The tool behind `need_more_info`.
    let askTool: String

    func rewritten(_ request: ModelRequest) -> ModelRequest {
        var result = request
        result.messages = messages(request)
        result.tools = []
        return result
    }

    private func messages(_ request: ModelRequest) -> [ChatMessage] {
        var rest = request.messages[...]
        var messages: [ChatMessage] = []
        if !request.tools.isEmpty {
            var system = ActionPrompt(tools: request.tools, askTool: askTool).text
            if case .system(let text)? = rest.first {
                system = text + "\n\n" + system
                rest = rest.dropFirst()
            }
            messages.append(.system(system))
        }
        for index in rest.indices { ActionRequest.append(converted(rest, at: index), to: &messages) }
        return messages
    }

    private func converted(_ messages: ArraySlice<ChatMessage>, at index: Int) -> ChatMessage {
        switch messages[index] {
        case .assistant(let text, let reasoning, let calls, _):
            let next = index + 1 < messages.endIndex ? messages[index + 1] : nil
            return .assistant(text: said(text, calls, before: next), reasoning: reasoning, toolCalls: [])
        case .tool(_, let name, let content): return .user("Result of \(name):\n\(content)")
        case let other: return other
        }
    }

    /// What the model said, in the form it is to go on in.
    private func said(_ text: String, _ calls: [ToolCall], before next: ChatMessage?) -> String {
        guard calls.isEmpty else {
            let actions = calls.map { action($0).json.text }
            return (text.isEmpty ? actions : [text] + actions).joined(separator: "\n\n")
        }
        // An answer that was refused, or is what is left of an action, stays as it was.
        if case .user(let answer)? = next, answer.contains(ActionFault.beginning) { return text }
        if ActionReader.namesAction(Array(text.utf8)[...]) { return text }
        return Action.final(result: text).json.text
    }

    private func action(_ call: ToolCall) -> Action {
        var parser = LenientJSON(Array(call.arguments.utf8), at: 0)
        let isBlank = call.arguments.utf8.allSatisfy { $0 <= 0x20 }
        let arguments =
            (try? parser.value())?.object ?? JSONObject(isBlank ? [] : [.init("invalid_arguments", .string(call.arguments))])
        if call.name == askTool, let question = arguments["question"]?.string,
            arguments.keys.allSatisfy({ ["question", "options"].contains($0) })
        {
            let options = arguments["options"]?.array ?? []
            let texts = options.compactMap(\.string)
            if texts.count == options.count { return .needMoreInfo(question: question, options: texts) }
        }
        return .toolCall(tool: call.name, arguments: arguments)
    }

    /// Joins neighbours of one role.
    private static func append(_ message: ChatMessage, to messages: inout [ChatMessage]) {
        switch (messages.last, message) {
        case (.user(let before)?, .user(let text)):
            messages[messages.count - 1] = .user(before + "\n\n" + text)
        case (.user(let before)?, .images(let text, let images)):
            messages[messages.count - 1] = .images(text: before + "\n\n" + text, images)
        case (.images(let before, let images)?, .user(let text)):
            messages[messages.count - 1] = .images(text: before + "\n\n" + text, images)
        case (.images(let before, let images)?, .images(let text, let more)):
            messages[messages.count - 1] = .images(text: before + "\n\n" + text, images + more)
        case (.assistant(let before, let thought, _, _)?, .assistant(let text, let more, _, _)):
            messages[messages.count - 1] = .assistant(
                text: before + "\n\n" + text, reasoning: [thought, more].filter { !$0.isEmpty }.joined(separator: "\n\n"), toolCalls: [])
        default: messages.append(message)
        }
    }
}
