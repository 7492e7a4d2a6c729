internal import Events
internal import Models

/// A place where a model is asked, as the doctor looks at it.
public struct EndpointSummary: Sendable, Equatable {
    /// The id of its provider.
    public var providerID: String
    /// The provider's name for people.
    public var title: String
    /// Nil for what asks no server.
    public var address: String?
    public var model: String
    public var hasKey: Bool
    /// The variable to set where a key is needed and there is none; nil where nothing is missing.
    public var missingKeyVariable: String?
    /// Tokens the model takes in; nil when nobody knows.
    public var contextTokens: Int?
}

extension Settings {
    /// The places where the model is asked, in the order in which one follows another that fails; never empty.
    ///
    /// - Throws: `ServiceError` when none is configured or a choice is missing: fault; cure.
    public func endpointSummaries() throws(ServiceError) -> [EndpointSummary] {
        try endpointChoices().map { endpoint in
            let provider = endpoint.provider
            let misses = provider.needsKey && endpoint.keys.isEmpty && endpoint.baseURL == provider.baseURL
            return EndpointSummary(
                providerID: provider.id, title: provider.title, address: endpoint.baseURL, model: endpoint.model,
                hasKey: !endpoint.keys.isEmpty, missingKeyVariable: misses ? provider.keyVariables.first : nil,
                contextTokens: knownContextTokens(endpoint) ?? (origins[.contextTokens] == nil ? nil : limits.contextTokens))
        }
    }
}
