import Events
import Testing
import Tools

@testable import Engine

@Suite(.timeLimit(.minutes(1))) struct LoopStateTests {
    /// The whole table, so that a change of it is seen.
    static let table: [LoopState: Set<LoopState>] = [
        .initial: [.think, .fail, .timeout, .cancel],
        .think: [.toolCall, .observe, .done, .fail, .timeout, .cancel],
        .toolCall: [.observe, .waitUser, .fail, .timeout, .cancel],
        .waitUser: [.toolCall, .observe, .fail, .timeout, .cancel],
        .observe: [.think, .waitUser, .done, .fail, .timeout, .cancel],
        .done: [], .fail: [], .timeout: [], .cancel: [],
    ]

    @Test("003-03, 001-36: the machine goes exactly where its table says and nowhere else", arguments: LoopState.allCases)
    func moves(from state: LoopState) throws {
        for next in LoopState.allCases {
            var machine = try Self.machine(in: state)
            if Self.table[state]?.contains(next) == true {
                try machine.move(to: next)
                #expect(machine.state == next)
            } else {
                #expect(throws: EngineError.illegalMove(from: state, to: next)) { try machine.move(to: next) }
                #expect(machine.state == state)
            }
        }
    }

    @Test("003-03: exactly DONE, FAIL, TIMEOUT and CANCEL end the loop, and each can be reached")
    func terminals() {
        #expect(Set(LoopState.allCases.filter(\.isTerminal)) == [.done, .fail, .timeout, .cancel])
        let reached = LoopState.allCases.reduce(into: Set<LoopState>()) { $0.formUnion($1.successors) }
        #expect(reached == Set(LoopState.allCases).subtracting([.initial]))
    }

    @Test("001-04, 001-36: the status of cycles goes where its table says, at every event of runs that end in each way")
    func cycleStatus() async throws {
        let ask = FakeTool.answering(
            ToolResult(status: .waitResponse, output: "", directive: .ask(question: "Which?", options: ["a"], selection: .single)))
        func statuses(_ turns: [FakeModel.Turn], limits: RunLimits = RunLimits(), stops: Bool = false) async throws -> [CycleStatus] {
            let bench = try Bench(turns, tools: [("ask", ask)], limits: limits) { run, event in
                if case .userInputRequested(let request) = event.payload { run.answer(request.questionID, "a") }
                if stops, case .textDelta = event.payload { run.stopEverything() }
            }
            _ = await bench.execute()
            var context = RunContext()
            var seen: [CycleStatus] = []
            for event in bench.events {
                context.apply(event)
                if seen.last != context.cycleStatus { seen.append(context.cycleStatus) }
            }
            for (before, after) in zip(seen, seen.dropFirst()) { #expect(before.successors.contains(after), "\(before) → \(after)") }
            return seen
        }
        #expect(try await statuses([.call("ask", id: "a"), .say("Done.")]) == [.running, .waitUser, .running, .completed])
        #expect(
            try await statuses([.call("ask", id: "a")], limits: RunLimits(maxIterations: 1)) == [.running, .waitUser, .running, .maxCycles])
        #expect(try await statuses([]) == [.running, .failed])
        #expect(try await statuses([.say("Half")], stops: true) == [.running, .cancelled])
        for status in CycleStatus.allCases where ![.running, .waitUser].contains(status) { #expect(status.successors.isEmpty) }
    }

    private static func machine(in state: LoopState) throws -> LoopMachine {
        let path: [LoopState] =
            switch state {
            case .initial: []
            case .think: [.think]
            case .toolCall: [.think, .toolCall]
            case .waitUser: [.think, .toolCall, .waitUser]
            case .observe: [.think, .observe]
            case .done: [.think, .done]
            case .fail: [.fail]
            case .timeout: [.timeout]
            case .cancel: [.cancel]
            }
        var machine = LoopMachine()
        for next in path { try machine.move(to: next) }
        return machine
    }

    @Test("an illegal move is a failure of the run, told and recorded, and no trap")
    func illegalMove() {
        let error = EngineError.illegalMove(from: .observe, to: .toolCall)
        #expect(error.detail.code == .internalFault)
        #expect(error.description.contains("OBSERVE") && error.description.contains("TOOL_CALL"))
        #expect(LoopEnd.fault(error).error(RunLimits())?.source == .internal)
    }

    @Test("003-03: a run whose loop makes an illegal move ends as failed, with every law kept")
    func illegalMoveInRun() async throws {
        let bench = try Bench([.call("read", id: "a"), .say("Done.")], tools: [("read", .answering(.success("x")))]) { run, event in
            if case .modelCallFinished = event.payload { try? run.recorder.move(to: .observe) }
        }
        let outcome = await bench.execute()
        #expect(outcome == .failed(EngineError.illegalMove(from: .observe, to: .toolCall).detail, stopReason: .error))
        #expect(bench.events.types.suffix(4) == ["metrics_snapshot", "loop_finished", "metrics_snapshot", "run_failed"])
        let errors: [ErrorCode] = bench.events.only { if case .error(let raised) = $0 { raised.detail.code } else { nil } }
        #expect(errors == [.internalFault])
    }

    @Test(
        "--approve decides by effect",
        arguments: [
            (ApprovePolicy.ask, [ToolEffect.read], ApprovePolicy.Verdict.free), (.ask, [.control], .free), (.ask, [], .free),
            (.ask, [.write], .ask),
            (.ask, [.execute], .ask), (.ask, [.network], .ask), (.ask, [.read, .write], .ask), (.edits, [.write], .free),
            (.edits, [.read, .write], .free), (.edits, [.write, .execute], .ask), (.edits, [.network], .ask),
            (.all, [.execute, .network], .free),
            (.none, [.read, .control], .free), (.none, [.write], .refuse), (.none, [.execute], .refuse), (.none, [.network], .refuse),
        ])
    func approvals(policy: ApprovePolicy, effects: [ToolEffect], verdict: ApprovePolicy.Verdict) {
        #expect(policy.verdict(on: effects) == verdict)
    }
}
