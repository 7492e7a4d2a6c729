import Events

/// What a request says beside the conversation and the tools (001-47).
struct RequestOptions: Sendable, Equatable {
    /// The model's name as it is sent.
    var model: String
    /// nil leaves it to the provider.
    var temperature: Double?
    /// nil leaves it to the provider, or to the format where it must be said.
    var maxOutputTokens: Int?
    /// The word for `reasoning_effort` or `reasoning.effort`; nil says nothing.
    var effort: String?
    /// Whether the reasoning of earlier answers is sent back in words.
    var returnsReasoning = false
    /// Whether encrypted reasoning is asked for, to be sent back.
    var asksForReasoningItems = false
    /// Whether later system messages have to be the person's.
    var takesOneSystemMessage = false
    /// Whether the run's name for the provider's cache is sent.
    var namesCache = false
    var argumentsAreCumulative = false
    /// Members that are added to the body, in this order, over what is there.
    var body = JSONObject()
}
