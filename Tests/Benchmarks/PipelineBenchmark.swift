import Engine
import Events
import Host
import Models
import Store
import Synchronization
import Tools

/// What stages and steps cost beside the model and the tools: a model that answers at once, a tool that does nothing, and a real store.
struct PipelineBenchmark: Benchmark {
    let name = "pipeline"

    func figures() async throws -> [Figure] {
        var figures: [Figure] = []
        let short = try await shortest(of: 20) { try await run(steps: 1, isChain: false) }
        figures.append(Figure("pipeline: overhead of a stage, nine stages with synced events", short.seconds / 9 * 1000, "ms", aim: "≤ 1"))
        for (isChain, words) in [(false, "none needs another"), (true, "each needs the one before")] {
            for steps in [20, 200] {
                let one = try await shortest(of: 3) { try await run(steps: steps, isChain: isChain) }
                figures.append(
                    Figure(
                        "pipeline: overhead of a step, \(steps) steps, \(words)",
                        max(0, one.seconds - short.seconds) / Double(steps) * 1000, "ms", aim: "≤ 1"))
                guard steps == 200 else { continue }
                figures.append(
                    Figure(
                        "pipeline: plan of 200 steps validated and graded, \(words)", one.checking * 1000, "ms",
                        aim: "≤ 20"))
            }
        }
        return figures
    }

    private struct Times {
        /// The whole run.
        let seconds: Double
        /// The stages that look at the plan before it is carried out.
        let checking: Double
    }

    private func shortest(of tries: Int, _ measure: () async throws -> Times) async throws -> Times {
        var best: Times?
        for _ in 0..<tries {
            let times = try await measure()
            if times.seconds < best?.seconds ?? .infinity { best = times }
        }
        guard let best else { throw PipelineFault.nothing }
        return best
    }

    private func run(steps: Int, isChain: Bool) async throws -> Times {
        let folder = try TemporaryFolder.make(prefix: "lathe-bench")
        defer { TemporaryFolder.remove(folder) }
        let store = try EventStore(path: folder + "/lathe.db", surroundings: Samples.surroundings)
        defer { store.close() }
        var request = RunRequest(
            prompt: "Carry out \(steps) steps", model: "instant", provider: "bench", workspacePath: folder, approve: .all, whenAsked: .stop)
        request.mode = .pipeline
        let parts = RunParts(
            routes: ModelRoutes(ModelRoute(driver: PlanningModel(steps: steps, isChain: isChain), model: "instant")),
            tools: ToolDispatcher(),
            workspace: try Workspace(path: folder), processes: ProcessRunner(environment: [:]), log: store,
            surroundings: Samples.surroundings)
        let run = Run(request, parts: parts)
        let start = ContinuousClock.now
        guard case .completed = await run.execute() else { throw PipelineFault.notCompleted }
        let seconds = (ContinuousClock.now - start).seconds
        var checking = 0
        var done = 0
        for event in try store.events(of: run.id, after: 0, limit: 1_000_000) {
            if case .stageCompleted(let stage) = event.payload, [.validator, .safety].contains(stage.stage) {
                checking += stage.durationUs
            }
            if case .stepCompleted = event.payload { done += 1 }
        }
        guard done == steps else { throw PipelineFault.fewerSteps }
        return Times(seconds: seconds, checking: Double(checking) / 1_000_000)
    }

    private enum PipelineFault: Error { case nothing, notCompleted, fewerSteps }
}

/// Answers at once with an intent, then a plan, then a summary.
private final class PlanningModel: ModelDriver {
    private let answers: [String]
    private let asked = Mutex(0)

    init(steps: Int, isChain: Bool) {
        let list = (1...steps).map { number -> JSON in
            [
                "id": .string("s\(number)"), "kind": "tool", "name": "list_directory", "inputs": ["path": "."],
                "needs": isChain && number > 1 ? [.string("s\(number - 1)")] : [],
            ]
        }
        let plan: JSON = ["goal": "all steps are done", "steps": .array(list)]
        answers = ["{\"goal\": \"all steps are done\"}", plan.text, "All steps are done."]
    }

    func stream(_ request: ModelRequest) -> ModelStream {
        let number = asked.withLock { asked in
            asked += 1
            return asked
        }
        let text = answers[min(number, answers.count) - 1]
        let completion = ModelCompletion(
            finishReason: .stop, text: text, reasoning: "", toolCalls: [], usage: Usage(inputTokens: 100, outputTokens: 10),
            timing: ModelTiming(requestSent: 0))
        return ModelStream { continuation in
            continuation.yield([.textDelta(text), .finished(completion)])
            continuation.finish()
        }
    }
}
