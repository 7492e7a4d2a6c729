import Events
import Models
import Testing
import Tools

@testable import Engine

/// The guard in a run (W-16, N-13).
@Suite(.timeLimit(.minutes(1))) struct GuardedLoopTests {
    private static let tools: [(String, FakeTool)] = [("read", .answering(.success("x")))]

    private static func same(_ count: Int) -> [FakeModel.Turn] { (0..<count).map { .call("read", #"{"path":"a"}"#, id: "t\($0)") } }

    private static func warnings(_ bench: Bench) -> [GuardWarning] {
        bench.events.only { if case .guardWarning(let warning) = $0 { warning } else { nil } }
    }

    @Test("W-16: a loop that goes in circles is warned, which the model reads, then halted with its own reason; without a screen too")
    func halted() async throws {
        let bench = try Bench(Self.same(20), tools: Self.tools, limits: RunLimits(maxIterations: 20), whenAsked: .stop)
        let outcome = await bench.execute()
        guard case .failed(let error, .repetition) = outcome else { return #expect(Bool(false), "\(outcome)") }
        #expect(error.code == .repetition && StopReason.repetition.isLimit)
        let warnings = Self.warnings(bench)
        #expect(warnings.map(\.halts) == [false, true])
        #expect(warnings[0].count == 3 && warnings[1].count == 6 && bench.model.requests.count == 6)
        #expect("\(bench.model.requests[3].messages)".contains(warnings[0].message))
        #expect(!"\(bench.model.requests[2].messages)".contains(warnings[0].message))
        #expect(warnings[1].evidenceCalls.last == "t5" && warnings[1].evidenceIterations.last == 6)
    }

    @Test("W-16: in the workbench the halt asks; who lets it go on raises the bar, and it asks again later")
    func asked() async throws {
        let bench = try Bench(
            Self.same(30), tools: Self.tools, limits: RunLimits(maxIterations: 30),
            onEvent: { run, event in
                if case .userInputRequested(let request) = event.payload {
                    run.answer(request.questionID, request.questionID == "question-1" ? "Go on anyway" : "Stop")
                }
            }, adjusting: { request, _ in request.asksAtLimits = true })
        #expect(await bench.execute().failure?.code == .repetition)
        let changes = bench.events.only { if case .limitsChanged(let changed) = $0 { changed.reason } else { nil } }
        #expect(changes == [.repetition])
        #expect(bench.events.count { $0.type == "user_input_requested" } == 2)
        #expect(bench.model.requests.count > 6 && bench.model.requests.count < 30)
    }

    @Test("W-16: a yes for the whole run does not reset the guard")
    func approvals() async throws {
        let shell: [(String, FakeTool)] = [("shell", .answering(.success("same"), effects: [.execute]))]
        let turns: [FakeModel.Turn] = (0..<20).map { .call("shell", #"{"command":"make"}"#, id: "t\($0)") }
        let bench = try Bench(turns, tools: shell, limits: RunLimits(maxIterations: 20), approve: .ask) { run, event in
            if case .approvalRequested(let request) = event.payload {
                run.resolve(request.approvalID, .approved, scope: .once, reason: nil)
            }
        }
        #expect(await bench.execute().failure?.code == .repetition)
        #expect(bench.model.requests.count <= 12)
    }
}
