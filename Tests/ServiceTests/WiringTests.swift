import Engine
import Events
import Host
import Models
import TestKit
import Testing

@testable import Service

/// That what is set is what runs do.
@Suite struct WiringTests {
    private static func turns(_ turns: String) -> String { "{first_delay_ms: 0, pace_ms: 0, turns: [\(turns)]}" }

    @Test(
        "000-18: a follow-up knows what was asked and answered before it in the session, unless history is switched off",
        arguments: [true, false])
    func followUp(isOn: Bool) async throws {
        var world = try ServiceWorld(script: ServiceWorld.saying("The tests run with make check."))
        world.settings.context.history = isOn
        world.settings.context.memory = false
        let service = try world.service()
        defer { service.shutDown() }
        let first = try service.start("How do the tests run?")
        _ = await service.outcome(of: first)
        let second = try service.start("And the benchmarks?", options: RunOptions(previousRuns: [first]))
        _ = await service.outcome(of: second)
        let added = try service.all(of: second).compactMap { if case .contextAdded(let added) = $0.payload { added } else { nil } }
        #expect(added.map(\.source) == (isOn ? [.history] : []))
        if isOn, let first = added.first { #expect(first.text.contains("How do the tests run?") && first.text.contains("make check")) }
    }

    @Test("000-21: a completed run is remembered, the next one in the folder is told, and memory_write or context_memory off stops that")
    func memory() async throws {
        var world = try ServiceWorld(script: ServiceWorld.saying("The parser reads dates wrongly."))
        func added(_ service: Service, _ prompt: String) async throws -> [ContextAdded] {
            let id = try service.start(prompt)
            _ = await service.outcome(of: id)
            return try service.all(of: id).compactMap { if case .contextAdded(let added) = $0.payload { added } else { nil } }
        }
        world.settings.writesMemory = false
        let silent = try world.service()
        #expect(try await added(silent, "Look at the parser").isEmpty)
        #expect(try await added(silent, "Look at the parser again").isEmpty)
        silent.shutDown()
        world.settings.writesMemory = true
        let service = try world.service()
        _ = try await added(service, "Look at the parser")
        let notes = try await added(service, "What of the parser?")
        #expect(notes.map(\.source) == [.memory] && notes.first?.text.contains("reads dates wrongly") == true)
        service.shutDown()
        world.settings.context.memory = false
        let off = try world.service()
        defer { off.shutDown() }
        #expect(try await added(off, "What of the parser?").isEmpty)
    }

    @Test("003-06: with the JSON protocol a model without tool calling works with tools, is repaired once, and asks through need_more_info")
    func actions() async throws {
        let script = Self.turns(
            """
            {text: 'I look. {"action":"tool_call","tool":"list_directory","args":{}}'},
            {text: 'Nothing of use here.'},
            {text: '{"action":"need_more_info","question":"Which one?"}'},
            {text: '{"action":"final","result":"It is the blue one."}'},
            """)
        var world = try ServiceWorld(script: script)
        world.settings.actionProtocol = .json
        let service = try world.service()
        defer { service.shutDown() }
        let id = try service.start("Find it")
        try await service.wait(for: "user_input_requested", in: id)
        guard case .question(let request)? = try service.openRequest(of: id) else { return #expect(Bool(false)) }
        #expect(request.question == "Which one?")
        try service.answer(id, request.questionID, "the blue one")
        #expect(await service.outcome(of: id) == .completed(result: "It is the blue one."))
        let events = try service.all(of: id)
        #expect(EventLaws.check(events) == [])
        let finished = events.compactMap {
            if case .toolCallFinished(let call) = $0.payload { "\(call.tool) \(call.status.rawValue)" } else { nil }
        }
        #expect(finished == ["list_directory SUCCESS", "ask_user SUCCESS"])
        let faults = events.compactMap { if case .error(let raised) = $0.payload { raised.detail.code } else { nil } }
        #expect(faults == [.malformedAction])
    }

    @Test("000-23: a command in the settings hears the run, and refuses a call before it runs")
    func hooks() async throws {
        let script = Self.turns(
            """
            {tool_calls: [{name: 'execute_shell_command', arguments: {command: 'touch made'}}]}, {text: 'Done.'}
            """)
        var world = try ServiceWorld(script: script)
        let heard = world.folder.path(of: "heard.jsonl")
        let config = """
            {hooks: [
                {name: 'keep', on: ['run', 'tool'], run: 'cat >> \(heard)'},
                {name: 'no-touch', on: ['before_tool'], tools: ['execute_shell_command'], run: 'echo "hands off" >&2; exit 2'},
            ]}
            """
        let file = try world.folder.write("config.json5", config)
        let scriptPath = try world.folder.write("script.json5", script)
        world.settings = try Settings.load(
            environment: ["HOME": world.folder.path], options: [.script: scriptPath, .approve: "all"], configFile: file,
            workingFolder: world.folder.path(of: "work"))
        let service = try world.service()
        defer { service.shutDown() }
        let id = try service.start("Make it")
        #expect(await service.outcome(of: id) == .completed(result: "Done."))
        let events = try service.all(of: id)
        let results = events.compactMap { if case .toolCallFinished(let call) = $0.payload { call } else { nil } }
        #expect(results.map(\.errorCode) == [.hookRefused] && results[0].output.contains("hands off"))
        let lines = try world.folder.text(of: "heard.jsonl").split(separator: "\n").map { try RunEvent(line: Array($0.utf8)) }
        #expect(lines.first?.type == "run_started" && lines.last?.type == "run_completed")
        #expect(lines.allSatisfy { line in events.contains { $0.seq == line.seq && $0.type == line.type } })
        #expect(lines.contains { $0.type == "hook_applied" || $0.type == "tool_call_finished" })
    }

    @Test("000-03, 000-25: limits of the settings are those of the run, and reach its tools")
    func limits() async throws {
        let script = Self.turns(
            """
            {tool_calls: [{name: 'execute_shell_command', arguments: {command: 'seq 1 5000'}}]},
            {tool_calls: [{name: 'ask_user', arguments: {question: 'Well?'}}]}, {text: 'Done.'}
            """)
        var world = try ServiceWorld(script: script)
        world.settings.limits.toolOutputBytes = 2048
        world.settings.limits.maxParallelCalls = 2
        world.settings.allowsInterruption = false
        world.settings.context.system = false
        let service = try world.service()
        defer { service.shutDown() }
        let id = try service.start("Count")
        #expect(await service.outcome(of: id) == .completed(result: "Done."))
        let events = try service.all(of: id)
        guard case .runStarted(let started)? = events.first?.payload else { return #expect(Bool(false)) }
        #expect(started.limits.toolOutputBytes == 2048 && started.limits.maxParallelCalls == 2)
        let results = events.compactMap { if case .toolCallFinished(let call) = $0.payload { call } else { nil } }
        #expect(results[0].truncated && results[0].output.utf8.count < 2400)
        #expect(results[1].errorCode == .notEnabled)
        let artifact = try service.artifact(try #require(results[0].artifactID), of: id)
        #expect(artifact?.count == 23_893)
    }
}
