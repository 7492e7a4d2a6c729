/// How a backend breaks up a tool call.
public enum ToolCallStyle: Sendable, Hashable, CaseIterable {
    /// First id and name, then only arguments, each with its index.
    case standard
    /// As standard, but no fragment has an index.
    case withoutIndex
    /// Id and name are in every fragment (llama-cpp-python).
    case repeatingName
    /// Every fragment has all arguments so far.
    case cumulative
}

/// Pieces of an OpenAI Chat Completions stream.
extension StreamChunk {
    /// One `chat.completion.chunk` with this `delta` object; `finish` is the reason to stop, nil while it goes on.
    public static func delta(_ delta: String, finish: String? = nil) -> StreamChunk {
        chat("[{\"index\":0,\"delta\":\(delta),\"finish_reason\":\(finish.map(jsonString) ?? "null")}]")
    }

    private static func chat(_ choices: String, extra: String = "") -> StreamChunk {
        .data(
            "{\"id\":\"chatcmpl-test\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,"
                + "\"model\":\"test-model\",\"choices\":\(choices)\(extra)}")
    }

    /// The opening chunk that names the role.
    public static let role = StreamChunk.delta("{\"role\":\"assistant\",\"content\":\"\"}")

    /// A piece of the answer.
    public static func text(_ text: String) -> StreamChunk { .delta("{\"content\":\(jsonString(text))}") }

    /// An answer in pieces of that many characters.
    public static func text(_ text: String, every size: Int) -> StreamChunk {
        .many(pieces(text, size: size).map { .text($0) })
    }

    /// A piece of the reasoning; backends name the field `reasoning_content` or `reasoning`.
    public static func reasoning(_ text: String, field: String = "reasoning_content") -> StreamChunk {
        .delta("{\(jsonString(field)):\(jsonString(text))}")
    }

    /// A tool call, its arguments split into about that many fragments, each an event of its own.
    public static func toolCall(
        index: Int = 0, id: String = "call_1", name: String, arguments: String, fragments: Int = 3, style: ToolCallStyle = .standard
    ) -> StreamChunk {
        let parts = split(arguments, into: fragments)
        let place = style == .withoutIndex ? "" : "\"index\":\(index),"
        let head = "\"id\":\(jsonString(id)),\"type\":\"function\","
        func fragment(_ head: String, _ name: String?, _ arguments: String) -> StreamChunk {
            let named = name.map { "\"name\":\(jsonString($0))," } ?? ""
            return .delta("{\"tool_calls\":[{\(place)\(head)\"function\":{\(named)\"arguments\":\(jsonString(arguments))}}]}")
        }
        var chunks: [StreamChunk] = []
        var soFar = ""
        switch style {
        case .standard, .withoutIndex:
            chunks.append(fragment(head, name, ""))
            chunks += parts.map { fragment("", nil, $0) }
        case .repeatingName:
            chunks = parts.map { fragment(head, name, $0) }
        case .cumulative:
            for part in parts {
                soFar += part
                chunks.append(fragment(head, name, soFar))
            }
        }
        return .many(chunks)
    }

    /// A tool call whose fragments lack the index.
    public static func toolCallWithoutIndex(
        id: String = "call_1", name: String, arguments: String, fragments: Int = 3
    ) -> StreamChunk {
        .toolCall(id: id, name: name, arguments: arguments, fragments: fragments, style: .withoutIndex)
    }

    /// The chunk that says why the answer ends: `stop`, `length`, `tool_calls`, `content_filter`.
    public static func finish(_ reason: String) -> StreamChunk { .delta("{}", finish: reason) }

    /// The counts at the end, in tokens; with `withEmptyDelta` as litellm sends them, in a chunk that has a choice.
    public static func usage(
        input: Int, output: Int, reasoning: Int = 0, cached: Int = 0, withEmptyDelta: Bool = false
    ) -> StreamChunk {
        chat(
            withEmptyDelta ? "[{\"index\":0,\"delta\":{}}]" : "[]",
            extra: ",\"usage\":{\"prompt_tokens\":\(input),\"completion_tokens\":\(output),\"total_tokens\":\(input &+ output),"
                + "\"prompt_tokens_details\":{\"cached_tokens\":\(cached)},"
                + "\"completion_tokens_details\":{\"reasoning_tokens\":\(reasoning)}}")
    }

    /// An error inside a stream that began well.
    public static func error(_ message: String, code: String = "server_error") -> StreamChunk {
        .data("{\"error\":{\"message\":\(jsonString(message)),\"type\":\(jsonString(code)),\"code\":\(jsonString(code))}}")
    }

    private static func pieces(_ text: String, size: Int) -> [String] {
        var rest = text[...]
        var found: [String] = []
        while !rest.isEmpty {
            found.append(String(rest.prefix(max(1, size))))
            rest = rest.dropFirst(max(1, size))
        }
        return found
    }

    private static func split(_ text: String, into count: Int) -> [String] {
        let size = max(1, (text.count + max(1, count) - 1) / max(1, count))
        let found = pieces(text, size: size)
        return found.isEmpty ? [""] : found
    }
}
