import Engine
import Events
import Host
import Models
import Store
import Tools

/// What a tool call costs beside the tool, and what a compaction costs beside the model.
struct ToolBenchmark: Benchmark {
    let name = "tools"

    func figures() async throws -> [Figure] {
        [
            Figure("tools: dispatch of a call that does nothing, of 1,000", try await dispatch(), "µs", aim: "≤ 200"),
            Figure("context: compaction of a history of 2 MB, by rules", try await compaction(), "ms"),
        ]
    }

    private func dispatch() async throws -> Double {
        let folder = try TemporaryFolder.make(prefix: "lathe-bench")
        defer { TemporaryFolder.remove(folder) }
        let dispatcher = ToolDispatcher()
        let workspace = try Workspace(path: folder)
        let processes = ProcessRunner(environment: [:])
        var shortest = Double.infinity
        for _ in 0..<5 {
            let start = ContinuousClock.now
            for number in 0..<1000 {
                let context = ToolContext(
                    toolCallID: "c\(number)", workspace: workspace, processes: processes, todos: [], iteration: 1, output: { _, _ in })
                let result = await dispatcher.run(dispatcher.prepare(name: "todo_read", arguments: "{}"), in: context)
                guard result.status == .success else { throw ToolFault.failed }
            }
            shortest = min(shortest, (ContinuousClock.now - start).seconds)
        }
        return shortest * 1000
    }

    /// A run whose rounds hold 2 MB when its context is compacted; measured from the beginning of that round to the event.
    private func compaction() async throws -> Double {
        let folder = try TemporaryFolder.make(prefix: "lathe-bench")
        defer { TemporaryFolder.remove(folder) }
        let store = try EventStore(path: folder + "/lathe.db", surroundings: Samples.surroundings)
        defer { store.close() }
        let workspace = try Workspace(path: folder)
        let page = [UInt8](String(repeating: "0123456789abcde\n", count: 1600).utf8)
        _ = try workspace.writeAtomically("page.txt", page, creatingParents: true)
        var limits = RunLimits(maxIterations: 100)
        limits.contextTokens = 2_000_000 / 4 * 10 / 9
        limits.guardHalts = 1000
        limits.guardWarnings = 999
        let request = RunRequest(
            prompt: "Read", model: "reader", provider: "bench", workspacePath: folder, limits: limits, approve: .all, whenAsked: .stop)
        let parts = RunParts(
            routes: ModelRoutes(ModelRoute(driver: Reader(), model: "reader")), tools: ToolDispatcher(), workspace: workspace,
            processes: ProcessRunner(environment: [:]), log: store, surroundings: Samples.surroundings)
        let run = Run(request, parts: parts)
        _ = await run.execute()
        let events = try store.events(of: run.id, after: 0, limit: 100_000)
        guard let index = events.firstIndex(where: { $0.type == "context_compacted" }), index > 0 else { throw ToolFault.notCompacted }
        return Double(events[index].monotonicMicroseconds - events[index - 1].monotonicMicroseconds) / 1000
    }

    private enum ToolFault: Error { case failed, notCompacted }
}

/// Reads the same page in every round.
private struct Reader: ModelDriver {
    private let identifiers = IdentifierSequence()

    func stream(_ request: ModelRequest) -> ModelStream {
        let call = ToolCall(id: identifiers.make("c"), name: "read_file", arguments: "{\"path\":\"page.txt\"}")
        let completion = ModelCompletion(
            finishReason: .toolCalls, text: "", reasoning: "", toolCalls: [call], usage: Usage(), timing: ModelTiming(requestSent: 0))
        return ModelStream { continuation in
            continuation.yield([.toolCallDelta(id: call.id, name: call.name, arguments: call.arguments), .finished(completion)])
            continuation.finish()
        }
    }
}
