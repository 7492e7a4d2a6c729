import Events
import Testing
import Tools

@testable import Engine

/// What the guard finds in the events of real runs, asked at the end of each round.
@Suite(.timeLimit(.minutes(2))) struct GuardRunTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        var kind: GuardKind?
        let arguments: @Sendable (Int) -> String
        let result: @Sendable (JSONObject) -> ToolResult
        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(name: "the same call", kind: .equalCalls, arguments: { _ in #"{"path":"a"}"# }, result: { _ in .success("text") }),
        Case(
            name: "members in another order", kind: .equalCalls,
            arguments: { $0 % 2 == 0 ? #"{"a":1,"b":2}"# : #"{"b":2, "a":1}"# }, result: { _ in .success("text") }),
        Case(
            name: "two that take turns", kind: .pingPong, arguments: { #"{"path":"f\#($0 % 2)"}"# },
            result: { .success("text of \($0["path"]?.string ?? "")") }),
        Case(
            name: "a counter", kind: .noChange, arguments: { #"{"path":"a","offset":\#($0 * 100)}"# }, result: { _ in .success("the end") }),
        Case(name: "broken arguments", kind: .emptyArguments, arguments: { "{\"path\": \($0)" }, result: { _ in .success("never") }),
        Case(
            name: "no arguments", kind: .emptyArguments, arguments: { _ in "{}" },
            result: { _ in .failure(.invalidArguments, "path is missing; give it") }),
        Case(
            name: "a failing test", kind: .equalCalls, arguments: { _ in #"{"command":"make test"}"# },
            result: { _ in .failure(.exitStatus, "1 failed") }),
        Case(
            name: "many files", arguments: { #"{"path":"f\#($0)"}"# },
            result: { .success("file \(JSON.object($0).text.utf8.reduce(1) { ($0 &* 31 &+ Int($1)) % 99_991 })") }),
        Case(name: "many edits", arguments: { #"{"path":"f\#($0)"}"# }, result: { edited($0["path"]?.string ?? "") }),
    ]

    private static func edited(_ path: String) -> ToolResult {
        var result = ToolResult.success("Edited.")
        result.filesChanged = [path]
        return result
    }

    @Test("W-16: the events of a real run tell a circle from honest work", arguments: cases)
    func run(_ example: Case) async throws {
        let rounds = 30
        let turns = (1...rounds).map { FakeModel.Turn.call("work", example.arguments($0), id: "c\($0)") }
        var limits = RunLimits(maxIterations: rounds + 2, maxFailures: rounds * 2)
        limits.todoReminderRounds = 0
        let tool = FakeTool { arguments, _ in example.result(arguments) }
        let bench = try Bench(turns, then: .say("Done."), tools: [("work", tool)], limits: limits)
        _ = await bench.execute()
        var loopGuard = LoopGuard()
        var findings: [GuardWarning] = []
        for event in bench.events {
            if case .iterationFinished = event.payload, findings.last?.halts != true, let finding = loopGuard.finding(limits: limits) {
                findings.append(finding)
                var warning = event
                warning.payload = .guardWarning(finding)
                loopGuard.apply(warning)
            }
            loopGuard.apply(event)
        }
        // A loop that the engine halts ends before the script does.
        if let kind = example.kind {
            #expect(findings.first?.halts == false && findings.last?.halts == true)
            #expect(findings.contains { $0.kind == kind && !$0.halts })
            #expect(findings.allSatisfy { finding in finding.evidenceCalls.allSatisfy { $0.hasPrefix("c") } })
        } else {
            #expect(findings.isEmpty, "\(findings)")
        }
    }
}
