public import Events

/// What a request asks for, read from whichever of the formats it is in.
public struct FormatRequest: Sendable {
    /// A tool that the model may call.
    public struct Tool: Sendable, Equatable {
        public var name: String
        /// The JSON Schema of its arguments.
        public var parameters: JSON
    }

    /// 1 for the first request of this kind; ids are made of it.
    public var number: Int
    public var format: ReplyFormat
    public var model: String
    /// False when `stream` is absent.
    public var isStreamed: Bool
    /// Chat Completions streams usage only when asked to.
    public var wantsUsage: Bool
    /// Responses gives reasoning in a form to send back only when asked to.
    public var wantsEncryptedReasoning: Bool
    public var tools: [Tool]
    /// Whether the last message is a person's, and not the result of a tool.
    public var isUsersTurn: Bool
    /// The text of the last message, if it is a person's.
    public var prompt: String
    /// The body whole.
    public var body: JSON

    /// Nil if the path is of no format or the body is no JSON object.
    public init?(_ request: RecordedRequest) {
        guard let format = ReplyFormat(path: request.path), let body = try? JSON(parsing: request.body), body.object != nil else {
            return nil
        }
        self.body = body
        self.format = format
        number = request.number
        model = body["model"]?.string ?? "test-model"
        isStreamed = body["stream"]?.bool == true
        wantsUsage = format != .chat || body["stream_options"]?["include_usage"]?.bool == true
        wantsEncryptedReasoning = body["include"]?.array?.contains("reasoning.encrypted_content") == true
        tools = (body["tools"]?.array ?? []).compactMap { tool in
            let inner = format == .chat ? tool["function"] : tool
            guard let name = inner?["name"]?.string else { return nil }
            return Tool(name: name, parameters: inner?[format == .messages ? "input_schema" : "parameters"] ?? [:])
        }
        let last = Self.lastMessage(body, format)
        let parts = last?["content"]?.array ?? []
        isUsersTurn = last?["role"]?.string == "user" && !parts.contains { $0["type"]?.string == "tool_result" }
        prompt = isUsersTurn ? last?["content"]?.string ?? parts.compactMap { $0["text"]?.string }.joined(separator: "\n") : ""
    }

    private static func lastMessage(_ body: JSON, _ format: ReplyFormat) -> JSON? {
        if format == .responses, let text = body["input"]?.string { return ["role": "user", "content": .string(text)] }
        return body[format == .responses ? "input" : "messages"]?.array?.last
    }
}
