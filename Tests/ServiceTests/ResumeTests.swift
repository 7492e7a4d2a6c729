import Engine
import Events
import TestKit
import Testing

@testable import Service
@testable import Store

/// Runs whose process died and that are taken up again, or ended (W-20).
@Suite(.timeLimit(.minutes(2))) struct ResumeTests {
    /// Two rounds of commands that leave a mark, and an answer.
    private static let script = """
        {first_delay_ms: 0, pace_ms: 0, turns: [
            {reasoning: 'I look.', tool_calls: [{name: 'execute_shell_command', arguments: {command: 'echo one >> marks'}}]},
            {text: 'On.', tool_calls: [
                {name: 'execute_shell_command', arguments: {command: 'echo two >> marks'}},
                {name: 'execute_shell_command', arguments: {command: 'echo three >> marks'}}]},
            {text: 'All is done.'},
        ]}
        """

    /// Writes the first events of a run into a store whose process is gone.
    private static func leave(_ events: some Sequence<RunEvent>, at path: String) throws {
        let store = try EventStore(path: path, surroundings: .live(environment: [:]))
        for event in events { store.append(event) }
        store.close()
        let connection = try Connection(path: path, access: .readWrite(modelFile: nil))
        let here = ProcessMark.current()
        try connection.run(
            "UPDATE runs SET owner = ?", [.text(ProcessMark(pid: here.pid, start: "1", boot: here.boot, space: here.space).text)])
        connection.close()
    }

    /// A whole run of the script.
    private static func whole(_ world: ServiceWorld) async throws -> [RunEvent] {
        let service = try world.service()
        defer { service.shutDown() }
        let runID = try service.start("Do it")
        #expect(await service.outcome(of: runID) == .completed(result: "All is done."))
        return try service.all(of: runID)
    }

    @Test(
        "W-20, 000-05, 000-32: a run whose process died at any event goes on after recovery to the same result, lawful, and runs no call twice"
    )
    func everyCut() async throws {
        var world = try ServiceWorld(script: Self.script)
        let events = try await Self.whole(world)
        for cut in 1..<events.count {
            world.settings.storePath = world.folder.path(of: "cut\(cut).db")
            try Self.leave(events.prefix(cut), at: world.settings.storePath)
            let service = try world.service()
            defer { service.shutDown() }
            let runID = events[0].runID
            #expect(try service.run(runID)?.isInterrupted == true)
            #expect(EventLaws.check(try service.all(of: runID), isLeft: true) == [], "cut at \(cut)")
            #expect(try service.newestInterrupted()?.runID == runID)
            try service.resume(runID)
            let outcome = await service.outcome(of: runID)
            #expect(outcome == .completed(result: "All is done."), "cut at \(cut): \(String(describing: outcome))")
            let after = try service.all(of: runID)
            #expect(EventLaws.check(after) == [], "cut at \(cut)")
            let started = Self.commands(after)
            #expect(Set(started.map(\.id)).count == started.count, "cut at \(cut)")
            // Each command of the script at most once: what began before the cut is not begun again.
            #expect(Set(started.map(\.command)).count == started.count, "cut at \(cut): \(started)")
            #expect(try service.newestInterrupted() == nil)
        }
    }

    private static func commands(_ events: [RunEvent]) -> [(id: String, command: String)] {
        events.compactMap { event in
            guard case .toolCallStarted(let call) = event.payload else { return nil }
            return (call.toolCallID, call.arguments["command"]?.string ?? "")
        }
    }

    @Test("W-20: an interrupted run can be ended for good, also when its workspace and its model are gone")
    func end() async throws {
        var world = try ServiceWorld(script: Self.script)
        let events = try await Self.whole(world)
        world.settings.storePath = world.folder.path(of: "cut.db")
        try Self.leave(events.prefix(events.count / 2), at: world.settings.storePath)
        world.settings.provider = nil
        world.settings.scriptPath = nil
        let service = try world.service()
        defer { service.shutDown() }
        let runID = events[0].runID
        let noModel = #expect(throws: ServiceError.self) { try service.resume(runID) }
        #expect(noModel?.message.contains("no provider is configured; set") == true)
        world.folder.remove("work")
        let noFolder = #expect(throws: ServiceError.self) { try service.resume(runID) }
        #expect(noFolder?.message.contains("is gone; make it again, or end the run with `lathe resume \(runID) --end`") == true)
        #expect(try service.run(runID)?.isInterrupted == true, "what cannot go on stays as it is")
        try service.endInterrupted(runID)
        guard case .failed(let error, _)? = await service.outcome(of: runID) else { return #expect(Bool(false)) }
        #expect(error.code == .processDied)
        let after = try service.all(of: runID)
        #expect(EventLaws.check(after) == [] && after.last?.type == "run_failed")
        let again = #expect(throws: ServiceError.self) { try service.endInterrupted(runID) }
        #expect(again?.message.contains("is over (failed); start it anew") == true)
    }

    @Test(
        "W-20: what cannot be resumed says why and what to do: no such run, one that is over, that goes on, that waits, whose workspace is gone"
    )
    func refusals() async throws {
        var world = try ServiceWorld(
            script:
                "{first_delay_ms: 0, pace_ms: 0, turns: [{tool_calls: [{name: 'ask_user', arguments: {question: 'Which?'}}]}, {text: 'x'}]}"
        )
        let service = try world.service()
        let waiting = try service.start("Ask me", options: RunOptions(whenAsked: .stop))
        guard case .waiting? = await service.outcome(of: waiting) else { return #expect(Bool(false)) }
        func refusal(_ service: Service, _ runID: String) -> String {
            do throws(ServiceError) {
                try service.resume(runID)
                return "it was resumed"
            } catch {
                return error.message
            }
        }
        #expect(refusal(service, waiting).contains("lathe answer \(waiting)"))
        #expect(refusal(service, "nothing").contains("`lathe runs`"))
        try service.stopWaiting(waiting)
        _ = await service.outcome(of: waiting)
        #expect(refusal(service, waiting).contains("is over"))
        let going = try service.start("Ask me")
        try await service.wait(for: "run_started", in: going)
        // A second program sees it go on.
        let other = try world.service()
        #expect(!refusal(other, going).contains("it was resumed"))
        other.shutDown()
        service.shutDown()

        let events = try await Self.whole(try ServiceWorld(script: Self.script))
        world.settings.storePath = world.folder.path(of: "gone.db")
        try Self.leave(events.prefix(4), at: world.settings.storePath)
        let third = try world.service()
        defer { third.shutDown() }
        let gone = refusal(third, events[0].runID)
        #expect(gone.contains("/work") && gone.contains(";"), "\(gone)")
        #expect(try third.newestInterrupted() == nil, "it is of another workspace")
    }

    @Test("a turn of a script counts as played when its answer is kept, and not when it is asked for again")
    func playedTurns() async throws {
        var world = try ServiceWorld(script: Self.script)
        let events = try await Self.whole(world)
        #expect(PlayedTurns(events).count == 3)
        for (type, expected) in [("model_call_started", 0), ("tool_call_delta", 0), ("model_call_finished", 0), ("tool_call_started", 1)] {
            let cut = try #require(events.firstIndex { $0.type == type })
            world.settings.storePath = world.folder.path(of: "\(type).db")
            try Self.leave(events.prefix(cut + 1), at: world.settings.storePath)
            let service = try world.service()
            defer { service.shutDown() }
            #expect(PlayedTurns(try service.all(of: events[0].runID)).count == expected, "\(type)")
        }
    }
}
