public import Events
public import Models

/// How a model is asked, whichever endpoint it is asked at.
public struct ModelCallSettings: Sendable, Equatable {
    /// Nil leaves it to the provider.
    public var effort: ReasoningEffort?
    /// Whether answers come in pieces.
    public var streams = true
    /// Whether a provider that can is asked to keep what repeats.
    public var cachesPrompts = true
    /// Merged into the body of every request, over what Lathe writes; nil for nothing.
    public var extraBody: JSONObject?
    /// From the start to the established connection.
    public var connectTimeout = Duration.seconds(10)
    /// From the sent request to the head of the answer.
    public var firstByteTimeout = Duration.seconds(120)
    /// Without anything new in an answer; keep-alive comments are nothing new.
    public var silenceTimeout = Duration.seconds(90)
    /// For one whole answer.
    public var callTimeout = Duration.seconds(1800)
    /// Absolute; where the bytes that providers send are kept, nil for nowhere.
    public var recordPath: String?

    public init() {}
}
