internal import Events

/// What the model is told when it stopped talking and is not done (001-32, 001-35).
enum ContinueHint {
    static let go = "Go on with the task. Call a tool, or give the final answer when the task is done."
    static let empty = "Your last answer was empty. Call a tool, or give the final answer in plain text."
    static let cut =
        "Your last answer was cut at the output limit. Go on from where it ended, more briefly; "
        + "if you were writing a tool call, make it again, smaller."
    static let filtered = "The provider's content filter withheld your last answer. Go on in another way, or say what you cannot do."
    static let refused =
        "You declined to answer. If part of the task can be done, do that; else say in one sentence what you cannot do and why."

    /// After a reviewer sent the answer back (003-21).
    static func review(_ reason: String) -> String {
        "A reviewer looked at your answer and wants it mended before the person gets it: \(reason) Do what is missing, then give the whole answer again."
    }

    /// After an answer that was not one of the protocol's three actions (003-06).
    static func repair(_ fault: String) -> String {
        "Your last answer could not be used: \(fault) Answer again with exactly one JSON object of the protocol and nothing else."
    }

    /// What stands in the place of entries that left (001-62).
    static func summary(_ text: String) -> String {
        "The older part of this conversation was left out to save room. What it came to:\n\n\(text)"
    }

    /// While todos stay as they are for several rounds (001-32).
    static func staleTodos(_ items: [TodoItem], rounds: Int) -> String {
        let lines = items.map { "- [\($0.status.rawValue)] \($0.text)" }.joined(separator: "\n")
        return "Your todo list has not changed for \(rounds) rounds. Bring it up to date, or go on with what is open:\n\(lines)"
    }

    /// A command in the background has ended (001-22).
    static func ended(_ session: BackgroundChanged) -> String {
        let how =
            switch (session.state, session.exitStatus) {
            case (.exited, let status?): "ended with exit status \(status)"
            case (.killed, _): "was ended"
            case (.released, _): "goes on after the run"
            case (.lost, _): "was lost with the process that watched it"
            default: "ended by a signal"
            }
        let tail = session.tail.isEmpty ? "It printed nothing more." : "Its last lines:\n\(session.tail)"
        return "The background command \(session.sessionID) (\(Headline.of(session.command))) \(how). \(tail)"
    }

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
