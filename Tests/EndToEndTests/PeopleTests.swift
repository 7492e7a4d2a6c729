import Events
import TestKit
import Testing

extension EndToEndTests {
    @Suite struct PeopleTests {
        private static func write(_ path: String) -> String { World.calling("write_file", "{path: '\(path)', content: 'text'}") }

        private func exists(_ path: String, _ world: World) -> Bool { world.environment.folder.exists("workspace/\(path)") }

        /// A run that asks for the first of four files, and was told yes as soon as the question was to be seen.
        private func asked() async throws -> (World, PseudoTerminalProgram) {
            let world = try World()
            let turns = [Self.write("one"), Self.write("two"), Self.write("three"), Self.write("four"), World.saying("All four asked.")]
            let lathe = try world.terminal(["--approve", "ask", "Write it"] + world.script(turns.joined(separator: ", ")))
            try await lathe.waitUntil("Approve write_file?")
            lathe.send("y")
            try await lathe.waitUntil("yes, once")
            return (world, lathe)
        }

        @Test("an approval takes keys only after 300 ms; y, n and a do what they say")
        func approvals() async throws {
            var (world, lathe) = try await asked()
            // On a busy machine the first key may come late and count; that it never comes early would be a fault each time.
            for _ in 0..<4 where exists("one", world) || !lathe.screenText.contains("path: one") { (world, lathe) = try await asked() }
            #expect(!exists("one", world) && lathe.screenText.contains("needs approval"))
            lathe.send("y")
            try await lathe.waitUntil("the second question") { $0.text.contains("path: two") && $0.text.contains("yes, once") }
            #expect(exists("one", world))
            lathe.send("n")
            try await lathe.waitUntil("the third question") { $0.text.contains("path: three") && $0.text.contains("yes, once") }
            lathe.send("a")
            try await lathe.waitUntil("✓ completed")
            try await lathe.waitUntil("All four asked.")
            #expect(!exists("two", world) && exists("three", world) && exists("four", world))
            #expect(try await lathe.leaveIdle() == .code(0))
            #expect(EventCheck.faults(in: try await world.lathe(["show", "last", "--json"]).outputLines) == [])
        }

        @Test("a draft that is being written keeps the keys when an approval comes, and survives it")
        func draft() async throws {
            let world = try World()
            let gate = Gate()
            let arguments = "{\"path\":\"one\",\"content\":\"text\"}"
            let provider = try LoopbackProvider([
                .stream([
                    .role, .text("Thinking"), .hold(until: gate), .toolCall(name: "write_file", arguments: arguments),
                    .finish("tool_calls"), .done,
                ]),
                .says("Written."),
            ])
            defer { provider.stop() }
            let lathe = try world.terminal(["Write it"] + World.at(provider))
            try await lathe.waitUntil("Thinking")
            lathe.send("half a")
            try await lathe.waitUntil("› half a")
            gate.open()
            try await lathe.waitUntil("Approve write_file?")
            try await lathe.waitUntil("the composer has the focus")
            lathe.send(" yes")
            try await lathe.waitUntil("› half a yes")
            lathe.key(.tab)
            try await lathe.waitUntil("yes, once")
            lathe.send("y")
            try await lathe.waitUntil("✓ completed")
            #expect(lathe.screenText.contains("› half a yes") && exists("one", world))
            lathe.key(.control("c"))
            try await lathe.waitUntil("draft cleared")
            #expect(try await lathe.leaveIdle() == .code(0))
        }

        @Test("a question is answered by digit, by arrows, by marks or in words, and the model gets the answer")
        func questions() async throws {
            func ask(_ question: String, _ rest: String) -> ProviderAnswer { .calls("ask_user", "{\"question\":\"\(question)\"\(rest)}") }
            let options = ",\"options\":[\"red paint\",\"green paint\",\"blue paint\"]"
            let world = try World()
            let provider = try LoopbackProvider([
                ask("First?", options), ask("Second?", options), ask("Third?", options + ",\"selection\":\"multiple\""), ask("Fourth?", ""),
                .says("Thank you."),
            ])
            defer { provider.stop() }
            let lathe = try world.terminal(["Ask me"] + World.at(provider))
            func until(_ question: String, _ hint: String) async throws {
                try await lathe.waitUntil(question) { screen in
                    guard let sheet = screen.text.firstRange(of: "A question") else { return false }
                    return screen.text[sheet.upperBound...].contains(question) && screen.text[sheet.upperBound...].contains(hint)
                }
            }
            try await until("First?", "Enter answers")
            lathe.send("3")
            lathe.key(.enter)
            try await until("Second?", "Enter answers")
            lathe.key(.down, .enter)
            try await until("Third?", "Space marks")
            lathe.key(.space, .down, .down, .space, .enter)
            try await until("Fourth?", "Enter answers")
            lathe.send("as you like")
            lathe.key(.enter)
            try await lathe.waitUntil("✓ completed")
            let answers = try await world.events().compactMap { event -> String? in
                if case .userInputReceived(let answer) = event.payload { answer.answer } else { nil }
            }
            #expect(answers == ["blue paint", "green paint", "red paint, blue paint", "as you like"])
            let last = try #require(provider.requests.last?.bodyText)
            #expect(last.contains("red paint, blue paint") && last.contains("as you like"))
            #expect(try await lathe.leaveIdle() == .code(0))
        }

        @Test("without a screen a run that must ask ends with status 3 and says how to go on")
        func headless() async throws {
            let world = try World()
            let run = try await world.lathe(["run", "--json", "Write it"] + world.script(Self.write("one")))
            #expect(run.status == .code(3) && !exists("one", world))
            #expect(
                run.errorText.hasPrefix("lathe: ") && run.errorText.contains("; ") && run.errorText.contains("--approve"),
                "\(run.errorText)")
            #expect(EventCheck.faults(in: run.outputLines, isLeft: true) == [])
            let question = try await world.lathe(["run", "Ask"] + world.script(World.calling("ask_user", "{question: 'Which?'}")))
            #expect(question.status == .code(3) && question.errorText.contains("; "), "\(question.errorText)")
        }
    }
}
