internal import Events
internal import Models

/// Chooses who is asked: the provider that is named, or the one that other settings and the environment ask for.
///
/// A key made for one place is never sent to another: a vendor's variable goes to the vendor's own address, or where the vendor's variable for
/// addresses says; the settings' own key goes where the settings say.
struct ProviderSelection {
    let values: [SettingKey: SettingValue]
    let environment: [String: String]

    func apply(to settings: inout Settings) throws(ServiceError) {
        settings.providers = values[.providers]?.providers ?? []
        settings.models = values[.models]?.models ?? []
        for provider in settings.knownProviders {
            settings.keyVariables[provider.id] = provider.keyVariables.first { variable($0) != nil }
        }
        settings.discovers = values[.discover]?.flag ?? settings.discovers
        settings.model = values[.model]?.text
        settings.provider = values[.provider]?.text
        settings.baseURL = values[.baseURL]?.text
        settings.apiKeys = (values[.apiKey]?.list ?? []).map { Secret($0) }
        var endpoints = values[.endpoints]?.endpoints ?? []
        settings.endpoints = endpoints
        for index in endpoints.indices {
            try resolve(&endpoints[index], "endpoint \(index + 1)", settings)
        }
        if settings.provider == nil, settings.scriptPath != nil {
            settings.choose("scripted", from: .script)
        } else if settings.provider == nil, settings.baseURL == nil, let first = endpoints.first {
            settings.choose(first.provider, from: .endpoints)
            let usual = settings.model
            useFirst(first, &settings)
            settings.fallbacks = endpoints.dropFirst().map { endpoint in
                var endpoint = endpoint
                // The first one's own model is no other's.
                if settings.model != usual { endpoint.model = endpoint.model ?? usual }
                return endpoint
            }
            return
        } else if settings.provider == nil, settings.baseURL != nil || !settings.apiKeys.isEmpty {
            settings.choose("openai", from: settings.baseURL == nil ? .apiKey : .baseURL)
        } else if settings.provider == nil, let (id, variable) = firstOfEnvironment() {
            settings.provider = id
            settings.origins[.provider] = "follows from \(variable)"
        }
        // What is named for this once is asked alone: a file must not send a private run elsewhere.
        let asked = [SettingKey.provider, .baseURL].compactMap { values[$0] == nil ? nil : settings.origins[$0] }
        guard let provider = settings.providerProfile, provider.format.usesNetwork else { return }
        useVariables(of: provider, &settings)
        if asked.allSatisfy({ $0 == settings.origins[.endpoints] }) { settings.fallbacks = endpoints }
    }

    /// The first vendor, in the order of the list, that the environment has a key or an address for.
    private func firstOfEnvironment() -> (id: String, variable: String)? {
        for provider in ProviderProfile.all {
            for name in provider.keyVariables + [provider.baseURLVariable].compactMap(\.self) where variable(name) != nil {
                return (provider.id, name)
            }
        }
        return nil
    }

    /// What the first endpoint of the list says takes the place of what nobody said for this once.
    private func useFirst(_ endpoint: EndpointSetting, _ settings: inout Settings) {
        let origin = "follows from \(SettingKey.endpoints.rawValue)"
        if let url = endpoint.baseURL {
            settings.baseURL = url
            settings.origins[.baseURL] = origin
        }
        if !endpoint.allKeys.isEmpty {
            settings.apiKeys = endpoint.allKeys
            settings.origins[.apiKey] = origin
        }
        if let model = endpoint.model, !["environment", "options"].contains(settings.origins[.model]) {
            settings.model = model
            settings.origins[.model] = origin
        }
    }

    /// The address and the keys of a vendor's own variables.
    private func useVariables(of provider: ProviderProfile, _ settings: inout Settings) {
        let isOwn = isOwnAddress(settings.baseURL, of: provider)
        if settings.baseURL == nil, let url = provider.baseURLVariable.flatMap(variable) {
            settings.baseURL = url
            settings.origins[.baseURL] = "environment"
        }
        if settings.apiKeys.isEmpty, isOwn, let keys = keys(provider.keyVariables) {
            settings.apiKeys = keys
            settings.origins[.apiKey] = "environment"
        }
    }

    private func resolve(_ endpoint: inout EndpointSetting, _ what: String, _ settings: Settings) throws(ServiceError) {
        guard let provider = settings.profile(ofProvider: endpoint.provider), provider.format.usesNetwork else {
            throw ServiceError(.settings, "\(what) of endpoints: \(settings.unknownProvider(endpoint.provider, servers: true))")
        }
        let isOwn = isOwnAddress(endpoint.baseURL, of: provider)
        if endpoint.baseURL == nil { endpoint.baseURL = provider.baseURLVariable.flatMap(variable) }
        if let name = endpoint.keyVariable {
            let owner = ProviderProfile.all.first { $0.keyVariables.contains(name) }
            guard owner == nil || (isOwn && provider.keyVariables.contains(name)) else {
                throw ServiceError(
                    .settings,
                    "\(what) of endpoints would send \(name) elsewhere than to \(owner?.id ?? ""); keep its key in a variable of its own")
            }
            endpoint.keysOfVariables = keys([name]) ?? []
        } else if isOwn {
            endpoint.keysOfVariables = keys(provider.keyVariables) ?? []
        }
    }

    /// Whether the vendor's keys may go there: to its own address, or where its own variable says.
    private func isOwnAddress(_ url: String?, of provider: ProviderProfile) -> Bool {
        guard let url else { return true }
        return [provider.baseURL, provider.baseURLVariable.flatMap(variable)].compactMap(\.self).contains { own in
            ServerAddress.plain(own) == ServerAddress.plain(url)
        }
    }

    private func keys(_ names: [String]) -> [Secret]? {
        names.lazy.compactMap(variable).compactMap { try? SettingValue.read(text: $0, .secrets).get().list?.map { Secret($0) } }.first
    }

    private func variable(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
}

extension Settings {
    fileprivate mutating func choose(_ provider: String, from key: SettingKey) {
        self.provider = provider
        origins[.provider] = "follows from \(key.rawValue)"
    }

    /// The provider that is asked; nil when none is configured, or when it is in no list.
    var providerProfile: ProviderProfile? { provider.flatMap(profile(ofProvider:)) }

    /// Where the provider is asked; nil for what asks no server, and for a provider that is in no list.
    public var providerAddress: String? { providerProfile.flatMap { $0.format.usesNetwork ? baseURL ?? $0.baseURL : nil } }

    /// Every provider that can be named: the built-in ones, then those of the user's file.
    var knownProviders: [ProviderProfile] { ProviderProfile.all + providers }

    func profile(ofProvider id: String) -> ProviderProfile? { knownProviders.first { $0.id == id } }

    /// Why this is no provider; with the nearest one.
    ///
    /// - Parameter servers: whether only those will do that are asked over the network.
    func unknownProvider(_ id: String, servers: Bool = false) -> String {
        let ids = knownProviders.filter { $0.format.usesNetwork || !servers }.map(\.id)
        let cure = Nearest.word(to: id, in: ids).map { "did you mean \($0)?" } ?? "known are \(ids.joined(separator: ", "))"
        return "the provider \(TextSanitiser.clean(id).prefix(40)) is not known; \(cure)"
    }
}
