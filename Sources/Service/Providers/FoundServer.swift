public import Events
internal import Models

/// A server of this machine that answered, as faces show it.
public struct FoundServer: Sendable, Equatable {
    let server: LocalServer

    init(_ server: LocalServer) { self.server = server }

    package init(providerID: String, title: String, port: Int, models: [String]) {
        server = LocalServer(providerID: providerID, title: title, port: port, models: models.map { LocalServer.Model(name: $0) })
    }

    /// The id of its provider.
    public var providerID: String { server.providerID }
    /// What it is called, such as `Ollama`.
    public var title: String { server.title }
    /// Where it listens.
    public var place: String { "127.0.0.1:\(server.port)" }
    /// What it serves, in its own order; may be empty.
    public var models: [String] { server.models.map(\.name) }

    /// The object of `lathe models --json`.
    public var json: JSON {
        [
            "kind": "server", "provider": .string(providerID), "title": .string(title), "base_url": .string(server.baseURL),
            "models": .array(
                server.models.map { model in
                    ["name": .string(model.name), "context_tokens": model.contextTokens.map { .integer(Int64($0)) } ?? .null]
                }),
        ]
    }

    /// Tokens that one of its models takes in; nil when it does not say.
    public func contextTokens(of model: String) -> Int? { server.models.first { $0.name == model }?.contextTokens }

    /// The one of these that is used: the first that serves the model, else the first that serves any.
    ///
    /// - Parameter provider: when it is named, only its servers count.
    public static func best(of servers: [FoundServer], provider: String? = nil, model: String?) -> FoundServer? {
        let servers = servers.filter { provider == nil || $0.providerID == provider }
        return servers.first { server in model.map(server.models.contains) ?? false } ?? servers.first { !$0.models.isEmpty }
    }
}
