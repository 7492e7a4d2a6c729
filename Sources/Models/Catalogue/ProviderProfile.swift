/// How requests to a model are written, or where its answers come from otherwise.
public enum ModelFormat: String, Sendable, CaseIterable {
    /// Chat Completions.
    case openAI = "openai"
    /// OpenAI's Responses.
    case openAIResponses = "openai-responses"
    /// Anthropic's Messages.
    case anthropic
    /// Plays a script: no key, no network.
    case scripted
    /// Plays what was recorded of a provider: no key, no network.
    case recorded

    /// Whether it asks a server.
    public var usesNetwork: Bool { ![.scripted, .recorded].contains(self) }
}

/// Who serves models, and how they want to be spoken to.
public struct ProviderProfile: Sendable, Equatable {
    /// What `--provider` takes.
    public var id: String
    /// Its name for people.
    public var title: String
    public var format: ModelFormat
    /// Where its own servers are, without the part that the format adds; nil for what asks no server.
    public var baseURL: String?
    /// The environment variables that hold its key; the first that is set counts.
    ///
    /// What they hold is only ever sent to the provider's own address.
    public var keyVariables: [String]
    /// The environment variable that puts another address in the place of its own, where its vendor has such a one.
    public var baseURLVariable: String?
    /// The port of this machine where it usually listens; nil for one that is elsewhere.
    public var localPort: Int?
    /// Whether it answers nobody without a key.
    public var needsKey: Bool

    public init(
        id: String, title: String, format: ModelFormat, baseURL: String? = nil, keyVariables: [String] = [],
        baseURLVariable: String? = nil, localPort: Int? = nil, needsKey: Bool = false
    ) {
        self.id = id
        self.title = title
        self.format = format
        self.baseURL = baseURL
        self.keyVariables = keyVariables
        self.baseURLVariable = baseURLVariable
        self.localPort = localPort
        self.needsKey = needsKey
    }

    /// Whether it is a server of this machine.
    public var isLocal: Bool { localPort != nil }

    /// The provider of this id; nil when it is in no list.
    public static func named(_ id: String) -> ProviderProfile? { all.first { $0.id == id } }
}
