import Events

/// The wire formats that are spoken over HTTP.
package enum WireFormatID: String, Sendable, CaseIterable {
    /// OpenAI's Chat Completions.
    case chat = "openai"
    /// OpenAI's Responses.
    case responses = "openai-responses"
    /// Anthropic's Messages.
    case anthropic

    var format: any WireFormat.Type {
        switch self {
        case .chat: ChatFormat.self
        case .responses: ResponsesFormat.self
        case .anthropic: MessagesFormat.self
        }
    }
}

/// What makes a wire format: where requests go, what they say, and how answers are read.
///
/// Everything else is the same for all of them.
protocol WireFormat {
    /// What is put behind the base address, such as `/chat/completions`.
    static var path: String { get }
    /// The vendor's own address.
    static var vendorURL: String { get }
    /// Where the key goes, and what else the format wants said.
    static func headers(key: String?) -> [(name: String, value: String)]
    /// The body of a request; streaming or not differs in the members that say so and in nothing else (001-54).
    static func body(_ request: ModelRequest, _ options: RequestOptions, _ endpoint: ModelEndpoint) -> [UInt8]
    static func reader() -> any AnswerReader
}

/// Reads the events of one answer, in one format.
///
/// What is unknown or of an unexpected type is passed over; only an error that the server names is a fault.
protocol AnswerReader: Sendable {
    /// One event of a stream.
    mutating func read(_ event: JSON, into answer: inout AnswerBuilder) throws(ModelsError) -> AnswerEffect
    /// An answer that came as one object.
    mutating func read(whole: JSON, into answer: inout AnswerBuilder) throws(ModelsError) -> AnswerEffect
    /// The stream is over and its answer is whole: what was still open is closed.
    mutating func finish(into answer: inout AnswerBuilder) throws(ModelsError)
    /// The one text of an event that says nothing else, with the members that are different in each event and say nothing.
    func plainText(of event: JSON) -> PlainText?
}

/// What an event amounted to.
enum AnswerEffect {
    case nothing
    case progress
    /// The answer is over.
    case end
    case fault(ProviderMessage)
}

/// The text of an event that says nothing else.
struct PlainText {
    let kind: ContentKind
    let key: String
    let text: String
    /// Members whose numbers or strings change from event to event without a meaning.
    var idle: [String] = []
}

extension AnswerReader {
    mutating func finish(into answer: inout AnswerBuilder) {}

    /// A count that makes sense: 0 … 2⁴⁰.
    static func count(_ value: JSON?) -> Int? {
        guard let number = value?.integer, (0...(1 << 40)).contains(number) else { return nil }
        return number
    }
}
