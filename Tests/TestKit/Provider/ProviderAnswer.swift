/// What the server does with one request.
public struct ProviderAnswer: Sendable {
    /// How the end of a body is told.
    public enum Framing: Sendable, Hashable {
        case chunked, contentLength
        /// By closing the connection.
        case untilClose
    }

    enum Kind: Sendable {
        case http
        /// Bytes that are the whole answer, status line and all.
        case rawResponse([UInt8])
        /// Never a byte.
        case hang
    }

    enum Ending: Sendable {
        case keepOpen
        /// Says `Connection: close` and does so.
        case close
        /// Says nothing of the kind and closes.
        case drop
    }

    struct Cut: Sendable {
        var afterBytes: Int
        var isReset: Bool
    }

    var kind = Kind.http
    var statusCode = 200
    var headers: [(name: String, value: String)] = []
    var interim: [[UInt8]] = []
    var trailers: [(name: String, value: String)] = []
    var chunks: [StreamChunk] = []
    /// What fills the chunks once it is known in which format the request is.
    var reply: ModelReply?
    var framing = Framing.chunked
    var headerDelay = Duration.zero
    var firstDelay = Duration.zero
    var pace = Duration.zero
    var splitSize: Int?
    var cut: Cut?
    var hangsAtEnd = false
    var ending = Ending.keepOpen

    /// A stream of server-sent events: the headers go at once, the first piece after `firstDelay`, the others `pace` apart.
    public static func stream(_ chunks: [StreamChunk], pace: Duration = .zero, firstDelay: Duration = .zero) -> ProviderAnswer {
        var answer = ProviderAnswer()
        answer.headers = [("Content-Type", "text/event-stream"), ("Cache-Control", "no-cache")]
        answer.chunks = chunks
        answer.pace = pace
        answer.firstDelay = firstDelay
        return answer
    }

    /// A whole streamed reply of text only: role, pieces, finish, usage, end.
    public static func says(_ text: String, every size: Int = 4) -> ProviderAnswer {
        .stream([.role, .text(text, every: size), .finish("stop"), .usage(input: 10, output: max(1, text.count / size)), .done])
    }

    /// A whole streamed reply that calls one tool.
    public static func calls(_ name: String, _ arguments: String, id: String = "call_1") -> ProviderAnswer {
        .stream([
            .role, .toolCall(id: id, name: name, arguments: arguments), .finish("tool_calls"), .usage(input: 10, output: 5), .done,
        ])
    }

    /// Any status with a body of known length.
    public static func status(_ code: Int, _ body: String = "", headers: [(name: String, value: String)] = []) -> ProviderAnswer {
        var answer = ProviderAnswer()
        answer.statusCode = code
        answer.headers = headers
        if !headers.contains(where: { $0.name.lowercased() == "content-type" }) {
            answer.headers.append(("Content-Type", "application/json"))
        }
        answer.chunks = body.isEmpty ? [] : [.raw(body)]
        answer.framing = .contentLength
        return answer
    }

    /// Status 200 with a JSON body of known length.
    public static func json(_ body: String) -> ProviderAnswer { .status(200, body) }

    /// An error as OpenAI words it.
    public static func failure(
        _ code: Int, _ message: String, type: String = "error", headers: [(name: String, value: String)] = []
    ) -> ProviderAnswer {
        .status(
            code, "{\"error\":{\"message\":\(jsonString(message)),\"type\":\(jsonString(type)),\"code\":\(jsonString(type))}}",
            headers: headers)
    }

    /// Takes the request and never says a byte.
    public static let hang: ProviderAnswer = {
        var answer = ProviderAnswer()
        answer.kind = .hang
        return answer
    }()

    /// The headers of an event stream, and then exactly these bytes as its body.
    public static func raw(_ bytes: [UInt8]) -> ProviderAnswer { .stream([.bytes(bytes)]) }

    /// Exactly these bytes instead of an HTTP response, and then the connection closes.
    public static func rawResponse(_ bytes: [UInt8]) -> ProviderAnswer {
        var answer = ProviderAnswer()
        answer.kind = .rawResponse(bytes)
        answer.ending = .drop
        return answer
    }
}
