public import Events

/// One message of a conversation, in the order it is sent.
public enum ChatMessage: Sendable, Equatable {
    case system(String)
    case user(String)
    /// What the model said: text, its reasoning, the tools it called, and what its provider wants back unread.
    case assistant(text: String, reasoning: String, toolCalls: [ToolCall], carried: CarriedParts? = nil)
    /// The result of the call named by `toolCallID`.
    case tool(toolCallID: String, name: String, content: String)
    /// Images that tools gave, as the person would show them; the bytes are in `ModelRequest.images`.
    case images(text: String, [ImageReference])
}

/// A tool call as the model wrote it, whole.
public struct ToolCall: Sendable, Equatable {
    /// Unique within the run; the provider's id, or one that was made up when it gave none.
    public var id: String
    public var name: String
    /// The raw text of the arguments: JSON if the model did well.
    public var arguments: String

    public init(id: String, name: String, arguments: String) {
        self.id = id
        self.name = name
        self.arguments = arguments
    }
}

/// A tool as a model is told of it.
public struct ToolDescription: Sendable, Equatable {
    public var name: String
    public var description: String
    /// JSON Schema of the arguments.
    public var parameters: JSON

    public init(name: String, description: String, parameters: JSON) {
        self.name = name
        self.description = description
        self.parameters = parameters
    }
}
