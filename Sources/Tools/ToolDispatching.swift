public import Events

/// The way from a model's call to its result (001-18).
///
/// The engine sees only this.
public protocol ToolDispatching: Sendable {
    /// The tools in the order the model is told of them.
    var specs: [ToolSpec] { get }
    /// Reads the call without running it: which tool, which arguments, what it would do. A call that cannot run gives its `fault` instead.
    func prepare(name: String, arguments: String) -> PreparedCall
    /// Runs a prepared call. Never throws: every fault is a result. Exactly one result for each call.
    func run(_ call: PreparedCall, in context: ToolContext) async -> ToolResult
}

/// A tool call that was read and checked but not run.
public struct PreparedCall: Sendable {
    /// The canonical name, or the name as the model wrote it when it is unknown.
    public var tool: String
    /// The arguments as an object, or the raw text when they are not one.
    public var arguments: JSON
    public var effects: [ToolEffect]
    /// The arguments in one line, for a card.
    public var summary: String
    /// What looks dangerous about it, for the person who is asked (001-37); nil when nothing does.
    public var warning: String?
    /// What it touches.
    public var footprint: Footprint
    /// Set when the call cannot run: unknown tool, bad arguments.
    public var fault: ToolResult?

    public init(
        tool: String, arguments: JSON, effects: [ToolEffect], summary: String, warning: String? = nil, footprint: Footprint = .alone,
        fault: ToolResult? = nil
    ) {
        self.tool = tool
        self.arguments = arguments
        self.effects = effects
        self.summary = summary
        self.warning = warning
        self.footprint = footprint
        self.fault = fault
    }
}

extension PreparedCall {
    /// The same call refused because its tool is not offered in this round (001-15); `offered` are the names of those that are.
    public static func notEnabled(tool: String, arguments: JSON, offered: [String]) -> PreparedCall {
        let cure = offered.isEmpty ? "answer without tools" : "use \(offered.joined(separator: ", "))"
        let fault = ToolResult.failure(.notEnabled, "\(TextSanitiser.clean(tool)) is not available now; \(cure)")
        return PreparedCall(tool: tool, arguments: arguments, effects: [], summary: "", fault: fault)
    }
}
