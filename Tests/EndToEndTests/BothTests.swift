import Events
import TestKit
import Testing

extension EndToEndTests {
    /// One task both ways, in a terminal.
    @Suite(.timeLimit(.minutes(1))) struct BothTests {
        private static let script = """
            {first_delay_ms: 0, pace_ms: 0, turns: [
                {tool_calls: [{name: 'execute_shell_command', arguments: {command: 'echo tick >> marks'}}]},
                {text: 'The loop is done.'}],
             purposes: {
                plan: [
                    {text: '{"goal": "marks are left", "kind": "change", "unclear": []}'},
                    {text: '{"steps": [{"id": "s1", "kind": "tool", "name": "execute_shell_command", "inputs": {"command": "echo tock >> marks"}}]}'}],
                summarise: [{text: 'The pipeline is done.'}]}}
            """

        private static func options(_ world: World, _ script: String = script) throws -> [String] {
            ["--approve", "all", "--script", try world.environment.folder.write("script.json5", script)]
        }

        private static func copies(_ world: World) -> [String] { world.environment.folder.list("temporary") }

        @Test("N-04: Ctrl-T in the workbench shows both runs and what each came to, and leaves nothing behind", arguments: [80, 120])
        func workbench(columns: Int) async throws {
            let world = try World()
            let program = try world.terminal(try Self.options(world), columns: columns)
            try await program.waitUntil("what is to be done?")
            program.send("Leave marks")
            program.key(.control("t"))
            try await program.waitUntil("Better: ")
            try await program.waitUntil("files 1 +1 -0")
            #expect(program.screenText.contains("The loop is done.") && world.environment.folder.list("workspace").isEmpty)
            if columns == 80 { program.key(.tab) }
            try await program.waitUntil("The pipeline is done.")
            program.key(.escape)
            try await program.waitUntil("i writes here")
            try await eventually("the copies are gone") { Self.copies(world).isEmpty }
            program.send("q")
            #expect(try await program.waitForExit() == .code(0))
            #expect(try program.damage() == [])
        }

        @Test("N-04: leaving while both go on stops both, and takes their copies away") func left() async throws {
            let world = try World()
            let hanging = Self.script.replacing(
                "{tool_calls: [{name: 'execute", with: "{text: 'Working on it', chunk: 20, pace_ms: 3600000}, {tool_calls: [{name: 'execute"
            )
            let program = try world.terminal(
                try Self.options(world, hanging.replacing("\"unclear\": []}'}", with: "\"unclear\": []}', chunk: 8, pace_ms: 3600000}")))
            try await program.waitUntil("what is to be done?")
            program.send("Leave marks")
            program.key(.control("t"))
            try await program.waitUntil("Working on it")
            program.send("q")
            try await program.waitUntil("Two runs are going.")
            // A key that comes at once is not taken for an answer.
            try await eventually("it is left") {
                program.send("y")
                return program.exitStatus != nil
            }
            #expect(Self.copies(world).isEmpty)
            for run in try await world.lathe(["runs", "--json"]).outputLines { #expect(run.contains("cancelled"), "\(run)") }
        }

        @Test("N-04: lathe run --mode both tells the two in columns on a terminal, and the table below") func columns() async throws {
            let world = try World()
            let program = try world.terminal(["run", "Leave marks", "--mode", "both"] + Self.options(world))
            #expect(try await program.waitForExit() == .code(0))
            let lines = program.screenText.split(separator: "\n")
            #expect(lines.contains { $0.hasPrefix("The loop is done.") && $0.contains("│") })
            #expect(lines.contains { $0.contains("│ The pipeline is done.") } && lines.contains { $0.hasPrefix("outcome ") })
        }
    }
}
