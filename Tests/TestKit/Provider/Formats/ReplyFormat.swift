/// A format in which a provider is spoken to; the path of a request decides which one it is in.
public enum ReplyFormat: String, Sendable, Hashable, CaseIterable {
    /// OpenAI Chat Completions.
    case chat = "/v1/chat/completions"
    /// OpenAI Responses.
    case responses = "/v1/responses"
    /// Anthropic Messages.
    case messages = "/v1/messages"

    /// The format of a path, whatever stands before `/chat/completions`, `/responses` or `/messages`; nil if it is none of them.
    public init?(path: String) {
        let path = path.split(separator: "?").first ?? ""
        guard let format = Self.allCases.first(where: { path.hasSuffix($0.rawValue.dropFirst("/v1".count)) }) else { return nil }
        self = format
    }
}
