/// Why an answer is no action, told so that the model can mend it (003-06).
enum ActionFault: Error, Equatable, Sendable {
    case empty
    case tooLarge
    case noObject
    case cut
    case broken(reason: String)
    case noAction(keys: [String])
    case actionNotWord(type: String)
    case unknownAction(String)
    case repeated(key: String)
    case toolMissing
    case argumentsNotObject(type: String)
    case resultMissing
    case resultEmpty
    case questionMissing
    case mixed
    case tooMany(limit: Int)
    case cannotAsk

    /// How every message begins, so that a repair is known again in the history.
    static let beginning = "Your answer is not an action: "

    /// The fault and its cure in one sentence.
    var message: String { ActionFault.beginning + reason }

    private var reason: String {
        switch self {
        case .empty: "it is empty; send one JSON object like \(ActionFault.call) or \(ActionFault.final)."
        case .tooLarge: "it is larger than 1 MB; send a shorter one, and write long files in several calls."
        case .noObject: "it holds no JSON object; send exactly one, \(ActionFault.call) or \(ActionFault.final), and nothing else."
        case .cut: "its JSON is never closed; send the whole action again, with every quote, brace and bracket closed."
        case .broken(let reason): "its JSON cannot be read (\(reason)); send the whole action again as valid JSON."
        case .noAction(let keys):
            "the object\(ActionFault.naming(keys)) has no \"action\"; add \"action\" with one of \(ActionWord.list)."
        case .actionNotWord(let type): "\"action\" is \(type); make it one of the strings \(ActionWord.list)."
        case .unknownAction(let word): unknown(word)
        case .repeated(let key): "it holds \"\(key)\" twice in one object; send one object for each action."
        case .toolMissing: "\"tool\" is missing or no name; send \(ActionFault.call) with the name of a tool."
        case .argumentsNotObject(let type): "\"args\" is \(type); make it an object, {} when the tool needs nothing."
        case .resultMissing: "the final action has no \"result\"; send \(ActionFault.final)."
        case .resultEmpty: "\"result\" is empty; say in it what was done or found."
        case .questionMissing: "\"question\" is missing or empty; send {\"action\":\"need_more_info\",\"question\":\"…\"}."
        case .mixed: "a tool call follows a final; send the call alone, and the final when its result is known."
        case .tooMany(let limit): "it holds more than \(limit) actions; send the first few and wait for their results."
        case .cannotAsk: "nobody can be asked here, so need_more_info is not possible; decide by yourself, or send \(ActionFault.final)."
        }
    }

    private static let call = #"{"action":"tool_call","tool":"NAME","args":{…}}"#
    private static let final = #"{"action":"final","result":"TEXT"}"#

    private func unknown(_ word: String) -> String {
        let shown = CleanText.line(word, limit: 40)
        let known = ActionWord.allCases.map(\.rawValue)
        if let nearest = NearestWord.nearest(word, in: known) { return "the action \"\(shown)\" is not known; did you mean \(nearest)?" }
        return "the action \"\(shown)\" is not known; use one of \(ActionWord.list), and tool_call with \"tool\" to call a tool."
    }

    private static func naming(_ keys: [String]) -> String {
        guard !keys.isEmpty else { return "" }
        let shown = keys.prefix(4).map { CleanText.line($0, limit: 20) }.joined(separator: ", ")
        return " with \(shown)\(keys.count > 4 ? ", …" : "")"
    }
}
