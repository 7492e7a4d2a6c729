public import Events
internal import Models

/// Who serves models, as `lathe models` shows it; without its key.
public struct ProviderSummary: Sendable, Equatable {
    /// What `--provider` takes.
    public var id: String
    public var title: String
    /// How it is spoken to, such as `openai` or `anthropic`.
    public var format: String
    /// Nil for what asks no server.
    public var address: String?
    public var isLocal: Bool
    /// Whether it is the one that is asked now.
    public var isChosen: Bool
    /// The environment variables that its key may be in.
    public var keyVariables: [String]
    /// The one of them that is set; nil when none is.
    public var keyVariable: String?
    /// Whether a key of the settings goes to it.
    public var hasOwnKey: Bool

    /// The object of `lathe models --json`.
    public var json: JSON {
        [
            "kind": "provider", "id": .string(id), "title": .string(title), "format": .string(format),
            "base_url": address.map { .string($0) } ?? .null, "local": .bool(isLocal), "chosen": .bool(isChosen),
            "key_variables": .array(keyVariables.map { .string($0) }), "key_variable_set": keyVariable.map { .string($0) } ?? .null,
            "configured": .bool(isChosen || keyVariable != nil),
        ]
    }
}

extension Settings {
    /// Every provider that can be named, in the order in which their keys choose one.
    public var providerSummaries: [ProviderSummary] {
        knownProviders.map { provider in
            let isChosen = provider.id == self.provider
            return ProviderSummary(
                id: provider.id, title: provider.title, format: provider.format.rawValue,
                address: ((isChosen ? baseURL : nil) ?? provider.baseURL).map(ShownAddress.text), isLocal: provider.isLocal,
                isChosen: isChosen, keyVariables: provider.keyVariables, keyVariable: keyVariables[provider.id],
                hasOwnKey: isChosen && !apiKeys.isEmpty)
        }
    }
}
