import Events
import TestKit
import Testing

extension EndToEndTests {
    @Suite struct StreamTests {
        /// Three rounds: reasoning, two calls side by side in fragments, a tool that fails, an answer; usage in every one.
        private static let rounds: [ProviderAnswer] = [
            .stream([
                .role, .reasoning("First I look. "), .reasoning("Then I write – größer, 漢字.", field: "reasoning"), .text("I look"),
                .toolCall(
                    index: 0, id: "a", name: "todo_write",
                    arguments: "{\"items\":[{\"id\":\"1\",\"text\":\"Look\",\"status\":\"in_progress\"}]}", fragments: 5),
                .toolCall(
                    index: 1, id: "b", name: "write_file", arguments: "{\"path\":\"note.txt\",\"content\":\"größer\\n\"}", fragments: 4),
                .finish("tool_calls"), .usage(input: 900, output: 60, reasoning: 20, cached: 100), .done,
            ]),
            .stream([
                .role, .toolCallWithoutIndex(id: "c", name: "read_file", arguments: "{\"path\":\"no-such-file.txt\"}"),
                .toolCallWithoutIndex(id: "d", name: "execute_shell_command", arguments: "{\"command\":\"cat note.txt; exit 3\"}"),
                .finish("tool_calls"), .usage(input: 1000, output: 40, withEmptyDelta: true), .done,
            ]).splitEvery(7),
            .calls("todo_write", "{\"items\":[{\"id\":\"1\",\"text\":\"Look\",\"status\":\"completed\"}]}"),
            .says("It is größer."),
        ]

        @Test("a run of several rounds over HTTP prints events that satisfy the schema and every law, and they stay in the store")
        func laws() async throws {
            let world = try World()
            let provider = try LoopbackProvider(Self.rounds)
            defer { provider.stop() }
            let run = try await world.lathe(["run", "--approve", "all", "--json", "Look around"] + World.at(provider))
            #expect(run.status == .code(0) && run.errorText.isEmpty, "\(run.errorText)")
            #expect(EventCheck.faults(in: run.outputLines) == [])
            // The check itself finds an end that is missing and a member of a wrong kind.
            #expect(!EventCheck.faults(in: run.outputLines.dropLast()).isEmpty)
            #expect(
                !EventCheck.faults(in: run.outputLines.map { $0.replacing("\"max_iterations\":8", with: "\"max_iterations\":\"8\"") })
                    .isEmpty)
            let events = try run.outputLines.map { try RunEvent(line: Array($0.utf8)) }
            #expect(events.compactMap(\.iteration).max() == 4 && events.last?.type == "run_completed")
            let finished = events.compactMap { event -> ToolCallFinished? in
                if case .toolCallFinished(let call) = event.payload { call } else { nil }
            }
            #expect(finished.map(\.tool) == ["todo_write", "write_file", "read_file", "execute_shell_command", "todo_write"])
            #expect(finished.map { $0.status == .error } == [false, false, true, true, false])
            #expect(finished.dropFirst(3).first?.output.contains("größer") == true)
            #expect(try world.environment.folder.text(of: "workspace/note.txt") == "größer\n")
            for request in provider.requests.dropFirst() { #expect(request.bodyText.contains("\"tool_call_id\"")) }
            #expect(try await world.lathe(["show", "last", "--json"]).outputText == run.outputText)
        }

        @Test("a stream cut anywhere runs no tool of it, keeps the laws and ends in order")
        func cuts() async throws {
            let mark = "must-not-exist.txt"
            let chunks: [StreamChunk] = [
                .role, .reasoning("Über 漢字 nachdenken. "), .text("Ich schreibe 👩‍👩‍👧."),
                .toolCall(name: "write_file", arguments: "{\"path\":\"\(mark)\",\"content\":\"äöü\"}", fragments: 4), .finish("tool_calls"),
                .usage(input: 10, output: 5), .done,
            ]
            let whole = chunks.flatMap(\.bytes)
            let endOfFinish = chunks.prefix(5).flatMap(\.bytes).count
            let contentStart = chunks.prefix(2).flatMap(\.bytes).count
            var random = SeededGenerator.fresh("cuts")
            // Always: nothing at all, inside a character, inside the call, just before and after its finish, before [DONE].
            let character = try #require(whole.firstIndex { $0 >= 0x80 }) + 1
            var places = [0, 1, character, chunks.prefix(3).flatMap(\.bytes).count + 150, endOfFinish - 4, endOfFinish, whole.count - 14]
            while places.count < 24 { places.append(Int.random(in: 0..<(endOfFinish - 4), using: &random)) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (number, place) in places.enumerated() {
                    if number >= 4 { try await group.next() }
                    let call = ProviderAnswer.stream(chunks).cutAfter(bytes: place, reset: number % 3 == 2)
                    // Half of them may fail once, so that the run must end with the fault of the stream.
                    let cut = Cut(place: place, mayFail: number % 2 == 1, isWhole: place >= endOfFinish, hasContent: place >= contentStart)
                    group.addTask { try await Self.check(call, cut, mark) }
                }
                try await group.waitForAll()
            }
        }

        private struct Cut {
            let place: Int
            let mayFail: Bool
            let isWhole: Bool
            let hasContent: Bool
        }

        private static func check(_ answer: ProviderAnswer, _ cut: Cut, _ mark: String) async throws {
            let world = try World()
            let provider = try LoopbackProvider()
            defer { provider.stop() }
            provider.respond { $0.number == 1 ? answer : .says("All is well.") }
            let run = try await world.lathe(
                ["run", "--approve", "all", "--json", "--max-failures", cut.mayFail ? "2" : "1", "Write"] + World.at(provider))
            let what = "cut after \(cut.place) bytes: \(run.status) \(run.errorText)"
            if cut.mayFail || cut.isWhole {
                #expect(run.status == .code(0), "\(what)")
            } else if cut.hasContent {
                #expect(run.status == .code(1) && run.errorText.contains("; "), "\(what)")
            }
            #expect((run.status == .code(1)) == run.errorText.hasPrefix("lathe: "), "\(what)")
            #expect(EventCheck.faults(in: run.outputLines) == [], "\(what)")
            let ran = run.outputLines.contains { $0.contains("\"tool_call_started\"") }
            #expect(cut.isWhole || !ran, "a cut call ran, \(what)")
            #expect(ran == world.environment.folder.exists("workspace/\(mark)"), "\(what)")
        }
    }
}
