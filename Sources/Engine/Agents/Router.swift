public import Events

/// Chooses the agent of a step (002-06).
///
/// A function of two values: it changes nothing, tries nothing again, thinks nothing over and chooses no tool (002-07).
public protocol Router: Sendable {
    /// The name of an agent of the view; nil when none fits.
    func agent(for step: PlanStep, in view: RunView) -> String?
}

/// Chooses by rules: what the plan says, where it names an agent; else one that only reads for what only reads; else the first that does all.
public struct RuleRouter: Router {
    /// The word that leaves the choice to the router.
    public static let anyone = "auto"

    /// Words that begin a task which only finds something out.
    private static let reading: Set<String> = [
        "analyse", "analyze", "check", "compare", "count", "describe", "explain", "find", "inspect", "investigate", "list", "locate",
        "look",
        "read", "research", "review", "search", "summarise", "summarize", "survey", "understand",
    ]
    /// Words that say something is to be changed or run after all.
    private static let changing: Set<String> = [
        "add", "apply", "build", "change", "commit", "create", "delete", "edit", "execute", "fix", "implement", "install", "make", "mend",
        "move", "refactor", "remove", "rename", "repair", "replace", "run", "save", "update", "write",
    ]

    public init() {}

    public func agent(for step: PlanStep, in view: RunView) -> String? {
        let named = [step.inputs["agent"]?.string, step.name].compactMap(\.self).first { name in view.agents.contains { $0.name == name } }
        if let named { return named }
        let readers = view.agents.filter(\.readsOnly)
        if !view.mayChange || Self.onlyReads(step), let reader = readers.first { return reader.name }
        return (view.agents.first { !$0.readsOnly } ?? view.agents.first)?.name
    }

    private static func onlyReads(_ step: PlanStep) -> Bool {
        let text = step.inputs["task"]?.string ?? step.title
        let words = text.lowercased().split { !$0.isLetter }.map(String.init)
        guard let first = words.first, reading.contains(first) else { return false }
        return changing.isDisjoint(with: words)
    }
}
