/// What carries a step of a plan out (002-05).
///
/// An open set: a word that this version does not know is kept as it was read, and a plan that holds one is not carried out.
public struct StepKind: RawRepresentable, Sendable, Hashable {
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    /// One call of a tool.
    public static let tool = StepKind(rawValue: "tool")
    /// An agent that works on a task of its own until it has an answer.
    public static let agent = StepKind(rawValue: "agent")
    /// A search in what is known: `memory`, `knowledge` or `history`.
    public static let retrieval = StepKind(rawValue: "retrieval")
    /// An agent that follows a written skill.
    public static let skill = StepKind(rawValue: "skill")

    /// The kinds that can be carried out.
    public static let all: [StepKind] = [.tool, .agent, .retrieval, .skill]
}

/// One step of a plan: an intent, never a fact (002-03, 002-04).
public struct PlanStep: Sendable, Equatable {
    /// Unique in its plan; letters, digits, `_` and `-`, at most 64.
    public var id: String
    public var kind: StepKind
    /// The tool, the agent, the source or the skill.
    public var name: String
    /// What the step is for, in a line; may be empty.
    public var title: String
    /// An object: the arguments of the tool, the `task` of an agent or a skill, the `query` of a retrieval.
    ///
    /// `{{id}}` in a text stands for the output of the step of that id.
    public var inputs: JSON
    /// What must be true of the output: a text for a model to judge by, or an object of rules; null when anything will do (002-18).
    public var expectedOutput: JSON
    /// The ids of the steps that must be done before, beside those that `inputs` names.
    public var needs: [String]
    /// Whether it may be done although the same was done already in this run: a test may, an order may not.
    public var repeats: Bool

    public init(
        id: String, kind: StepKind, name: String, title: String = "", inputs: JSON = [:], expectedOutput: JSON = .null,
        needs: [String] = [], repeats: Bool = false
    ) {
        self.id = id
        self.kind = kind
        self.name = name
        self.title = title
        self.inputs = inputs
        self.expectedOutput = expectedOutput
        self.needs = needs
        self.repeats = repeats
    }

    /// - Throws: when it is no object with an id, a kind and a name.
    package init(_ json: JSON) throws(FieldError) {
        let fields = try JSONFields(json)
        id = try fields.string("id")
        kind = StepKind(rawValue: try fields.string("kind"))
        name = try fields.string("name")
        title = fields.optionalString("title") ?? ""
        inputs = fields.json("inputs")
        expectedOutput = fields.json("expected_output")
        needs = fields.strings("needs")
        repeats = fields.optionalBool("repeat") ?? false
    }

    package var json: JSON {
        var object = JSONObject()
        object.add("id", id)
        object.add("kind", kind)
        object.add("name", name)
        if !title.isEmpty { object.add("title", title) }
        object.add("inputs", inputs)
        object.add("expected_output", expectedOutput)
        if !needs.isEmpty { object.add("needs", needs) }
        if repeats { object.add("repeat", true) }
        return .object(object)
    }
}
