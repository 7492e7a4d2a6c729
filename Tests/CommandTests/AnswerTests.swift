import Events
import TestKit
import Testing

@Suite struct AnswerTests {
    private static let asking = """
        {first_delay_ms: 0, pace_ms: 0, turns: [
            {tool_calls: [{name: 'ask_user', arguments: {question: 'Which database?', options: ['SQLite', 'PostgreSQL']}}]},
            {text: 'You took one.'},
        ]}
        """
    private static let commanding = """
        {first_delay_ms: 0, pace_ms: 0, turns: [
            {tool_calls: [{name: 'execute_shell_command', arguments: {command: 'touch made'}}]},
            {text: 'It was decided.'},
        ]}
        """

    @Test("X-03, 001-21: a run without a screen that must ask ends with status 3, is listed as waiting, and lathe answer goes on with it")
    func question() async throws {
        let scenario = try Scenario()
        let run = try await scenario.lathe(["run", "x"], script: Self.asking)
        #expect(run.status == .code(3) && run.errorText.contains("lathe answer"), "\(run.errorText)")
        #expect(try await scenario.lathe(["runs"]).outputText.contains("waiting"))
        let shown = try await scenario.lathe(["answer", "last"])
        #expect(shown.status == .code(0) && shown.outputText.contains("Which database?") && shown.outputText.contains("2  PostgreSQL"))
        let wrong = try await scenario.lathe(["answer", "last", "3"], script: Self.asking)
        #expect(wrong.status == .code(2) && wrong.errorText.contains("from 1 to 2"), "\(wrong.errorText)")
        let answered = try await scenario.lathe(["answer", "last", "2"], script: Self.asking)
        #expect(answered.status == .code(0) && answered.outputText.contains("You took one."), "\(answered.errorText)")
        let events = try await scenario.events()
        #expect(events.map(\.seq) == Array(1...events.count) && events.last?.type == "run_completed")
        guard case .userInputReceived(let answer)? = events.first(where: { $0.type == "user_input_received" })?.payload else {
            return #expect(Bool(false))
        }
        #expect(answer.answer == "PostgreSQL")
        let late = try await scenario.lathe(["answer", "last", "1"], script: Self.asking)
        #expect(late.status == .code(2) && late.errorText.contains("waits for nobody"))
    }

    @Test("X-03: a command that waits for a yes runs after it, and not after a no", arguments: ["yes", "no"])
    func approval(word: String) async throws {
        let scenario = try Scenario()
        #expect(try await scenario.lathe(["run", "x"], script: Self.commanding).status == .code(3))
        #expect(try await scenario.lathe(["answer", "last"]).outputText.contains("touch made"))
        let vague = try await scenario.lathe(["answer", "last", "perhaps"], script: Self.commanding)
        #expect(vague.status == .code(2) && vague.errorText.contains("yes or no"))
        let answered = try await scenario.lathe(["answer", "last", word, "--json"], script: Self.commanding)
        #expect(answered.status == .code(0), "\(answered.errorText)")
        let finished = try answered.outputLines.map { try RunEvent(line: Array($0.utf8)) }.compactMap { event in
            if case .toolCallFinished(let call) = event.payload { call.errorCode } else { nil as ErrorCode?? }
        }
        #expect(finished == [word == "yes" ? nil : .denied])
    }

    @Test("a run that waits can be ended without an answer, once")
    func stop() async throws {
        let scenario = try Scenario()
        _ = try await scenario.lathe(["run", "x"], script: Self.asking)
        #expect(try await scenario.lathe(["answer", "last", "--stop"], script: Self.asking).status == .code(0))
        #expect(try await scenario.events().last?.type == "run_cancelled")
        #expect(try await scenario.lathe(["answer", "last", "--stop"], script: Self.asking).status == .code(2))
    }

    @Test("000-05, 003-02: show --state tells where a run stands: messages, round, tokens, calls, errors, and whether it is done")
    func state() async throws {
        let scenario = try Scenario()
        _ = try await scenario.lathe(["run", "x"], script: Self.asking)
        let state = try JSON(parsing: try await scenario.lathe(["show", "last", "--state"]).outputText)
        #expect(state["iteration"]?.integer == 1 && state["done"]?.bool == false && state["last_error"] == .null)
        #expect(state["pending_calls"]?.array?.count == 1 && (state["tokens_used"]?.integer ?? 0) > 0)
        #expect(state["tool_history"]?[0]?["tool"]?.string == "ask_user" && state["messages"]?[0]?["role"]?.string == "user")
    }
}
