import Events
import TestKit
import Testing

extension EndToEndTests {
    @Suite struct DemoTests {
        @Test("the first demo fills every pane while it runs, ends completed and leaves the terminal as it was")
        func mend() async throws {
            let world = try World()
            let lathe = try world.terminal(["demo", "mend", "--once"])
            try await lathe.waitUntil("round 1 of 24")
            try await lathe.waitUntil("┊ ")
            try await lathe.waitUntil("the first round in every pane") { screen in
                let text = screen.text
                return text.contains("Find the code behind") && text.contains("Todo 0/4") && text.contains("todo_write 1 ✓")
                    && text.contains("regex_search 1 ✓") && text.contains("✓1") && text.contains("L1")
                    && text.contains(/TTFT +0?\.?\d[\d.]* s/) && text.contains(/↑1\.\d+k ↓143/) && text.contains(/time +model \d+/)
            }
            try await lathe.waitUntil("round 2 of 24")
            try await lathe.waitUntil("the failing test, its output and a rate") { screen in
                let text = screen.text
                return text.contains("round 3 of 24") && text.contains("sh tests/run.sh") && text.contains("ok    January 2023")
                    && text.contains(/rate +\d+ tok/)
            }
            try await lathe.waitUntil("the change, folded") { screen in
                screen.text.contains(/▸ ✓ Round 4 +edit_file src/) && screen.text.contains("round 5 of 24")
            }
            try await lathe.waitUntil("Todo 4/4")
            try await lathe.waitUntil("round 7 of 24")
            try await lathe.waitUntil("The date tests pass")
            #expect(try await lathe.waitForExit() == .code(0))
            #expect(try lathe.damage() == [])
            #expect(lathe.survivors().isEmpty)
            let lines = lathe.screen.lines.filter { !$0.isEmpty }
            #expect(lines.count == 3, "\(lathe.screenText)")
            let run = try #require(try await world.events().first?.runID)
            #expect(lines.first == "run      \(run)" && lines.last == "again    lathe replay \(run)")
            #expect(lines.dropFirst().first?.hasPrefix("outcome  completed") == true)
            #expect(EventCheck.faults(in: try await world.lathe(["show", "last", "--json"]).outputLines) == [])
            try await replay(world)
        }

        /// The same run again, from its events: at its end every pane is filled and the status is green.
        private func replay(_ world: World) async throws {
            let lathe = try world.terminal(["replay", "last", "--speed", "max"])
            try await lathe.waitUntil("the end of the replay") { screen in
                let text = screen.text
                return text.contains("REPLAY") && text.contains("✓ completed") && text.contains("round 7 of 24") && text.contains("✓7")
                    && text.contains("Todo 4/4") && text.contains("execute_shell_command 2")
            }
            let header = lathe.screen.row(0)
            let start = try #require(header.firstRange(of: "completed")).lowerBound
            let cell = lathe.screen.cell(header.distance(from: header.startIndex, to: start), 0)
            guard cell.foreground != .standard else { Issue.record("the word is not coloured"); return }
            if case .rgb(let red, let green, let blue) = cell.foreground { #expect(green > red && green > blue) }
            lathe.send("OOhhhh")
            try await lathe.waitUntil("the change as a diff") { screen in
                screen.text.contains(/\+ +\{ \[ \$\(\(\$1 % 4/) && screen.text.contains(/- +\[ \$\(\(\$1 % 4/)
            }
            lathe.key(.character("q"))
            #expect(try await lathe.waitForExit() == .code(0))
            #expect(try lathe.damage() == [])
        }
    }
}
