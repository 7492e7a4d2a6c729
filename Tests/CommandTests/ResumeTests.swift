import Events
import Glibc
import TestKit
import Testing

/// Programs that are killed in the middle, and `lathe resume` (W-20).
@Suite(.timeLimit(.minutes(2))) struct ResumeTests {
    /// A command that ends, one that goes on until it finds `go`, and an answer that takes an hour while there is no `go`.
    private static func script(hour: Bool) -> String {
        """
        {first_delay_ms: 0, pace_ms: 0, turns: [
            {tool_calls: [{name: 'execute_shell_command', arguments: {command: 'echo one >> marks'}}]},
            {tool_calls: [{name: 'execute_shell_command', arguments: {command: 'echo two >> marks; while ! test -e go; do sleep 0.05; done'}}]},
            {text: 'All is done now.', chunk: 4, pace_ms: \(hour ? 3_600_000 : 0)},
        ]}
        """
    }

    private static func kill(_ run: PipedProgram) async throws {
        run.signal(SIGKILL)
        #expect(try await run.waitForExit() == .signal(SIGKILL))
    }

    private static func types(_ events: [RunEvent]) -> [String] { events.map(\.type) }

    @Test("W-20, 000-32, 000-05: a run killed while a command runs is told as interrupted, and resume completes it without a command twice")
    func killedInCommand() async throws {
        let scenario = try Scenario()
        let run = try scenario.start(["run", "Do it", "--approve", "all", "--json"], script: Self.script(hour: false))
        try await eventually("the second command runs") {
            (try? scenario.environment.folder.text(of: "workspace/marks"))?.contains("two") == true
        }
        try await Self.kill(run)
        let runs = try await scenario.lathe(["runs"])
        #expect(runs.outputText.contains("interrupted"), "\(runs.outputText)")
        let shown = try await scenario.lathe(["show", "last"])
        #expect(shown.outputText.contains("Interrupted") && shown.outputText.contains("lathe resume"), "\(shown.outputText)")
        let before = try await scenario.events()
        let resumed = try await scenario.lathe(["resume", "last", "--json"], script: Self.script(hour: false))
        #expect(resumed.status == .code(0), "\(resumed.errorText)")
        let events = try await scenario.events()
        #expect(Array(events.prefix(before.count)) == before && events.map(\.seq) == Array(1...events.count))
        #expect(try resumed.outputLines.map { try RunEvent(line: Array($0.utf8)) } == Array(events.dropFirst(before.count)))
        guard case .runCompleted(let end)? = events.last?.payload else { return #expect(Bool(false), "\(Self.types(events))") }
        #expect(end.result == "All is done now." && events.contains { $0.loopID == "L2" })
        #expect(try scenario.environment.folder.text(of: "workspace/marks") == "one\ntwo\n", "no command ran twice")
        let lost = events.compactMap { if case .toolCallFinished(let call) = $0.payload { call.outcome } else { nil } }
        #expect(lost == ["unknown"])
    }

    @Test("W-20, 000-32: a run killed while its model speaks is completed by lathe resume, which asks again")
    func killedInStream() async throws {
        let scenario = try Scenario()
        _ = try scenario.environment.folder.write("workspace/go", "")
        let run = try scenario.start(["run", "Do it", "--approve", "all", "--json"], script: Self.script(hour: true))
        try await run.waitForOutput("text_delta")
        try await Self.kill(run)
        let resumed = try await scenario.lathe(["resume"], script: Self.script(hour: false))
        #expect(resumed.status == .code(0) && resumed.outputText.contains("All is done now."), "\(resumed.outputText)\(resumed.errorText)")
        let events = try await scenario.events()
        #expect(events.last?.type == "run_completed")
        #expect(events.contains { if case .modelCallFailed(let call) = $0.payload { call.outcome == "unknown" } else { false } })
        #expect(try scenario.environment.folder.text(of: "workspace/marks") == "one\ntwo\n")
        let again = try await scenario.lathe(["resume", "last"], script: Self.script(hour: false))
        #expect(again.status == .code(2) && again.errorText.contains("is over (completed)"), "\(again.status) \(again.errorText)")
    }

    @Test("W-20: a run that is killed again while it is taken up is interrupted again, and still loses nothing")
    func killedTwice() async throws {
        let scenario = try Scenario()
        _ = try scenario.environment.folder.write("workspace/go", "")
        let run = try scenario.start(["run", "Do it", "--approve", "all", "--json"], script: Self.script(hour: true))
        try await run.waitForOutput("text_delta")
        try await Self.kill(run)
        let second = try scenario.start(["resume", "--json"], script: Self.script(hour: true))
        try await second.waitForOutput("text_delta")
        // It goes on there, so nobody else takes it up.
        let other = try await scenario.lathe(["resume", "last"], script: Self.script(hour: false))
        #expect(other.status == .code(2) && other.errorText.contains("goes on in another lathe"), "\(other.status) \(other.errorText)")
        try await Self.kill(second)
        let third = try await scenario.lathe(["resume"], script: Self.script(hour: false))
        #expect(third.status == .code(0) && third.outputText.contains("All is done now."), "\(third.errorText)")
        #expect(Set(try await scenario.events().compactMap(\.loopID)) == ["L1", "L2", "L3"])
        #expect(try scenario.environment.folder.text(of: "workspace/marks") == "one\ntwo\n")
    }

    @Test("W-20: resume --end ends an interrupted run for good; without one, with one that waits, and without a model it says what to do")
    func endAndRefusals() async throws {
        let scenario = try Scenario()
        let none = try await scenario.lathe(["resume"])
        #expect(none.status == .code(2) && none.errorText.contains("no run of this folder was interrupted"))
        let run = try scenario.start(["run", "x", "--json"], script: Scenario.hanging)
        try await run.waitForOutput("text_delta")
        try await Self.kill(run)
        let noModel = try await scenario.lathe(["resume", "last"])
        #expect(noModel.status != .code(0) && noModel.errorText.contains(";"), "\(noModel.errorText)")
        #expect(try await scenario.lathe(["runs"]).outputText.contains("interrupted"), "it can still be taken up")
        let ended = try await scenario.lathe(["resume", "last", "--end"])
        #expect(ended.status == .code(0), "\(ended.errorText)")
        guard case .runFailed(let end)? = try await scenario.events().last?.payload else { return #expect(Bool(false)) }
        #expect(end.error.code == .processDied)
        let late = try await scenario.lathe(["resume", "last", "--end"])
        #expect(late.status == .code(2) && late.errorText.contains("is over"))
        let asking = "{turns: [{tool_calls: [{name: 'ask_user', arguments: {question: 'Which?'}}]}]}"
        #expect(try await scenario.lathe(["run", "x"], script: asking).status == .code(3))
        let waits = try await scenario.lathe(["resume", "last"])
        #expect(waits.status == .code(2) && waits.errorText.contains("lathe answer"))
    }

    @Test("a resumed run is left at a question as a new one is, with status 3, and --approve counts for what is left of it")
    func approval() async throws {
        let script = """
            {first_delay_ms: 0, pace_ms: 0, turns: [
                {text: 'I begin.', chunk: 2, pace_ms: 3600000},
            ]}
            """
        let rest = """
            {first_delay_ms: 0, pace_ms: 0, turns: [
                {tool_calls: [{name: 'execute_shell_command', arguments: {command: 'touch made'}}]}, {text: 'Made.'},
            ]}
            """
        for (options, status) in [([], 3), (["--approve", "all"], 0)] as [([String], Int32)] {
            let scenario = try Scenario()
            let run = try scenario.start(["run", "x", "--json"], script: script)
            try await run.waitForOutput("text_delta")
            try await Self.kill(run)
            let resumed = try await scenario.lathe(["resume"] + options, script: rest)
            #expect(resumed.status == .code(status), "\(resumed.errorText)")
            #expect(scenario.environment.folder.exists("workspace/made") == (status == 0))
        }
    }
}
