import Events
import TestKit
import Testing

extension EndToEndTests {
    @Suite struct TypingTests {
        @Test("typing while 200 deltas a second stream shows at once; Enter steers the run, Alt-Enter queues the next one")
        func whileStreaming() async throws {
            let world = try World()
            let gate = Gate()
            let typed = Gate()
            let words = (0..<400).map { StreamChunk.text("word\($0) ") }
            let provider = try LoopbackProvider([
                .stream(
                    [.role] + words.prefix(390) + [.hold(until: typed)] + words.suffix(10) + [
                        .hold(until: gate), .toolCall(name: "list_directory", arguments: "{}"), .finish("tool_calls"), .done,
                    ],
                    pace: .milliseconds(5)),
                .says("Steered."), .says("Queued."),
            ])
            defer { provider.stop() }
            let lathe = try world.terminal(["Talk to me"] + World.at(provider))
            try await lathe.waitUntil("word20 ")
            for piece in ["look", " at", " the", " größer", " one"] {
                lathe.send(piece)
                try await lathe.waitUntil(piece.trimmingPrefix(" ").description)
            }
            try await lathe.waitUntil("› look at the größer one")
            typed.open()
            lathe.key(.enter)
            try await lathe.waitUntilGone("› look at the größer one")
            lathe.send("afterwards this")
            lathe.key(.altEnter)
            try await lathe.waitUntil("the composer empty again") { $0.text.contains("type to steer") }
            try await lathe.waitUntil("word399")
            gate.open()
            let second = try await provider.waitForRequest(2)
            #expect(second.bodyText.contains("look at the größer one") && !second.bodyText.contains("afterwards this"))
            let third = try await provider.waitForRequest(3)
            #expect(third.bodyText.contains("afterwards this"))
            try await lathe.waitUntil("Queued.")
            try await lathe.waitUntil("✓ completed")
            let runs = try await world.lathe(["runs", "--json"]).outputLines
            #expect(runs.count == 2 && runs.first?.contains("afterwards this") == true)
            let steered = try #require(try JSON(parsing: runs.last ?? "")["run_id"]?.string)
            let said = try await world.events(steered).compactMap { event -> String? in
                if case .userMessage(let message) = event.payload { "\(message.delivery): \(message.text)" } else { nil }
            }
            #expect(said == ["steer: look at the größer one", "queue: afterwards this"])
            #expect(try await lathe.leaveIdle() == .code(0))
            #expect(try lathe.damage() == [])
        }
    }
}
