import Engine
import Events
import TestKit
import Testing

@testable import Service

/// The demos with real tools and without their pauses.
@Suite struct DemoTests {
    private struct Played {
        let events: [RunEvent]
        let outcome: RunOutcome?

        var finished: [ToolCallFinished] {
            events.compactMap { if case .toolCallFinished(let call) = $0.payload { call } else { nil } }
        }
        var rounds: Int { events.count { $0.type == "iteration_started" } }
    }

    private func play(
        _ name: String, meanwhile: (Service, String) async throws -> Void = { _, _ in }, adjusting: (inout Settings) -> Void = { _ in }
    ) async throws -> Played {
        let demo = try #require(try Demo.named(name))
        let stage = try demo.prepare()
        defer { stage.remove() }
        let world = try ServiceWorld(script: demo.fastScript)
        var settings = demo.applied(to: world.settings, stage)
        settings.demo = nil
        adjusting(&settings)
        let service = try Service(
            settings: settings, surroundings: .live(environment: ["HOME": world.folder.path, "PATH": "/usr/bin:/bin"]))
        defer { service.shutDown() }
        let id = try service.start(demo.prompt)
        try await meanwhile(service, id)
        let outcome = await service.outcome(of: id)
        let events = try service.all(of: id)
        #expect(EventLaws.check(events).isEmpty, "\(EventLaws.check(events))")
        #expect(events.flatMap { SchemaCheck.faults(ofEvent: $0.json) } == [])
        return Played(events: events, outcome: outcome)
    }

    @Test("the demo mend sees a test fail, mends it, sees it pass, and finishes with its list done")
    func mend() async throws {
        let played = try await play("mend")
        guard case .completed? = played.outcome else { Issue.record("it ended with \(String(describing: played.outcome))"); return }
        #expect(played.rounds >= 5)
        let commands = played.finished.filter { $0.tool == "execute_shell_command" }
        #expect(commands.count == 2)
        #expect(
            commands.first?.status == .error && commands.first?.output.contains("FAIL  February 2000") == true,
            "\(commands.first?.output ?? "")")
        #expect(
            commands.last?.status == .success && commands.last?.output.contains("all tests passed") == true,
            "\(commands.last?.output ?? "")")
        #expect(
            played.finished.filter { $0.status == .error }.map(\.tool) == ["execute_shell_command"],
            "\(played.finished.filter { $0.status == .error })")
        let todos = played.events.compactMap { if case .todoUpdated(let todo) = $0.payload { todo.items } else { nil } }
        #expect(todos.last?.allSatisfy { $0.status == .completed } == true)
    }

    private func expectMended(_ played: Played, _ what: String) {
        guard case .completed? = played.outcome else { Issue.record("\(what) ended with \(String(describing: played.outcome))"); return }
        let edits = played.finished.filter { $0.tool == "edit_file" && $0.status == .success }
        #expect(edits.count == 1, "\(what): mended once")
        let tests = played.finished.filter { $0.tool == "execute_shell_command" && $0.status == .success }
        #expect(tests.last?.output.contains("all tests passed") == true, "\(what)")
    }

    @Test("003-26, 003-22: the demo mend does the same task as a pipeline, with a step that is thought over")
    func mendAsPipeline() async throws {
        let played = try await play("mend", adjusting: { $0.mode = .pipeline })
        expectMended(played, "the pipeline")
        #expect(played.rounds == 0 && played.events.contains { $0.type == "reflection_finished" })
    }

    @Test("003-28: the demo mend falls back at every limit of rounds, and nothing is mended twice", arguments: [4])
    func mendFallingBack(rounds: Int) async throws {
        let played = try await play(
            "mend",
            adjusting: { settings in
                settings.limits.maxIterations = rounds
                settings.fallback = .pipeline
            })
        expectMended(played, "after \(rounds) rounds")
        #expect(played.rounds == rounds && played.events.count { $0.type == "mode_changed" } == 1)
    }

    @Test("003-27: the demo mend can be forced to go on as a pipeline while its tools run", arguments: [5])
    func mendForced(calls: Int) async throws {
        let played = try await play(
            "mend",
            meanwhile: { service, id in
                try await eventually("the tool runs") {
                    let events = (try? service.all(of: id)) ?? []
                    return events.count { $0.type == "tool_call_started" } >= calls
                }
                service.forcePipeline(id)
            })
        guard played.events.contains(where: { $0.type == "mode_changed" }) else {
            // It was over before it could be forced.
            guard case .completed? = played.outcome else { return #expect(Bool(false)) }
            return
        }
        expectMended(played, "forced at call \(calls)")
    }

    @Test("the demo retry fails twice and does better both times")
    func retry() async throws {
        let played = try await play("retry")
        guard case .completed? = played.outcome else { Issue.record("it ended with \(String(describing: played.outcome))"); return }
        #expect(
            played.finished.filter { $0.status == .error }.map(\.tool) == ["read_file", "execute_shell_command"],
            "\(played.finished.map(\.output))")
        #expect(played.finished.contains { $0.tool == "execute_shell_command" && $0.status == .success && $0.output.contains("3 pages") })
    }

    @Test("the demo ask waits for an answer and for a yes, then writes")
    func ask() async throws {
        let played = try await play(
            "ask",
            meanwhile: { service, id in
                try await service.wait(for: "user_input_requested", in: id)
                for case .userInputRequested(let request) in try service.all(of: id).map(\.payload) {
                    #expect(request.options.count == 3)
                    try service.answer(id, request.questionID, request.options[0])
                }
                try await service.wait(for: "approval_requested", in: id)
                #expect(try service.runs(limit: 1).first?.status == "waiting_approval")
                for case .approvalRequested(let request) in try service.all(of: id).map(\.payload) {
                    try service.resolve(id, request.approvalID, .approved, scope: .once)
                }
            })
        guard case .completed? = played.outcome else { Issue.record("it ended with \(String(describing: played.outcome))"); return }
        #expect(played.finished.allSatisfy { $0.status == .success }, "\(played.finished.map(\.output))")
        #expect(played.finished.last { $0.tool == "read_file" }?.output.contains("Welcome!") == true)
    }

    @Test(
        "001-03, 001-22, 001-23, 001-38, 001-62, 000-09: the demo tour uses every status, every control tool, commands in the background, an image, a warning and a compaction"
    )
    func tour() async throws {
        let played = try await play(
            "tour",
            meanwhile: { service, id in
                for (index, answer) in ["The files\nThe image", "More, please."].enumerated() {
                    try await service.wait(for: "user_input_requested", count: index + 1, in: id)
                    // The clock takes four seconds; without the script's pauses the run would be over before it has run down.
                    if index == 1 { try await service.wait(for: "background_changed", count: 4, in: id) }
                    let requests = try service.all(of: id).compactMap {
                        if case .userInputRequested(let request) = $0.payload { request } else { nil }
                    }
                    try service.answer(id, requests[index].questionID, answer)
                }
            })
        guard case .completed(let result)? = played.outcome else {
            Issue.record("it ended with \(String(describing: played.outcome))"); return
        }
        #expect(result.hasPrefix("The tour is over"))
        let statuses = Set(played.finished.map(\.status))
        #expect(statuses == [.success, .error, .running, .batchRunning, .pendingCompress], "\(statuses)")
        #expect(played.finished.first { $0.tool == "ask_user" }?.metadata["waited"]?.string == ToolStatus.waitResponse.rawValue)
        let tools = Set(played.finished.map(\.tool))
        #expect(
            tools.isSuperset(of: [
                "todo_write", "todo_read", "say_to_user", "ask_user", "task_finish", "attempt_completion", "exit", "compress_memory",
                "execute_shell_command", "check_background_command", "list_background_commands", "end_background_command", "read_image",
            ]))
        #expect(played.finished.first { $0.tool == "task_finish" }?.errorCode == .todoIncomplete)
        #expect(played.finished.first { $0.tool == "read_image" }?.images.first?.mediaType == "image/png")
        #expect(played.finished.contains { $0.artifactID != nil && $0.output.contains("read_artifact") })
        let compactions = played.events.compactMap { if case .contextCompacted(let compacted) = $0.payload { compacted } else { nil } }
        #expect(compactions.map(\.trigger) == [.tool], "\(compactions.map(\.beforeTokens))")
        let types = Set(played.events.map(\.type))
        #expect(types.isSuperset(of: ["context_compacted", "guard_warning", "background_changed", "artifact_stored", "todo_updated"]))
        let ends = played.events.compactMap { event in
            if case .backgroundChanged(let session) = event.payload, session.state != .running { session } else { nil }
        }
        #expect(Set(ends.map(\.state)) == [.exited, .killed] && ends.count == 2)
        #expect(ends.first { $0.state == .exited }?.tail.contains("run down") == true)
    }

    @Test("the demo long gives its whole text, wide characters and all")
    func long() async throws {
        let played = try await play("long")
        let text = played.events.map { if case .textDelta(let delta) = $0.payload { delta.text } else { "" } }.joined()
        #expect(text.contains("旋盤") && text.contains("```swift") && text.hasSuffix("tr11/).\n"))
    }

    @Test("every demo is whole, and lasts long enough to be watched and not too long")
    func catalogue() throws {
        let demos = try Demo.all()
        #expect(demos.map(\.name) == Demo.names && Demo.names.contains(Demo.first))
        for demo in demos {
            var milliseconds = 0
            for turn in demo.script["turns"]?.array ?? [] {
                let calls = (turn["tool_calls"]?.array ?? []).map { $0["arguments"]?.text.count ?? 0 }
                let characters = (turn["reasoning"]?.string?.count ?? 0) + (turn["text"]?.string?.count ?? 0) + calls.reduce(0, +)
                milliseconds +=
                    (turn["first_delay_ms"]?.integer ?? 300) + characters / (turn["chunk"]?.integer ?? 4) * (turn["pace_ms"]?.integer ?? 5)
            }
            #expect((5000...35_000).contains(milliseconds), "\(demo.name) takes \(milliseconds) ms")
        }
    }
}
