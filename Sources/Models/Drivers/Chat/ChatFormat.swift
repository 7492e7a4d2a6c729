/// OpenAI's Chat Completions, the format of OpenAI and of most servers that stand in for it.
enum ChatFormat: WireFormat {
    static let path = "/chat/completions"
    static let vendorURL = "https://api.openai.com/v1"

    static func headers(key: String?) -> [(name: String, value: String)] {
        key.map { [(name: "Authorization", value: "Bearer \($0)")] } ?? []
    }

    static func body(_ request: ModelRequest, _ options: RequestOptions, _ endpoint: ModelEndpoint) -> [UInt8] {
        ChatPayload(request: request, options: options, endpoint: endpoint).bytes
    }

    static func reader() -> any AnswerReader { ChatReader() }
}
