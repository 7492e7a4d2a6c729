import Events
import Glibc
import TestKit
import Testing

extension EndToEndTests {
    @Suite struct ExitTests {
        /// A way out of an idle workbench, and the status it ends with.
        enum Way: CaseIterable {
            case q, interruptTwice, endOfInput, termination, interruption, quit, crash, abort

            var status: TestKit.ExitStatus {
                switch self {
                case .q, .interruptTwice, .endOfInput: .code(0)
                case .termination: .code(128 + SIGTERM)
                case .interruption: .code(128 + SIGINT)
                case .quit: .code(128 + SIGQUIT)
                case .crash: .signal(SIGSEGV)
                case .abort: .signal(SIGABRT)
                }
            }
        }

        @Test("every way out that can be caught leaves the terminal as it was", arguments: Way.allCases)
        func ways(way: Way) async throws {
            // The runtime's own crash report takes long and is not what is tested.
            let world = try World(["SWIFT_BACKTRACE": "enable=no"])
            let lathe = try world.terminal(["Talk to me"] + world.script(World.saying("All is well.")))
            try await lathe.waitUntil("✓ completed")
            #expect(try !lathe.settings().isCooked && lathe.screen.isAlternate)
            switch way {
            case .q:
                lathe.key(.escape)
                try await lathe.waitUntil("i write")
                lathe.key(.character("q"))
            case .interruptTwice: lathe.key(.control("c"), .control("c"))
            case .endOfInput: lathe.key(.control("d"))
            case .termination: lathe.signal(SIGTERM)
            case .interruption: lathe.signal(SIGINT)
            case .quit: lathe.signal(SIGQUIT)
            case .crash: lathe.signal(SIGSEGV)
            case .abort: lathe.signal(SIGABRT)
            }
            #expect(try await lathe.waitForExit() == way.status)
            #expect(try lathe.damage() == [])
            #expect(lathe.survivors().isEmpty)
            if way.status == .code(0) { #expect(lathe.screenText.contains("outcome  completed")) }
        }

        @Test("a signal and a closed terminal during a run end it in order with all its processes", arguments: [SIGTERM, SIGHUP])
        func duringRun(number: Int32) async throws {
            let world = try World()
            let seconds = Processes.uniqueSleep(Int(number) + 100)
            let turn = World.calling("execute_shell_command", "{command: 'echo started; setsid sleep \(seconds) & sleep \(seconds)'}")
            let lathe = try world.terminal(["--approve", "all", "Wait"] + world.script(turn))
            try await lathe.waitUntil("└ started")
            try await eventually("both sleepers to sleep") { Processes.having(argument: seconds).count == 2 }
            if number == SIGHUP { lathe.closeTerminal() } else { lathe.signal(number) }
            #expect(try await lathe.waitForExit(within: .seconds(10)) == .code(128 + number))
            #expect(Processes.having(argument: seconds).isEmpty)
            if number != SIGHUP { #expect(try lathe.damage() == []) }
            #expect(try await world.events().last?.type == "run_cancelled")
            #expect(EventCheck.faults(in: try await world.lathe(["show", "last", "--json"]).outputLines) == [])
        }

        @Test("Ctrl-Z gives the terminal back to the shell, and going on paints the screen again")
        func suspension() async throws {
            let world = try World()
            let gate = Gate()
            let provider = try LoopbackProvider([
                .stream([.role, .text("Before"), .hold(until: gate), .text(" and after"), .finish("stop"), .done])
            ])
            defer { provider.stop() }
            // Only a job of a shell can be stopped: a session's leader has nobody to go on with.
            let shell = try PseudoTerminalProgram(
                "/bin/sh",
                ["-c", "set -m; \"$0\" \"$@\"; echo; echo back in the shell; read answer; fg; echo all over", world.program, "Talk to me"]
                    + World.at(provider),
                environment: world.environment, workingFolder: world.workspace, columns: 120, rows: 40)
            try await shell.waitUntil("Before")
            shell.key(.control("z"))
            try await shell.waitUntil("back in the shell")
            #expect(try shell.damage() == [])
            shell.send("on\n")
            try await shell.waitUntil("the screen again") { $0.isAlternate && $0.text.contains("Before") && $0.text.contains("round 1") }
            gate.open()
            try await shell.waitUntil("Before and after")
            try await shell.waitUntil("✓ completed")
            #expect(try await shell.leaveIdle() == .code(0))
            #expect(try shell.damage() == [] && shell.screenText.contains("all over"))
        }
    }
}
