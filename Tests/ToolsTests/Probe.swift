import Events
import Tools

/// A tool whose behaviour a test gives.
struct Probe: Tool {
    var spec: ToolSpec
    var body: @Sendable (JSONObject, ToolContext) async throws -> ToolResult

    init(
        _ name: String = "probe", parameters: JSON = ["type": "object"], effects: [ToolEffect] = [.read],
        timeLimit: Duration? = .seconds(60), needs: Set<ToolNeed> = [], concurrency: ToolConcurrency = .alone, retry: RetryPolicy = .never,
        body: @escaping @Sendable (JSONObject, ToolContext) async throws -> ToolResult = { _, _ in .success("done") }
    ) {
        spec = ToolSpec(
            name: name, manual: "", parameters: parameters, effects: effects, timeLimit: timeLimit, needs: needs, concurrency: concurrency,
            retry: retry)
        self.body = body
    }

    func summary(of arguments: JSONObject) -> String { "a\nb\u{1B}[2Jc" }
    func run(_ arguments: JSONObject, in context: ToolContext) async throws -> ToolResult { try await body(arguments, context) }
}

/// A fault of no known kind.
struct Oops: Error {}
