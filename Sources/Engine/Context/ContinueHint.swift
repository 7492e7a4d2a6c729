internal import Events

/// What the model is told when it stopped talking and is not done (001-32, 001-35).
enum ContinueHint {
    static let go = "Go on with the task. Call a tool, or give the final answer when the task is done."
    static let empty = "Your last answer was empty. Call a tool, or give the final answer in plain text."
    static let cut =
        "Your last answer was cut at the output limit. Go on from where it ended, more briefly; "
        + "if you were writing a tool call, make it again, smaller."
    static let filtered = "The provider's content filter withheld your last answer. Go on in another way, or say what you cannot do."

    /// The one reminder of open todos.
    static func openTodos(_ items: [TodoItem]) -> String {
        let lines = items.map { "- [\($0.status.rawValue)] \($0.text)" }.joined(separator: "\n")
        return """
            These todos are still open:
            \(lines)
            If there is work left, go on with it. If not, close them in the list, and then give the final answer.
            """
    }
}

extension Array<TodoItem> {
    /// The items that still want work.
    var unfinished: [TodoItem] { filter { $0.status == .pending || $0.status == .inProgress } }
}
