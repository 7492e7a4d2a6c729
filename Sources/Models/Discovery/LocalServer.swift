/// A server of this machine that serves models.
public struct LocalServer: Sendable, Equatable {
    /// A model it serves.
    public struct Model: Sendable, Equatable {
        public var name: String
        /// Tokens it takes in as the server says it; nil when it does not.
        public var contextTokens: Int?

        public init(name: String, contextTokens: Int? = nil) {
            self.name = name
            self.contextTokens = contextTokens
        }
    }

    /// Which kind it is: the id of a provider.
    public var providerID: String
    /// The provider's name for people.
    public var title: String
    public var port: Int
    /// In the server's order; empty when it serves none now.
    public var models: [Model]

    public init(providerID: String, title: String, port: Int, models: [Model]) {
        self.providerID = providerID
        self.title = title
        self.port = port
        self.models = models
    }

    /// Where it is asked.
    public var baseURL: String { "http://127.0.0.1:\(port)/v1" }
}
