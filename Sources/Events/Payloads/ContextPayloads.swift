/// Something was put into the context beside the conversation (000-18).
public struct ContextAdded: PayloadValue {
    public static let type = "context_added"
    public var source: ContextSource
    /// What it is, in a few words.
    public var title: String
    /// What the model reads.
    public var text: String
    /// What the model looks at; kept beside the log.
    public var images: [ImageReference]

    public init(source: ContextSource, title: String, text: String, images: [ImageReference] = []) {
        self.images = images
        self.source = source
        self.title = title
        self.text = text
    }

    static let fields: [EventField] = [
        .words("source", ContextSource.self),
        .field("title", .string),
        .field("text", .string),
        .optional("images", .list(of: "object")),
    ]

    init(_ fields: JSONFields) throws(FieldError) {
        source = try fields.word("source")
        title = try fields.string("title")
        text = try fields.string("text")
        images = try fields.array("images").map { image throws(FieldError) in try ImageReference(image) }
    }

    func write(to object: inout JSONObject) {
        object.add("source", source)
        object.add("title", title)
        object.add("text", text)
        if !images.isEmpty { object.add("images", .array(images.map(\.json))) }
    }
}

/// Old parts of the conversation gave way to a summary (001-62, W-21).
///
/// The log keeps them; `context_restored` puts them back.
public struct ContextCompacted: PayloadValue {
    public static let type = "context_compacted"
    public var trigger: CompactionTrigger
    public var method: CompactionMethod
    /// Estimated tokens of the conversation before.
    public var beforeTokens: Int
    /// Estimated tokens of the conversation after.
    public var afterTokens: Int
    /// Entries of the conversation that left: prompts, answers with their results, notes.
    public var removedEntries: Int
    /// Entries that stayed as they are, the newest.
    public var keptEntries: Int
    /// The first and the last round that left; empty when none did.
    public var removedIterations: [Int]
    /// What stands in their place.
    public var summary: String

    public init(
        trigger: CompactionTrigger, method: CompactionMethod, beforeTokens: Int, afterTokens: Int, removedEntries: Int, keptEntries: Int,
        removedIterations: [Int], summary: String
    ) {
        self.trigger = trigger
        self.method = method
        self.beforeTokens = beforeTokens
        self.afterTokens = afterTokens
        self.removedEntries = removedEntries
        self.keptEntries = keptEntries
        self.removedIterations = removedIterations
        self.summary = summary
    }

    static let fields: [EventField] = [
        .words("trigger", CompactionTrigger.self),
        .words("method", CompactionMethod.self),
        .field("before_tokens", .integer),
        .field("after_tokens", .integer),
        .field("removed_entries", .integer),
        .field("kept_entries", .integer),
        .field("removed_iterations", .list(of: "integer")),
        .field("summary", .string),
    ]

    init(_ fields: JSONFields) throws(FieldError) {
        trigger = try fields.word("trigger")
        method = try fields.word("method")
        beforeTokens = try fields.integer("before_tokens")
        afterTokens = try fields.integer("after_tokens")
        removedEntries = try fields.integer("removed_entries")
        keptEntries = try fields.integer("kept_entries")
        removedIterations = fields.array("removed_iterations").compactMap(\.integer)
        summary = try fields.string("summary")
    }

    func write(to object: inout JSONObject) {
        object.add("trigger", trigger)
        object.add("method", method)
        object.add("before_tokens", beforeTokens)
        object.add("after_tokens", afterTokens)
        object.add("removed_entries", removedEntries)
        object.add("kept_entries", keptEntries)
        object.add("removed_iterations", .array(removedIterations.map { .integer(Int64($0)) }))
        object.add("summary", summary)
    }
}

/// The newest compaction was taken back: what had left is in the context again (W-21).
public struct ContextRestored: PayloadValue {
    public static let type = "context_restored"
    /// Entries that came back.
    public var entries: Int
    /// Estimated tokens of the conversation now.
    public var tokens: Int

    public init(entries: Int, tokens: Int) {
        self.entries = entries
        self.tokens = tokens
    }

    static let fields: [EventField] = [
        .field("entries", .integer),
        .field("tokens", .integer),
    ]

    init(_ fields: JSONFields) throws(FieldError) {
        entries = try fields.integer("entries")
        tokens = try fields.integer("tokens")
    }

    func write(to object: inout JSONObject) {
        object.add("entries", entries)
        object.add("tokens", tokens)
    }
}
