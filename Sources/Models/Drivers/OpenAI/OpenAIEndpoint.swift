/// Where a server of the Chat Completions format is, and how it wants to be spoken to.
package struct OpenAIEndpoint: Sendable {
    /// Which field carries the limit of output tokens.
    package enum OutputLimitField: String, Sendable {
        case maxTokens = "max_tokens"
        case maxCompletionTokens = "max_completion_tokens"
    }

    /// The part before `/chat/completions`, usually ending in `/v1`.
    package var baseURL: String
    /// Goes to the Authorization header and nowhere else; nil for servers that want none.
    package var apiKey: String?
    /// nil chooses: `max_completion_tokens` for api.openai.com, `max_tokens` elsewhere.
    package var outputLimitField: OutputLimitField?
    /// True for servers that send all arguments so far in every fragment of a tool call.
    package var argumentsAreCumulative: Bool
    /// True for servers that want the reasoning of earlier answers back, as `reasoning_content`.
    package var sendsReasoning: Bool
    package var connectTimeout: Duration
    /// From the request to the head of the answer.
    package var firstByteTimeout: Duration
    /// Without anything new; keep-alive comments do not count.
    package var idleTimeout: Duration
    /// For one whole answer; nil means no limit.
    package var totalTimeout: Duration?

    package init(
        baseURL: String, apiKey: String? = nil, outputLimitField: OutputLimitField? = nil, argumentsAreCumulative: Bool = false,
        sendsReasoning: Bool = false, connectTimeout: Duration = .seconds(10), firstByteTimeout: Duration = .seconds(60),
        idleTimeout: Duration = .seconds(90), totalTimeout: Duration? = nil
    ) {
        self.baseURL = baseURL
        self.apiKey = apiKey.flatMap { $0.isEmpty ? nil : $0 }
        self.outputLimitField = outputLimitField
        self.argumentsAreCumulative = argumentsAreCumulative
        self.sendsReasoning = sendsReasoning
        self.connectTimeout = connectTimeout
        self.firstByteTimeout = firstByteTimeout
        self.idleTimeout = idleTimeout
        self.totalTimeout = totalTimeout
    }

    /// The address requests go to.
    var completionsURL: String {
        var base = baseURL[...]
        while base.hasSuffix("/") { base = base.dropLast() }
        return base.hasSuffix("/chat/completions") ? String(base) : base + "/chat/completions"
    }

    /// Host and port as people may see them.
    var place: String {
        let rest = baseURL.split(separator: "://", maxSplits: 1).last ?? ""
        let authority = rest.prefix { !"/?#".contains($0) }
        return CleanText.line(String(authority.split(separator: "@").last ?? authority), without: apiKey, limit: 100)
    }

    func fault(model: String) -> ProviderFault {
        let lacksVersion = !completionsURL.dropLast("/chat/completions".count).hasSuffix("/v1")
        return ProviderFault(place: place, model: model, apiKey: apiKey, lacksVersion: lacksVersion)
    }

    var limitField: OutputLimitField {
        outputLimitField ?? (place.hasSuffix("api.openai.com") ? .maxCompletionTokens : .maxTokens)
    }
}
