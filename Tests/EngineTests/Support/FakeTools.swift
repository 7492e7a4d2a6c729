import Events
import Synchronization
import Tools

/// A tool in a test: what it does to the world, and what it answers.
struct FakeTool: Sendable {
    var effects: [ToolEffect] = [.read]
    var needs: Set<ToolNeed> = []
    /// What looks dangerous about every call; nil for nothing.
    var warning: String?
    /// What each call touches; alone if left out.
    var footprint: @Sendable (JSONObject) -> Footprint = { _ in .alone }
    var run: @Sendable (JSONObject, ToolContext) async -> ToolResult
}

/// Dispatches to closures, with the laws of the real dispatcher.
final class FakeTools: ToolDispatching {
    let specs: [ToolSpec]
    private let tools: [String: FakeTool]
    private let ran = Mutex<[String]>([])
    private let log: MemoryLog
    private let unsynced = Mutex(0)

    init(_ tools: [(String, FakeTool)], log: MemoryLog) {
        specs = tools.map {
            ToolSpec(
                name: $0.0, manual: "The manual of \($0.0).", parameters: ["type": "object"], effects: $0.1.effects, needs: $0.1.needs)
        }
        self.tools = Dictionary(uniqueKeysWithValues: tools)
        self.log = log
    }

    /// The calls that really ran, in order.
    var ranCalls: [String] { ran.withLock { $0 } }

    /// How often a tool with an effect ran before its start was on disk: never.
    var unsyncedRuns: Int { unsynced.withLock { $0 } }

    func prepare(name: String, arguments: String) -> PreparedCall {
        let parsed = try? JSON(parsing: Array((arguments.isEmpty ? "{}" : arguments).utf8))
        guard let object = parsed?.object else {
            return PreparedCall(
                tool: name, arguments: .string(arguments), effects: [], summary: "",
                fault: .failure(.invalidArguments, "The arguments are no object."))
        }
        guard let tool = tools[name] else {
            return PreparedCall(
                tool: name, arguments: .object(object), effects: [], summary: "", fault: .failure(.unknownTool, "There is no tool \(name).")
            )
        }
        return PreparedCall(
            tool: name, arguments: .object(object), effects: tool.effects, summary: object["path"]?.string ?? "",
            warning: tool.warning, footprint: tool.footprint(object))
    }

    func run(_ call: PreparedCall, in context: ToolContext) async -> ToolResult {
        ran.withLock { $0.append(context.toolCallID) }
        if call.effects.contains(where: { $0 != .read && $0 != .control }), !log.isSynced(call: context.toolCallID) {
            unsynced.withLock { $0 += 1 }
        }
        guard let tool = tools[call.tool], let arguments = call.arguments.object else { return .failure(.toolFailed, "not prepared") }
        return await tool.run(arguments, context)
    }
}

extension FakeTool {
    /// Answers at once.
    static func answering(_ result: ToolResult, effects: [ToolEffect] = [.read]) -> FakeTool {
        FakeTool(effects: effects) { _, _ in result }
    }

    /// Runs until it is cancelled.
    static func endless(effects: [ToolEffect] = [.read]) -> FakeTool {
        FakeTool(effects: effects) { _, context in
            context.output(.stdout, "working\n")
            while !Task.isCancelled { await Task.yield() }
            return .failure(.cancelled, "The call was cancelled.")
        }
    }

    /// Heeds nothing until the latch opens; opens `ended` when it has said its last.
    static func stubborn(_ latch: Latch, ended: Latch = Latch()) -> FakeTool {
        FakeTool { _, context in
            context.output(.stdout, "working\n")
            await latch.wait()
            context.output(.stdout, "too late\n")
            ended.open()
            return .success("at last")
        }
    }
}

/// A door that opens once.
final class Latch: Sendable {
    private struct State {
        var isOpen = false
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    func open() {
        let waiters = state.withLock { state in
            state.isOpen = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    func wait() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiters.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }
}
