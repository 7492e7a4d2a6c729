package import Events

/// Where a model is, and how its server wants to be spoken to.
package struct ModelEndpoint: Sendable {
    /// Which field carries the limit of output tokens in Chat Completions.
    package enum OutputLimitField: String, Sendable {
        case maxTokens = "max_tokens"
        case maxCompletionTokens = "max_completion_tokens"
    }

    package var format: WireFormatID
    /// The part before `/chat/completions` and its like, usually ending in `/v1`.
    package var baseURL: String
    /// Goes to the header for keys and nowhere else; nil for servers that want none.
    package var apiKey: String?
    /// nil chooses: `max_completion_tokens` for api.openai.com, `max_tokens` elsewhere.
    package var outputLimitField: OutputLimitField?
    /// Whether each fragment of a tool call holds all arguments so far; nil leaves it to the table of rules.
    package var argumentsAreCumulative: Bool?
    /// nil leaves it to the provider.
    package var effort: ReasoningEffort?
    /// False asks for the answer in one piece.
    package var streams = true
    /// Whether parts of the request are marked for the provider's cache, where the format has it.
    package var cachesPrompt = true
    /// Whether the model looks at images; nil when that is not known, which counts as yes.
    package var takesImages: Bool?
    /// What the model can write at most; the limit where the format must be told one.
    package var maxOutputTokens: Int?
    /// The family whose rules hold for a name that does not tell it, such as `qwen3`; nil when none is known.
    package var family: String?
    /// Members added to each request, over what is there.
    package var extraBody = JSONObject()
    package var connectTimeout: Duration = .seconds(10)
    /// From the request to the head of the answer.
    package var firstByteTimeout: Duration = .seconds(120)
    /// Without anything new; keep-alive comments do not count.
    package var idleTimeout: Duration = .seconds(90)
    /// For one whole answer; nil means no limit.
    package var totalTimeout: Duration? = .seconds(1800)

    /// - Parameter baseURL: nil is the vendor's own address.
    package init(format: WireFormatID = .chat, baseURL: String? = nil, apiKey: String? = nil) {
        self.format = format
        self.baseURL = baseURL ?? format.format.vendorURL
        self.apiKey = apiKey.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The address requests go to; a base address that already ends in the path, or lacks Anthropic's `/v1`, is understood.
    var url: String {
        var base = baseURL[...]
        while base.hasSuffix("/") { base = base.dropLast() }
        let path = format.format.path
        if base.hasSuffix(path) { return String(base) }
        // Both ways to write the base address of Messages are about.
        if path.hasPrefix("/v1/"), base.hasSuffix("/v1") { return String(base) + path.dropFirst("/v1".count) }
        return String(base) + path
    }

    /// Host and port as people may see them.
    package var place: String {
        let rest = baseURL.split(separator: "://", maxSplits: 1).last ?? ""
        let authority = rest.prefix { !"/?#".contains($0) }
        return CleanText.line(String(authority.split(separator: "@").last ?? authority), without: apiKey, limit: 100)
    }

    /// Without the port.
    private var host: String { place.hasPrefix("[") ? place : String(place.prefix { $0 != ":" }) }

    /// Whose answers can be sent back to whom.
    func maker(model: String) -> String { "\(format.rawValue) \(place) \(model)" }

    func fault(model: String) -> ProviderFault {
        let before = url.dropLast(format.format.path.count)
        let lacksVersion = format != .anthropic && !before.hasSuffix("/v1")
        return ProviderFault(place: place, model: model, apiKey: apiKey, lacksVersion: lacksVersion)
    }

    func options(_ request: ModelRequest) -> RequestOptions {
        let place = RequestPlace(format: format, host: host.lowercased(), streams: streams)
        let resolver = RequestResolver(
            place: place, effort: effort, extraBody: extraBody, argumentsAreCumulative: argumentsAreCumulative,
            ceiling: maxOutputTokens, family: family)
        return resolver.options(model: request.model, maxOutputTokens: request.maxOutputTokens)
    }

    var limitField: OutputLimitField {
        outputLimitField ?? (place.hasSuffix("api.openai.com") ? .maxCompletionTokens : .maxTokens)
    }
}
