public import Events
public import Observe

/// A command of the user's that is told of events or asked before tools run (000-23).
public struct HookSetting: Sendable, Equatable {
    /// What it is called for.
    public enum Trigger: Sendable, Equatable {
        case beforeTool
        case category(EventCategory)
        /// One type of event, such as `tool_call_finished`.
        case event(String)

        /// Its word in the settings.
        public var word: String {
            switch self {
            case .beforeTool: "before_tool"
            case .category(let category): category.rawValue
            case .event(let type): type
            }
        }

        init?(_ word: String) {
            if word == Trigger.beforeTool.word {
                self = .beforeTool
            } else if let category = EventCategory(rawValue: word) {
                self = .category(category)
            } else if EventCatalogue.types.contains(where: { $0.type == word }) {
                self = .event(word)
            } else {
                return nil
            }
        }

        static var words: [String] {
            [Trigger.beforeTool.word] + EventCategory.allCases.map(\.rawValue) + EventCatalogue.types.map(\.type)
        }
    }

    public var name: String
    public var on: [Trigger]
    /// Only for these tools; empty is all of them.
    public var tools: [String] = []
    /// A line for the shell.
    public var run: String
    /// Nil leaves it at `hook_timeout`.
    public var timeout: Duration?
    /// Whether a tool call is refused when the hook fails.
    public var isRequired = false

    public init(name: String, on: [Trigger], run: String) {
        self.name = name
        self.on = on
        self.run = run
    }

    /// The hook as it stands in a file.
    public var json: JSON {
        var object = JSONObject()
        object["name"] = .string(name)
        object["on"] = .array(on.map { .string($0.word) })
        if !tools.isEmpty { object["tools"] = .array(tools.map { .string($0) }) }
        object["run"] = .string(run)
        if let timeout { object["timeout"] = .string(DurationText.write(timeout)) }
        if isRequired { object["required"] = .bool(true) }
        return .object(object)
    }

    private static let members = ["name", "on", "tools", "run", "timeout", "required"]

    /// Reads the list of a file; strict, because a hook that is silently left out protects nobody.
    static func readAll(_ json: JSON) -> Result<[HookSetting], SettingValue.Refusal> {
        guard let items = json.array else {
            return .failure(.init("must be a list of hooks, such as [{name: 'audit', on: ['tool'], run: 'cat >> audit.log'}]"))
        }
        var hooks: [HookSetting] = []
        for (index, item) in items.enumerated() {
            switch read(item, index + 1) {
            case .success(let hook):
                guard !hooks.contains(where: { $0.name == hook.name }) else {
                    return .failure(.init("must have names of their own; \(hook.name) is there twice"))
                }
                hooks.append(hook)
            case .failure(let refusal): return .failure(refusal)
            }
        }
        return .success(hooks)
    }

    private static func read(_ json: JSON, _ number: Int) -> Result<HookSetting, SettingValue.Refusal> {
        func refused(_ reason: String) -> Result<HookSetting, SettingValue.Refusal> {
            .failure(.init("must be right in hook \(number): \(reason)"))
        }
        guard let object = json.object else { return refused("it is no object") }
        for key in object.keys where !members.contains(key) {
            let hint = Nearest.word(to: key, in: members).map { "did you mean \($0)?" } ?? "known are \(members.joined(separator: ", "))"
            return refused("\(key) is unknown, \(hint)")
        }
        func text(_ key: String) -> String? { object[key]?.string.flatMap { $0.isEmpty ? nil : $0 } }
        func texts(_ key: String) -> [String]? {
            guard let items = object[key]?.array else { return nil }
            let texts = items.compactMap(\.string).filter { !$0.isEmpty }
            return texts.count == items.count ? texts : nil
        }
        guard let name = text("name") else { return refused("it has no name") }
        guard let run = text("run") else { return refused("\(name) has no run, the line for the shell") }
        guard let words = texts("on"), !words.isEmpty else { return refused("\(name) needs on, a list such as ['before_tool', 'tool']") }
        var hook = HookSetting(name: name, on: [], run: run)
        for word in words {
            guard let trigger = Trigger(word) else {
                let hint =
                    Nearest.word(to: word, in: Trigger.words).map { "did you mean \($0)?" } ?? "name an event, a category or before_tool"
                return refused("\(word) in on of \(name) is unknown, \(hint)")
            }
            hook.on.append(trigger)
        }
        if object["tools"] != nil {
            guard let tools = texts("tools") else { return refused("tools of \(name) is no list of names") }
            for tool in tools where !ToolSummary.all.contains(where: { $0.name == tool }) {
                let hint =
                    Nearest.word(to: tool, in: ToolSummary.all.map(\.name)).map { "did you mean \($0)?" } ?? "`lathe tools` lists them"
                return refused("there is no tool \(tool) for \(name), \(hint)")
            }
            hook.tools = tools
        }
        if let given = object["timeout"] {
            guard let timeout = DurationText.read(given.string ?? given.integer.map(String.init) ?? "") else {
                return refused("timeout of \(name) is no time such as 5s")
            }
            hook.timeout = timeout
        }
        if let given = object["required"] {
            guard let isRequired = given.bool else { return refused("required of \(name) is neither true nor false") }
            hook.isRequired = isRequired
        }
        return .success(hook)
    }
}
