internal import Events
internal import Models

/// Makes the messages of a request out of entries, so that nobody speaks twice in a row.
struct MessageList: Sendable, Equatable {
    private(set) var messages: [ChatMessage] = []

    mutating func add(_ entry: Conversation.Entry) {
        switch entry {
        case .user(let text), .note(let text): add(text)
        case .summary(let text): add(ContinueHint.summary(text))
        case .images(let text, let images): add(text, images)
        case .answer(let answer): add(answer)
        }
    }

    /// Something the person, or we, say.
    mutating func add(_ text: String) {
        switch messages.last {
        case .user(let before)?: messages[messages.count - 1] = .user(before + "\n\n" + text)
        case .images(let before, let images)?: messages[messages.count - 1] = .images(text: before + "\n\n" + text, images)
        default: messages.append(.user(text))
        }
    }

    /// Images, with what was said before them.
    private mutating func add(_ text: String, _ images: [ImageReference]) {
        switch messages.last {
        case .user(let before)?: messages[messages.count - 1] = .images(text: before + "\n\n" + text, images)
        case .images(let before, let others)?: messages[messages.count - 1] = .images(text: before + "\n\n" + text, others + images)
        default: messages.append(.images(text: text, images))
        }
    }

    /// An answer, the results of its calls, and what they gave to look at; nothing when it is empty.
    private mutating func add(_ answer: Conversation.Answer) {
        if answer.calls.isEmpty && !answer.text.utf8.contains(where: { $0 > 0x20 }) { return }
        let calls = answer.calls.map { ToolCall(id: $0.id, name: $0.name, arguments: $0.arguments) }
        messages.append(
            .assistant(text: answer.text, reasoning: answer.reasoning, toolCalls: calls, carried: answer.carried))
        for call in answer.calls {
            let result = call.result ?? "The call has no result; whether it took effect is not known."
            messages.append(.tool(toolCallID: call.id, name: call.name, content: result))
        }
        // Providers take images from the person only (001-23, 001-66).
        let images = answer.calls.flatMap(\.images)
        if !images.isEmpty {
            let names = images.map { $0.path.isEmpty ? $0.mediaType : $0.path }.joined(separator: ", ")
            messages.append(.images(text: "The images of the calls above: \(names)", images))
        }
    }
}
