public import Observe

/// Which parts of the context beside the system prompt are wanted (000-18).
public struct ContextSwitches: Sendable, Equatable {
    public var history: Bool
    /// Off neither recalls nor writes anything down.
    public var memory: Bool
    public var knowledge: Bool

    public init(history: Bool = true, memory: Bool = true, knowledge: Bool = true) {
        self.history = history
        self.memory = memory
        self.knowledge = knowledge
    }

    public static let allOff = ContextSwitches(history: false, memory: false, knowledge: false)
}

/// Where the context of a run comes from, in the order it is told; none of it has to be there (000-49).
public struct ContextParts: Sendable {
    public var history: [any HistorySource]
    public var memory: [any MemorySource]
    public var knowledge: [any KnowledgeSource]
    public var writers: [any MemoryWriter]

    public init(
        history: [any HistorySource] = [], memory: [any MemorySource] = [], knowledge: [any KnowledgeSource] = [],
        writers: [any MemoryWriter] = []
    ) {
        self.history = history
        self.memory = memory
        self.knowledge = knowledge
        self.writers = writers
    }

    /// Only what is switched on.
    func switched(by switches: ContextSwitches) -> ContextParts {
        ContextParts(
            history: switches.history ? history : [], memory: switches.memory ? memory : [],
            knowledge: switches.knowledge ? knowledge : [], writers: switches.memory ? writers : [])
    }
}
