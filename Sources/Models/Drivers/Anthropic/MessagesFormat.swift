/// Anthropic's Messages.
enum MessagesFormat: WireFormat {
    static let path = "/v1/messages"
    static let vendorURL = "https://api.anthropic.com"

    static func headers(key: String?) -> [(name: String, value: String)] {
        [(name: "anthropic-version", value: "2023-06-01")] + (key.map { [(name: "x-api-key", value: $0)] } ?? [])
    }

    static func body(_ request: ModelRequest, _ options: RequestOptions, _ endpoint: ModelEndpoint) -> [UInt8] {
        MessagesPayload(request: request, options: options, endpoint: endpoint).bytes
    }

    static func reader() -> any AnswerReader { MessagesReader() }
}
