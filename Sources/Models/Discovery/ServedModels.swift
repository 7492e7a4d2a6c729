package import Events

/// The answer of `GET /v1/models`, as servers give it.
package struct ServedModels: Sendable, Equatable {
    package var models: [LocalServer.Model]
    /// Who says that it owns the models; empty when nobody does.
    package var owner: String
    /// True when the listing has what only llama.cpp tells.
    package var hasLlamaDetails: Bool

    /// At most so many models are told of.
    static let modelLimit = 500

    /// Nil for anything that is no such listing.
    package init?(_ json: JSON) {
        guard let items = json["data"]?.array else { return nil }
        models = []
        owner = ""
        hasLlamaDetails = false
        var names: Set<String> = []
        for item in items.prefix(ServedModels.modelLimit) {
            guard let name = item["id"]?.string, !name.isEmpty, name.utf8.count <= 400 else { continue }
            if owner.isEmpty { owner = item["owned_by"]?.string ?? "" }
            if item["meta"]?["n_ctx_train"] != nil { hasLlamaDetails = true }
            guard names.insert(name).inserted else { continue }
            models.append(LocalServer.Model(name: CleanText.line(name, limit: 200), contextTokens: ServedModels.context(item)))
        }
        // A listing of things that are no models is none.
        if models.isEmpty && !items.isEmpty { return nil }
    }

    /// What the server was started with goes before what the model was trained with.
    private static func context(_ item: JSON) -> Int? {
        let told = [item["meta"]?["n_ctx"], item["max_model_len"], item["max_context_length"], item["meta"]?["n_ctx_train"]]
        return told.lazy.compactMap { $0?.integer }.first { (1...100_000_000).contains($0) }
    }

    /// The kind of server that gives such a listing on such a port.
    package func provider(port: Int) -> ProviderProfile? {
        let owners = ["llamacpp": "llamacpp", "library": "ollama", "vllm": "vllm", "organization_owner": "lmstudio"]
        let id = owners[owner] ?? (hasLlamaDetails ? "llamacpp" : nil)
        return id.flatMap(ProviderProfile.named) ?? ProviderProfile.all.first { $0.localPort == port }
    }
}
