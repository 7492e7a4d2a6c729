import Engine
import Events
import Synchronization
import TestKit
import Testing

@testable import Service

@Suite struct ServiceTests {
    @Test("000-17: a run goes on by itself, is in the list before its first answer, and ends with one terminal event")
    func normalRun() async throws {
        let world = try ServiceWorld(script: ServiceWorld.saying("All is well."))
        let service = try world.service()
        defer { service.shutDown() }
        let id = try service.start("Look around")
        let outcome = await service.outcome(of: id)
        #expect(outcome == .completed(result: "All is well."))
        let events = try service.all(of: id)
        #expect(EventLaws.check(events).isEmpty, "\(EventLaws.check(events))")
        #expect(events.flatMap { SchemaCheck.faults(ofEvent: $0.json) } == [])
        let summary = try #require(try service.run(id))
        #expect(summary.prompt == "Look around" && summary.status == "completed" && summary.isEnded && summary.eventCount == events.count)
        #expect(try service.resolveRunID("last") == id && service.liveRuns.isEmpty)
        #expect(await service.outcome(of: "nobody") == nil)
    }

    @Test("a subscription opened at the start has every event once the outcome is there")
    func subscriptionIsWhole() async throws {
        let world = try ServiceWorld(script: ServiceWorld.saying("Many words, one after the other."))
        let service = try world.service()
        defer { service.shutDown() }
        for _ in 0..<20 {
            let id = try service.start("Look around")
            let subscription = service.subscribe(to: id) {}
            _ = await service.outcome(of: id)
            var seen: [RunEvent] = []
            while case let events = subscription.drain(limit: 7), !events.isEmpty { seen += events }
            #expect(try seen == service.all(of: id) && seen.last?.payload.isTerminal == true)
        }
    }

    @Test("a run is stopped step by step, and shutting down stops what goes on and leaves nothing open")
    func stopping() async throws {
        let world = try ServiceWorld(script: ServiceWorld.silent)
        let service = try world.service()
        let first = try service.start("One")
        let second = try service.start("Two")
        #expect(service.liveRuns == [first, second].sorted())
        for id in [first, second] { try await service.wait(for: "text_delta", in: id) }
        #expect(service.stop(first) == 1)
        guard case .cancelled? = await service.outcome(of: first) else { Issue.record("the first run was not cancelled"); return }
        #expect(service.stop(first) == 0)
        service.shutDown()
        let again = try world.service()
        defer { again.shutDown() }
        for id in [first, second] {
            #expect(try again.all(of: id).last?.type == "run_cancelled")
            #expect(try EventLaws.check(again.all(of: id)).isEmpty)
        }
        #expect(throws: ServiceError.self) { try service.start("Three") }
    }

    @Test("live and waiting runs are on top of the list")
    func listing() async throws {
        var world = try ServiceWorld(script: ServiceWorld.silent)
        let service = try world.service()
        defer { service.shutDown() }
        let live = try service.start("Goes on")
        try await service.wait(for: "text_delta", in: live)
        world.settings.scriptPath = try world.folder.write("other.json5", ServiceWorld.saying("Done."))
        let other = try world.service()
        defer { other.shutDown() }
        let ended = try other.start("Ends")
        _ = await other.outcome(of: ended)
        #expect(try other.runs(limit: 10).map(\.runID) == [live, ended])
        #expect(try other.runs(limit: 10, matching: "ends").map(\.runID) == [ended])
    }

    @Test("what cannot start says why and leaves no run behind")
    func refusals() throws {
        var world = try ServiceWorld(script: "{turns: [{txet: 'x'}]}")
        let service = try world.service()
        #expect(throws: ServiceError.self) { try service.start("x") }
        #expect(throws: ServiceError.self) { try service.start(" \n") }
        #expect(throws: ServiceError.self) { try service.start("x", options: RunOptions(workspacePath: "/nowhere/at/all")) }
        #expect(try service.runs(limit: 5).isEmpty)
        service.shutDown()
        world.settings.provider = nil
        let bare = try world.service()
        defer { bare.shutDown() }
        #expect { try bare.start("x") } throws: { "\($0)".contains("no provider is configured; ") }
    }

    @Test("every run is told of the AGENTS.md that is nearest, but not of one above the repository")
    func instructions() throws {
        let folder = try TemporaryFolder()
        try folder.write("AGENTS.md", "Top")
        try folder.makeFolder("project/.git")
        try folder.makeFolder("project/inner/deep")
        #expect(try ProjectInstructions.find(workspace: folder.path(of: "project/inner"), home: nil) == nil)
        try folder.write("project/AGENTS.md", "Use tabs\u{1B}[2J")
        #expect(try ProjectInstructions.find(workspace: folder.path(of: "project/inner/deep"), home: nil) == "Use tabs")
        try folder.write("project/inner/AGENTS.md", "Use blanks")
        #expect(try ProjectInstructions.find(workspace: folder.path(of: "project/inner/deep"), home: nil) == "Use blanks")
        try folder.write("project/AGENTS.md", String(repeating: "x", count: 70_000))
        let long = try #require(try ProjectInstructions.find(workspace: folder.path(of: "project"), home: nil))
        #expect(long.hasPrefix(String(repeating: "x", count: 65_536)) && long.hasSuffix("[AGENTS.md is longer; the rest was left out]"))
    }

    @Test("the log has one JSON object a line for every event but deltas, and no text of anybody")
    func log() async throws {
        let world = try ServiceWorld(script: ServiceWorld.saying("Top secret answer"))
        let service = try world.service()
        let id = try service.start("Top secret prompt")
        _ = await service.outcome(of: id)
        let events = try service.all(of: id)
        service.shutDown()
        let text = try world.folder.text(of: ".local/state/lathe/lathe.log")
        let lines = try text.split(separator: "\n").map { try JSON(parsing: String($0)) }
        #expect(lines.map { $0["action"]?.string } == events.filter { !$0.payload.isDelta }.map(\.type))
        #expect(lines.allSatisfy { $0["run_id"]?.string == id && $0["loop_id"] != nil && $0["iteration"] != nil })
        #expect(lines.contains { $0["action"]?.string == "iteration_finished" && $0["duration_us"]?.integer != nil })
        #expect(!text.contains("secret"))
    }

    @Test("a log that cannot be written is a warning and stops nothing")
    func unwritableLog() async throws {
        var world = try ServiceWorld(script: ServiceWorld.saying("Fine."))
        world.settings.logPath = "/proc/nowhere/lathe.log"
        let service = try world.service()
        defer { service.shutDown() }
        #expect(service.warnings.count == 1 && service.warnings[0].contains("; "))
        #expect(await service.outcome(of: try service.start("x")) == .completed(result: "Fine."))
    }
}
