/// OpenAI's Responses.
///
/// Nothing is kept at the provider: each request carries the whole conversation, and encrypted reasoning goes back with it.
enum ResponsesFormat: WireFormat {
    static let path = "/responses"
    static let vendorURL = "https://api.openai.com/v1"

    static func headers(key: String?) -> [(name: String, value: String)] { ChatFormat.headers(key: key) }

    static func body(_ request: ModelRequest, _ options: RequestOptions, _ endpoint: ModelEndpoint) -> [UInt8] {
        ResponsesPayload(request: request, options: options, endpoint: endpoint).bytes
    }

    static func reader() -> any AnswerReader { ResponsesReader() }
}
