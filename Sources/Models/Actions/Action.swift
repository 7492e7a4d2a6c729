import Events

/// What a model without tool calling can do in one answer (003-05, 003-06).
enum Action: Equatable, Sendable {
    case toolCall(tool: String, arguments: JSONObject)
    case final(result: String)
    /// Fewer than two options are no choice and are left out.
    case needMoreInfo(question: String, options: [String])
}

/// The words that may stand in `action`.
enum ActionWord: String, CaseIterable {
    case toolCall = "tool_call"
    case final
    case needMoreInfo = "need_more_info"

    /// The word as models write it: capitals, hyphens and spaces do not matter.
    init?(loosely text: String) {
        guard text.utf8.count <= 64 else { return nil }
        let plain = String(text.lowercased().map { $0 == "-" || $0 == " " ? "_" : $0 })
        self.init(rawValue: plain)
    }

    static let list = allCases.map(\.rawValue).joined(separator: ", ")
}

extension Action {
    var isFinal: Bool { if case .final = self { true } else { false } }

    /// The one form in which an action is shown to the model, in the rules and in the history.
    var json: JSON {
        switch self {
        case .toolCall(let tool, let arguments):
            return ["action": .string(ActionWord.toolCall.rawValue), "tool": .string(tool), "args": .object(arguments)]
        case .final(let result):
            return ["action": .string(ActionWord.final.rawValue), "result": .string(result)]
        case .needMoreInfo(let question, let options):
            var object = JSONObject([
                .init("action", .string(ActionWord.needMoreInfo.rawValue)), .init("question", .string(question)),
            ])
            if !options.isEmpty { object.add("options", options) }
            return .object(object)
        }
    }
}

/// An answer, read.
struct ActionReading: Equatable, Sendable {
    enum Outcome: Equatable, Sendable {
        case final(String)
        /// One or more, none of them a `final`, in the order they were written.
        case calls([Action])
        case malformed(ActionFault)
    }

    var outcome: Outcome
    /// The byte at which the first action begins; the end of the answer when there is none.
    var start: Int
}
