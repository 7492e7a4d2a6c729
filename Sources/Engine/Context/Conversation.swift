internal import Events
internal import Models

/// What was said, folded from events, and the messages that follow from it.
///
/// Only an answer that came whole is in it, and only the calls that were started; so the messages are well formed at every point: each call
/// of an answer is followed by its result, and a person never speaks twice in a row.
struct Conversation: Sendable, Equatable {
    /// A call that was started.
    struct Call: Sendable, Equatable {
        let id: String
        let name: String
        let arguments: String
        var result: String?
    }

    /// A call as the model writes it.
    struct Draft: Sendable, Equatable {
        let id: String
        var name: String
        var arguments: String
    }

    struct Answer: Sendable, Equatable {
        let callID: String
        var text = ""
        var reasoning = ""
        var drafts: [Draft] = []
        var calls: [Call] = []
    }

    enum Entry: Sendable, Equatable {
        case user(String)
        case answer(Answer)
    }

    private(set) var entries: [Entry] = []
    private(set) var open: Answer?
    /// Messages of the person that the model has not been sent yet.
    private(set) var undelivered: [String] = []

    mutating func say(_ text: String) { entries.append(.user(text)) }

    mutating func steer(_ text: String) { undelivered.append(text) }

    mutating func beginAnswer(_ callID: String) {
        for text in undelivered { entries.append(.user(text)) }
        undelivered = []
        open = Answer(callID: callID)
    }

    mutating func think(_ text: String) { open?.reasoning += text }

    mutating func speak(_ text: String) { open?.text += text }

    mutating func draft(_ delta: ToolCallDelta) {
        guard let index = open?.drafts.firstIndex(where: { $0.id == delta.toolCallID }) else {
            open?.drafts.append(Draft(id: delta.toolCallID, name: delta.name ?? "", arguments: delta.argumentsFragment))
            return
        }
        if let name = delta.name, open?.drafts[index].name.isEmpty == true { open?.drafts[index].name = name }
        open?.drafts[index].arguments += delta.argumentsFragment
    }

    mutating func endAnswer() {
        if let open { entries.append(.answer(open)) }
        open = nil
    }

    mutating func dropAnswer() { open = nil }

    mutating func start(_ call: ToolCallStarted) {
        changeLastAnswer { answer in
            let draft = answer.drafts.first { $0.id == call.toolCallID }
            let name = Conversation.sendableName(draft?.name ?? "", or: call.tool)
            answer.calls.append(Call(id: call.toolCallID, name: name, arguments: Conversation.sendableArguments(draft, call)))
        }
    }

    mutating func finish(_ call: ToolCallFinished) {
        changeLastAnswer { answer in
            guard let index = answer.calls.lastIndex(where: { $0.id == call.toolCallID }) else { return }
            answer.calls[index].result = call.output
        }
    }

    /// The text of the newest whole answer; empty when there is none.
    var lastAnswerText: String {
        for entry in entries.reversed() {
            if case .answer(let answer) = entry { return answer.text }
        }
        return ""
    }

    /// The messages as they would be sent now.
    var messages: [ChatMessage] {
        var messages: [ChatMessage] = []
        func add(_ text: String) {
            if case .user(let before)? = messages.last {
                messages[messages.count - 1] = .user(before + "\n\n" + text)
            } else {
                messages.append(.user(text))
            }
        }
        for entry in entries {
            switch entry {
            case .user(let text): add(text)
            case .answer(let answer): messages += answer.messages
            }
        }
        undelivered.forEach(add)
        return messages
    }

    private mutating func changeLastAnswer(_ change: (inout Answer) -> Void) {
        guard let index = entries.lastIndex(where: { if case .answer = $0 { true } else { false } }),
            case .answer(var answer) = entries[index]
        else { return }
        change(&answer)
        entries[index] = .answer(answer)
    }

    /// A name that every provider takes back; some answer a request whose history holds any other with an error.
    private static func sendableName(_ name: String, or tool: String) -> String {
        let bytes = (name.isEmpty ? tool : name).utf8.prefix(64).map { byte -> UInt8 in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "_"), UInt8(ascii: "-"):
                byte
            default: UInt8(ascii: "_")
            }
        }
        return bytes.isEmpty ? "unknown" : String(decoding: bytes, as: UTF8.self)
    }

    /// The arguments byte by byte as the model wrote them when they are an object, so that a provider's cache holds; wrapped in one when
    /// they are not.
    private static func sendableArguments(_ draft: Draft?, _ call: ToolCallStarted) -> String {
        guard case .object = call.arguments else { return JSON.object(JSONObject([.init("invalid_arguments", call.arguments)])).text }
        guard let draft, draft.arguments.utf8.contains(UInt8(ascii: "{")) else { return call.arguments.text }
        return draft.arguments
    }
}

extension Conversation.Answer {
    /// The answer and the results of its calls; nothing when it is empty.
    var messages: [ChatMessage] {
        if calls.isEmpty && !text.utf8.contains(where: { $0 > 0x20 }) { return [] }
        let said = ChatMessage.assistant(
            text: text, reasoning: reasoning, toolCalls: calls.map { ToolCall(id: $0.id, name: $0.name, arguments: $0.arguments) })
        return [said]
            + calls.map {
                .tool(
                    toolCallID: $0.id, name: $0.name, content: $0.result ?? "The call has no result; whether it took effect is not known.")
            }
    }
}
