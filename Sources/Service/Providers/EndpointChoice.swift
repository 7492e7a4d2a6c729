internal import Events
internal import Models

/// One place where a model can be asked, with all that a driver is made from.
struct EndpointChoice: Sendable, Equatable {
    var provider: ProviderProfile
    /// Without the part that the format adds; nil for what asks no server.
    var baseURL: String?
    /// In the order they are used; empty for none.
    var keys: [Secret]
    /// As it is sent.
    var model: String
    /// What is known of the model there; its price is nil where somebody else than its vendor serves it.
    var profile: ModelProfile
    /// How it is asked: time limits, effort, streaming, caching, what is merged into the body, what is recorded.
    var calls: ModelCallSettings

    var format: ModelFormat { provider.format }
}

extension Settings {
    /// The places where the model is asked, in the order in which one follows another that fails; never empty.
    ///
    /// - Parameter model: asked in the place of the run's own, for one part of the work; a fallback with a model of its own keeps it.
    /// - Throws: `ServiceError` (`settings`) when nobody is configured, known or asked for a model.
    func endpointChoices(model asked: String? = nil) throws(ServiceError) -> [EndpointChoice] {
        guard let provider else {
            throw ServiceError(
                .settings,
                "no provider is configured; set LATHE_BASE_URL and LATHE_MODEL, or a vendor's key such as OPENAI_API_KEY, or try `lathe demo`"
            )
        }
        guard let profile = providerProfile else { throw ServiceError(.settings, unknownProvider(provider)) }
        guard profile.format.usesNetwork else {
            return [
                choice(profile, baseURL: nil, keys: [], model: asked ?? model ?? (profile.format == .recorded ? "recording" : "script"))
            ]
        }
        guard let model = asked ?? model else {
            throw ServiceError(
                .settings, "no model is chosen; give one with --model or LATHE_MODEL, `lathe models \(profile.id)` names some")
        }
        var choices = [choice(profile, baseURL: baseURL, keys: apiKeys, model: model)]
        for endpoint in fallbacks {
            guard let profile = self.profile(ofProvider: endpoint.provider) else { continue }
            choices.append(choice(profile, baseURL: endpoint.baseURL, keys: endpoint.allKeys, model: endpoint.model ?? model))
        }
        return choices
    }

    /// How many tokens the model takes in, where the catalogue or the settings of models say so and nobody set `context_tokens`.
    func knownContextTokens(_ endpoint: EndpointChoice) -> Int? {
        origins[.contextTokens] == nil ? endpoint.profile.contextTokens.map { max(1_000, $0) } : nil
    }

    /// The limits of a run there: with what its model takes in, or else marked as assumed.
    func limits(at endpoint: EndpointChoice) -> RunLimits {
        var limits = limits
        // What was set, or carried over from the run's beginning, holds; a demo's model is what the demo says it is.
        guard demo == nil, origins[.contextTokens] == nil, limits.contextTokens == RunLimits().contextTokens else { return limits }
        if let known = knownContextTokens(endpoint) { limits.contextTokens = known } else { limits.contextAssumed = true }
        return limits
    }

    private func choice(_ provider: ProviderProfile, baseURL: String?, keys: [Secret], model: String) -> EndpointChoice {
        let url = baseURL ?? provider.baseURL
        let isVendor = url.map(ServerAddress.plain) == provider.baseURL
        let own = Dictionary(models.map { ($0.name, $0.profile) }) { _, last in last }
        var profile = ModelProfiles(own: own).profile(
            of: model, at: isVendor ? provider.id : nil, isLocal: provider.isLocal || url.map(ServerAddress.isLocal) == true)
        if let foundServer, foundServer.server.baseURL == url {
            profile.contextTokens = profile.contextTokens ?? foundServer.contextTokens(of: model)
        }
        return EndpointChoice(
            provider: provider, baseURL: url, keys: keys, model: TextSanitiser.clean(model), profile: profile, calls: calls)
    }
}
