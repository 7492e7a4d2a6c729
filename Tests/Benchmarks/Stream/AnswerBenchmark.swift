import Engine
import Events
import Host
import Models
import Store
import Tools

/// What a piece of an answer costs in a whole run: read, folded, stored; and that it costs the same in a long answer.
struct AnswerBenchmark: Benchmark {
    let name = "answer"

    func figures() async throws -> [Figure] {
        var figures: [Figure] = []
        for kind in [SampleStream.Kind.text, .arguments] {
            let short = try await microseconds(kind, count: 1000, rounds: 20)
            let long = try await microseconds(kind, count: 100_000, rounds: 2)
            figures.append(Figure("answer: one of 100,000 \(kind.title), in a whole run", long, "µs", aim: "≤ 50"))
            figures.append(Figure("answer: the same, against one of 1,000", long / short, "times", aim: "≤ 1.5"))
        }
        return figures
    }

    /// The least of several runs, for one piece.
    private func microseconds(_ kind: SampleStream.Kind, count: Int, rounds: Int) async throws -> Double {
        var shortest = Double.infinity
        for _ in 0...rounds { shortest = min(shortest, try await seconds(kind, count: count)) }
        return shortest / Double(count) * 1e6
    }

    private func seconds(_ kind: SampleStream.Kind, count: Int) async throws -> Double {
        let folder = try TemporaryFolder.make(prefix: "lathe-bench")
        defer { TemporaryFolder.remove(folder) }
        let store = try EventStore(path: folder + "/lathe.db", surroundings: Samples.surroundings)
        defer { store.close() }
        let transport = PlayedTransport(SampleStream(format: .chat, kind: kind), count: count, cut: .single, playsAtOnce: true)
        let request = RunRequest(
            prompt: "Write much", model: "bench-model", provider: "bench", workspacePath: folder, limits: RunLimits(maxIterations: 1),
            approve: .all, whenAsked: .stop)
        let parts = RunParts(
            routes: ModelRoutes(ModelRoute(driver: StreamBenchmark.driver(.chat, transport), model: "bench-model")),
            tools: ToolDispatcher(), workspace: try Workspace(path: folder), processes: ProcessRunner(environment: [:]), log: store,
            surroundings: Samples.surroundings)
        let run = Run(request, parts: parts)
        let start = ContinuousClock.now
        _ = await run.execute()
        let seconds = (ContinuousClock.now - start).seconds
        guard try store.run(run.id)?.iterations == 1 else { throw AnswerFault.noRound }
        return seconds
    }

    private enum AnswerFault: Error { case noRound }
}
