/// What is known when a run goes on in another way.
public struct CarriedOver: Sendable, Equatable {
    /// What was found out, one line each, oldest first.
    public var facts: [String]
    /// Files that were changed, in the order of their first change.
    public var files: [String]
    /// Todos that are not done.
    public var todos: [String]
    /// What the person said and answered, oldest first.
    public var answers: [String]
    /// Calls with an effect that have run, in a line each: none of them is run again.
    public var effects: [String]

    public init(
        facts: [String] = [], files: [String] = [], todos: [String] = [], answers: [String] = [], effects: [String] = []
    ) {
        self.facts = facts
        self.files = files
        self.todos = todos
        self.answers = answers
        self.effects = effects
    }

    init(_ json: JSON) {
        func strings(_ key: String) -> [String] { (json[key]?.array ?? []).compactMap(\.string) }
        self.init(
            facts: strings("facts"), files: strings("files"), todos: strings("todos"), answers: strings("answers"),
            effects: strings("effects"))
    }

    var json: JSON {
        func list(_ strings: [String]) -> JSON { .array(strings.map { .string($0) }) }
        return [
            "facts": list(facts), "files": list(files), "todos": list(todos), "answers": list(answers), "effects": list(effects),
        ]
    }
}
