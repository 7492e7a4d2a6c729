import Engine
import Events
import Glibc
import Host
import TestKit
import Testing

@testable import Service

@Suite(.timeLimit(.minutes(2))) struct ComparisonTests {
    /// A loop that writes `marks` and a pipeline that changes `notes`, each in its own words.
    static let script = """
        {first_delay_ms: 0, pace_ms: 0, turns: [
            {tool_calls: [{name: 'execute_shell_command', arguments: {command: 'echo tick >> marks; pwd > where'}}]},
            {text: 'The loop is done.'}],
         purposes: {
            plan: [
                {text: '{"goal": "notes are changed", "kind": "change", "unclear": []}'},
                {text: '{"steps": [{"id": "s1", "kind": "tool", "name": "execute_shell_command", "inputs": {"command": "echo three >> notes; rm old"}}]}'}],
            evaluate: [{text: '{"verdict": "unmet", "reason": "it is not"}'}],
            summarise: [{text: 'The pipeline is done.'}]}}
        """

    private func world(_ script: String = Self.script) throws -> ServiceWorld {
        let world = try ServiceWorld(script: script)
        try world.folder.write("work/notes", "one\ntwo\n")
        try world.folder.write("work/old", "old\n")
        return world
    }

    private func service(_ world: ServiceWorld) throws -> Service {
        try Service(
            settings: world.settings,
            surroundings: .live(environment: [
                "HOME": world.folder.path, "PATH": "/usr/bin:/bin", "TMPDIR": world.folder.makeFolder("temporary"),
            ]))
    }

    private func verdict(_ mode: RunMode, of comparison: Comparison, _ service: Service) async throws -> RunVerdict {
        _ = await service.outcome(of: comparison.runID(mode))
        var verdict = RunVerdict(mode: mode)
        for event in try service.all(of: comparison.runID(mode)) { verdict.apply(event) }
        verdict.changes = comparison.changes(mode)
        return verdict
    }

    @Test("N-04: a task runs both ways, each in a copy of its own with its own script from the beginning, and the workspace is untouched")
    func both() async throws {
        let world = try world()
        let service = try service(world)
        defer { service.shutDown() }
        let comparison = try service.startBoth("Leave marks")
        let (loop, pipeline) = (
            try await verdict(.loop, of: comparison, service), try await verdict(.pipeline, of: comparison, service)
        )
        #expect(loop.isCompleted && loop.finalOutput == "The loop is done." && loop.runID == comparison.loop)
        #expect(pipeline.isCompleted && pipeline.finalOutput == "The pipeline is done." && pipeline.stages > 0 && loop.stages == 0)
        let lines = { (added: Int, removed: Int) in FileChanges.Lines(added: added, removed: removed) }
        #expect(
            loop.changes
                == FileChanges(files: [
                    .init(path: "marks", how: .added, lines: lines(1, 0)), .init(path: "where", how: .added, lines: lines(1, 0)),
                ]))
        #expect(
            pipeline.changes
                == FileChanges(files: [
                    .init(path: "notes", how: .changed, lines: lines(1, 0)), .init(path: "old", how: .removed, lines: lines(0, 1)),
                ]))
        #expect(pipeline.changes?.lines == lines(1, 1))
        #expect(try world.folder.text(of: "work/notes") == "one\ntwo\n" && world.folder.text(of: "work/old") == "old\n")
        #expect((try? world.folder.text(of: "work/marks")) == nil)
        // The runs say themselves which one they are, and that they belong together.
        let places = try [loop, pipeline].map { verdict -> String in
            guard case .runStarted(let start)? = try service.all(of: verdict.runID).first?.payload else { return "" }
            #expect(start.mode == verdict.mode && start.workspace == comparison.workspace(verdict.mode))
            return start.workspace.replacing("/\(verdict.mode.rawValue)/work", with: "")
        }
        #expect(places[0] == places[1] && places[0].contains("/lathe-both-"))
        service.finish(comparison, keeping: [.pipeline])
        #expect(access(comparison.workspace(.loop), F_OK) != 0 && access(comparison.workspace(.pipeline), F_OK) == 0)
        // What was kept once stays; what nobody finished goes away with the service.
        service.finish(comparison)
        #expect(access(places[0], F_OK) != 0)
        let other = try service.startBoth("Leave marks")
        #expect(access(other.workspace(.loop), F_OK) == 0)
        service.shutDown()
        #expect(access(other.workspace(.loop), F_OK) != 0 && world.folder.list("temporary").isEmpty)
    }

    @Test("N-04: what is expected is held against the result and the copy of each run: by rules, by a command there, by a model")
    func judged() async throws {
        let world = try world()
        let service = try service(world)
        defer { service.shutDown() }
        let comparison = try service.startBoth("Leave marks")
        defer { service.finish(comparison) }
        let runs = [try await verdict(.loop, of: comparison, service), try await verdict(.pipeline, of: comparison, service)]
        func verdicts(_ json: JSON) async throws -> [String] {
            let check = try #require(ResultCheck(json))
            var words: [String] = []
            for run in runs {
                let judgement = await comparison.judgement(of: run, by: check)
                words.append("\(judgement?.verdict.rawValue ?? "none") \(judgement?.by.rawValue ?? "")")
            }
            return words
        }
        #expect(try await verdicts(["contains": "loop"]) == ["met rules", "unmet rules"])
        #expect(try await verdicts(["file_exists": ["old", "notes"]]) == ["met rules", "unmet rules"])
        #expect(try await verdicts(["command": "grep three notes"]) == ["unmet rules", "met rules"])
        let before = try runs.map { try service.all(of: $0.runID).count }
        #expect(try await verdicts("it is done") == ["unmet model", "unmet model"])
        #expect(try runs.map { try service.all(of: $0.runID).count } == before, "the judge's call is in neither run")
        var waiting = RunVerdict(mode: .loop)
        waiting.changes = nil
        #expect(await comparison.judgement(of: waiting, by: try #require(ResultCheck("x"))) == nil)
    }

    @Test("N-04: a question leaves one run as it stands while the other goes on") func waits() async throws {
        var world = try world()
        world.settings.approve = .ask
        let service = try service(world)
        defer { service.shutDown() }
        let asking = Self.script.replacing("{text: 'The loop is done.'}", with: "{text: 'never'}")
        try world.folder.write(
            "script.json5",
            asking.replacing(
                "execute_shell_command\", \"inputs\": {\"command\": \"echo three >> notes; rm old\"}",
                with: "list_directory\", \"inputs\": {\"path\": \".\"}"))
        let comparison = try service.startBoth("Leave marks", options: RunOptions(whenAsked: .stop))
        defer { service.finish(comparison) }
        let loop = try await verdict(.loop, of: comparison, service)
        let pipeline = try await verdict(.pipeline, of: comparison, service)
        #expect(loop.status == .waitUser && pipeline.isCompleted && service.waiting(of: comparison) == [.loop])
        #expect(Standing(loop: loop, pipeline: pipeline) == .unfinished(completed: [.pipeline]))
    }

    @Test("N-04: a workspace that cannot be copied is refused, and nothing is left behind") func refused() throws {
        let world = try world()
        try world.folder.makeFolder("temporary")
        let parents = [world.folder.path(of: "temporary")]
        let work = world.folder.path(of: "work")
        func refusal(_ make: () throws -> WorkspaceCopies) -> String {
            do { return "made \(try make().folder)" } catch { return "\(error)" }
        }
        let large = refusal { try WorkspaceCopies(of: work, in: parents, limits: .init(maximumEntries: 1)) }
        #expect(large == "the workspace \(work) is too large to copy (2 files and folders and more); name a smaller one with --workspace")
        #expect(refusal { try WorkspaceCopies(of: world.folder.path(of: "nowhere"), in: parents) }.contains("does not exist; "))
        let inside = refusal { try WorkspaceCopies(of: world.folder.path, in: parents) }
        #expect(inside.hasPrefix("the workspace holds the folder for temporary files") && inside.contains("; set TMPDIR"))
        #expect(world.folder.list("temporary").isEmpty)
        let service = try service(world)
        defer { service.shutDown() }
        #expect(throws: ServiceError.self) { try service.startBoth("  ") }
        #expect(try world.folder.list("temporary").isEmpty && service.runs(limit: 5).isEmpty)
    }

    @Test("N-04: what is known of the workspace is told in its copies, and nothing that is done there is remembered") func memory()
        async throws
    {
        var world = try world(ServiceWorld.saying("Noted."))
        world.settings.mode = .loop
        try world.folder.write("work/AGENTS.md", "Speak French.")
        let service = try service(world)
        defer { service.shutDown() }
        let before = try service.start("Remember marks")
        _ = await service.outcome(of: before)
        let comparison = try service.startBoth("Leave marks")
        defer { service.finish(comparison) }
        _ = try await verdict(.loop, of: comparison, service)
        _ = try await verdict(.pipeline, of: comparison, service)
        let told = try service.all(of: comparison.loop).contains {
            if case .contextAdded(let added) = $0.payload {
                added.source == .memory && added.text.contains("Remember marks")
            } else {
                false
            }
        }
        #expect(told)
        #expect(try service.memories(workspace: nil, limit: 50).map(\.runID) == [before])
    }
}

/// Who did better, without any run.
@Suite struct StandingTests {
    private func run(_ mode: RunMode, microseconds: Int64, input: Int, cost: Double?, ended: Payload? = nil) -> RunVerdict {
        var verdict = RunVerdict(mode: mode)
        let started = Payload.modelCallStarted(
            ModelCallStarted(callID: "c", purpose: .decide, model: "m", attempt: 1, messageCount: 1, toolNames: [], prefixHash: ""))
        let finished = ModelCallFinished(
            callID: "c", finishReason: .stop, usage: Usage(inputTokens: input, outputTokens: 1), durationUs: 1, cost: cost)
        let end = ended ?? .runCompleted(RunCompleted(result: "done", summary: ""))
        for (index, payload) in [started, .modelCallFinished(finished), end].enumerated() {
            verdict.apply(
                RunEvent(
                    runID: "01run", seq: index + 1, wallMilliseconds: 0, monotonicMicroseconds: index == 2 ? microseconds : 0, loopID: nil,
                    iteration: nil, agentStatus: nil, payload: payload))
        }
        return verdict
    }

    private func judged(_ run: RunVerdict, _ verdict: OutputVerdict) -> RunVerdict {
        var run = run
        run.judgement = ResultCheck.Judgement(verdict: verdict, reason: "", by: .rules)
        return run
    }

    @Test("N-04: each way is better by what it has less of; where both are equal, or it cannot be told, by nothing") func measures() {
        let loop = run(.loop, microseconds: 1_000_000, input: 500, cost: 0.5)
        #expect(
            Standing(loop: loop, pipeline: run(.pipeline, microseconds: 2_000_000, input: 100, cost: 0.25))
                == .compared(loop: [.time], pipeline: [.tokens, .cost]))
        // Three per cent of the time is nothing, and a cost that is not known on one side says nothing.
        #expect(
            Standing(loop: loop, pipeline: run(.pipeline, microseconds: 1_030_000, input: 500, cost: nil))
                == .compared(loop: [], pipeline: []))
    }

    @Test("N-04: no way is better when a run did not come to its end, or neither is what was expected") func nobody() {
        let loop = run(.loop, microseconds: 1000, input: 1, cost: nil)
        let stopped = run(
            .pipeline, microseconds: 9_000_000, input: 900, cost: nil,
            ended: .runCancelled(RunCancelled(reason: "stopped", receipt: StopReceipt(step: 1))))
        #expect(Standing(loop: loop, pipeline: stopped) == .unfinished(completed: [.loop]))
        let slow = run(.pipeline, microseconds: 9_000_000, input: 900, cost: nil)
        #expect(Standing(loop: judged(loop, .unmet), pipeline: judged(slow, .unmet)) == .neitherMet)
        #expect(
            Standing(loop: judged(loop, .unmet), pipeline: judged(slow, .met))
                == .compared(loop: [.time, .tokens], pipeline: [.expectation]))
    }
}
