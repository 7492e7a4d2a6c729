import Engine
import Events
import Host
import Models
import Store
import Tools

/// What a round costs beside the model and the tool: a model that answers at once, a tool that does nothing, and a real store.
struct LoopBenchmark: Benchmark {
    let name = "loop"

    func figures() async throws -> [Figure] {
        var figures: [Figure] = []
        for rounds in [10, 100, 1000] {
            var shortest = Double.infinity
            for _ in 0..<3 { shortest = min(shortest, try await seconds(rounds: rounds)) }
            figures.append(
                Figure("loop: overhead of a round, \(rounds) rounds with synced events", shortest / Double(rounds) * 1000, "ms", aim: "≤ 1")
            )
        }
        return figures
    }

    private func seconds(rounds: Int) async throws -> Double {
        let folder = try TemporaryFolder.make(prefix: "lathe-bench")
        defer { TemporaryFolder.remove(folder) }
        let store = try EventStore(path: folder + "/lathe.db", surroundings: Samples.surroundings)
        defer { store.close() }
        var limits = RunLimits(maxIterations: rounds)
        // Every round is the same, which the guard would end.
        limits.guardWarnings = 1_000_000
        limits.guardHalts = 2_000_000
        let request = RunRequest(
            prompt: "Go round \(rounds) times", model: "instant", provider: "bench", workspacePath: folder, limits: limits, approve: .all,
            whenAsked: .stop)
        let parts = RunParts(
            routes: ModelRoutes(ModelRoute(driver: InstantModel(), model: "instant")), tools: ToolDispatcher(),
            workspace: try Workspace(path: folder),
            processes: ProcessRunner(environment: [:]), log: store, surroundings: Samples.surroundings)
        let run = Run(request, parts: parts)
        let start = ContinuousClock.now
        _ = await run.execute()
        let seconds = (ContinuousClock.now - start).seconds
        // The run's row says whether it really went round as often as that.
        guard try store.run(run.id)?.iterations == rounds else { throw LoopFault.fewerRounds }
        return seconds
    }

    private enum LoopFault: Error { case fewerRounds }
}

/// Answers at once with a call that changes nothing.
private struct InstantModel: ModelDriver {
    private let identifiers = IdentifierSequence()

    func stream(_ request: ModelRequest) -> ModelStream {
        let call = ToolCall(id: identifiers.make("c"), name: "todo_read", arguments: "{}")
        let completion = ModelCompletion(
            finishReason: .toolCalls, text: "Looking.", reasoning: "", toolCalls: [call], usage: Usage(inputTokens: 100, outputTokens: 10),
            timing: ModelTiming(requestSent: 0))
        return ModelStream { continuation in
            continuation.yield([
                .textDelta("Looking."), .toolCallDelta(id: call.id, name: call.name, arguments: call.arguments), .finished(completion),
            ])
            continuation.finish()
        }
    }
}
