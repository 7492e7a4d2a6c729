/// What a model answers, in the words of no format: the path of the request decides how it is told.
///
/// Parts come in this order: reasoning, text or refusal, tool calls. Empty parts are left out.
public struct ModelReply: Sendable, Hashable {
    /// Why an answer ends.
    public enum Finish: Sendable, Hashable, CaseIterable {
        case complete, toolCalls, outputLimit, contentFilter
    }

    /// One call of a tool; `arguments` is JSON text, sent as it is.
    public struct ToolCall: Sendable, Hashable {
        /// Nil: made up from the number of the request, in the style of the format.
        public var id: String?
        public var name: String
        public var arguments: String

        public init(_ name: String, _ arguments: String = "{}", id: String? = nil) {
            self.name = name
            self.arguments = arguments
            self.id = id
        }
    }

    /// Counts in tokens; the whole of input and output, of which the others are parts.
    public struct Usage: Sendable, Hashable {
        public var input: Int
        public var cached: Int
        public var cacheWritten: Int
        public var output: Int
        public var reasoning: Int

        public init(input: Int = 10, cached: Int = 0, cacheWritten: Int = 0, output: Int = 5, reasoning: Int = 0) {
            self.input = input
            self.cached = cached
            self.cacheWritten = cacheWritten
            self.output = output
            self.reasoning = reasoning
        }
    }

    public var reasoning: String
    /// What must come back unchanged with the reasoning: the signature of Messages, the encrypted content of Responses.
    public var signature: String
    public var text: String
    /// Said instead of a text.
    public var refusal: String?
    public var toolCalls: [ToolCall]
    public var finish: Finish
    public var usage: Usage
    /// How many characters a piece of a stream has at most.
    public var pieceLength = 8
    /// Responses: the reasoning itself, as open models show it, and not a summary.
    public var showsRawReasoning = false

    /// An answer that ends with its tool calls if it has any; `finish` says otherwise.
    public init(
        reasoning: String = "", signature: String = "c2lnbmVk", text: String = "", refusal: String? = nil, toolCalls: [ToolCall] = [],
        finish: Finish? = nil, usage: Usage = Usage()
    ) {
        self.reasoning = reasoning
        self.signature = signature
        self.text = text
        self.refusal = refusal
        self.toolCalls = toolCalls
        self.finish = finish ?? (toolCalls.isEmpty ? .complete : .toolCalls)
        self.usage = usage
    }

    /// A text in the pieces it is streamed in; one empty piece for an empty text.
    func pieces(_ text: String) -> [String] {
        var rest = text[...]
        var found: [String] = []
        repeat {
            found.append(String(rest.prefix(max(1, pieceLength))))
            rest = rest.dropFirst(max(1, pieceLength))
        } while !rest.isEmpty
        return found
    }
}
