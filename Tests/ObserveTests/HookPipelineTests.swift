import Events
import Synchronization
import TestKit
import Testing

@testable import Observe

/// Holds calls until it is opened; does not heed a cancelled task.
private final class Gate: Sendable {
    private let state = Mutex<(isOpen: Bool, waiters: [CheckedContinuation<Void, Never>])>((false, []))

    func wait() async {
        await withCheckedContinuation { (waiter: CheckedContinuation<Void, Never>) in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiters.append(waiter) }
                return state.isOpen
            }
            if isOpen { waiter.resume() }
        }
    }

    func open() {
        let waiters = state.withLock { state in
            state.isOpen = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }
}

private struct Broken: Error, CustomStringConvertible { var description: String { "it is broken" } }

private final class Notes: Sendable {
    let heard = Mutex<[String]>([])
    let faults = Mutex<[HookFault]>([])

    func add(_ text: String) { heard.withLock { $0.append(text) } }
    var all: [String] { heard.withLock { $0 } }
    var kinds: [HookFault.Kind] { faults.withLock { $0.map(\.kind) } }

    func pipeline(_ hooks: [any RunHook], timeLimit: Duration = .seconds(60), queueLimit: Int = 1024, drainLimit: Duration = .seconds(20))
        -> HookPipeline
    {
        HookPipeline(hooks, timeLimit: timeLimit, queueLimit: queueLimit, drainLimit: drainLimit) { fault in
            self.faults.withLock { $0.append(fault) }
        }
    }

    func hook(_ name: String, _ handle: (@Sendable (RunEvent) async throws -> Void)? = nil) -> CallbackHook {
        var hook = CallbackHook(name)
        hook.onEvent = { event in
            self.add("\(name) \(event.seq)")
            try await handle?(event)
        }
        return hook
    }

    func asked(_ name: String, _ answer: @escaping @Sendable (HookedCall) async throws -> HookAnswer) -> CallbackHook {
        var hook = CallbackHook(name, categories: [])
        hook.onBeforeTool = { call in
            self.add("\(name) \(call.arguments.text)")
            return try await answer(call)
        }
        return hook
    }
}

@Suite struct HookPipelineTests {
    private let notes = Notes()
    private let call = HookedCall(runID: "r", toolCallID: "call-1", tool: "write_file", arguments: ["path": "a"], effects: [.write])

    private func event(_ seq: Int, _ payload: Payload = .runStatus(RunStatusChanged(status: .running))) -> RunEvent {
        RunEvent(runID: "r", seq: seq, wallMilliseconds: 0, monotonicMicroseconds: 0, payload: payload)
    }

    @Test("000-23: hooks hear every event in order, and each keeps its own pace")
    func order() async {
        let pipeline = notes.pipeline([notes.hook("a"), notes.hook("b")])
        for seq in 1...200 { pipeline.tell(event(seq)) }
        await pipeline.finish()
        for name in ["a", "b"] { #expect(notes.all.filter { $0.hasPrefix(name) } == (1...200).map { "\(name) \($0)" }) }
        #expect(notes.kinds.isEmpty)
        pipeline.tell(event(201))
        #expect(notes.all.count == 400)
    }

    @Test("000-23: a hook that throws is reported and goes on hearing, and the others do not notice")
    func throwing() async {
        let pipeline = notes.pipeline([notes.hook("bad") { _ in throw Broken() }, notes.hook("good")])
        for seq in 1...50 { pipeline.tell(event(seq)) }
        await pipeline.finish()
        #expect(notes.all.count == 100)
        // The same fault again is no news.
        #expect(notes.kinds == [.failed])
        let raised = notes.faults.withLock { $0[0].event.detail }
        #expect(raised.code == .hookFailed && raised.source == .hook && raised.message.contains("it is broken"))
    }

    @Test("000-23: a hook that never returns is left alone until it does, then hears what waited")
    func neverReturning() async throws {
        let gate = Gate()
        var stuck = notes.hook("stuck") { event in if event.seq == 1 { await gate.wait() } }
        stuck.timeLimit = .milliseconds(30)
        let pipeline = notes.pipeline([stuck, notes.hook("good")])
        for seq in 1...20 { pipeline.tell(event(seq)) }
        try await eventually("the others hear all") { [notes] in notes.all.filter { $0.hasPrefix("good") }.count == 20 }
        try await eventually("it is late") { [notes] in notes.kinds == [.late] }
        #expect(notes.all.filter { $0.hasPrefix("stuck") } == ["stuck 1"])
        let decision = await pipeline.beforeTool(call)
        #expect(decision == HookDecision(arguments: call.arguments))
        gate.open()
        try await eventually("it hears the rest") { [notes] in notes.all.filter { $0.hasPrefix("stuck") }.count == 20 }
        await pipeline.finish()
    }

    @Test("000-23: the end of a run does not wait for a hook that hangs, and says what it was not told")
    func drain() async throws {
        let gate = Gate()
        defer { gate.open() }
        let pipeline = notes.pipeline([notes.hook("stuck") { _ in await gate.wait() }], drainLimit: .milliseconds(20))
        for seq in 1...3 { pipeline.tell(event(seq)) }
        try await eventually("it hangs") { [notes] in notes.all == ["stuck 1"] }
        await pipeline.finish()
        #expect(notes.kinds == [.untold(count: 2)])
    }

    @Test("000-23: what waits for a slow hook is bounded, and the rest is counted and reported once")
    func overflow() async throws {
        let gate = Gate()
        let pipeline = notes.pipeline([notes.hook("slow") { _ in await gate.wait() }], queueLimit: 4)
        pipeline.tell(event(1))
        try await eventually("it is busy") { [notes] in notes.all == ["slow 1"] }
        for seq in 2...100 { pipeline.tell(event(seq)) }
        #expect(notes.kinds == [.untold(count: 1)])
        gate.open()
        await pipeline.finish()
        #expect(notes.all == (1...5).map { "slow \($0)" } && notes.kinds.last == .untold(count: 95))
    }

    @Test("000-23: a change is seen by the next hook, and the first refusal ends it")
    func answers() async {
        let pipeline = notes.pipeline([
            notes.asked("a") { _ in .change(arguments: ["path": "b"], reason: "moved\u{1B}[31m") }, notes.asked("b") { _ in .proceed },
            notes.asked("c") { _ in .refuse(reason: "not today") }, notes.asked("d") { _ in .proceed },
        ])
        let decision = await pipeline.beforeTool(call)
        #expect(notes.all == ["a {\"path\":\"a\"}", "b {\"path\":\"b\"}", "c {\"path\":\"b\"}"])
        #expect(decision.refusal == "not today" && decision.arguments == ["path": "b"] && decision.isChanged)
        #expect(decision.applied.map(\.hook) == ["a", "c"] && decision.applied.map(\.verdict) == [.changed, .refused])
        #expect(decision.applied[0].reason == "moved" && decision.applied[0].toolCallID == "call-1")
    }

    @Test("000-23: a hook that fails before a tool is passed over, a required one refuses the call")
    func failures() async {
        let gate = Gate()
        defer { gate.open() }
        let answers: [@Sendable (HookedCall) async throws -> HookAnswer] = [
            { _ in throw Broken() },
            { _ in
                await gate.wait(); return .refuse(reason: "too late")
            },
            { _ in .change(arguments: "no object", reason: "") },
        ]
        for (index, answer) in answers.enumerated() {
            // Only the one that hangs is to be late.
            let limit: Duration = index == 1 ? .milliseconds(20) : .seconds(60)
            let free = notes.asked("free", answer)
            #expect(await notes.pipeline([free], timeLimit: limit).beforeTool(call) == HookDecision(arguments: call.arguments))
            var needed = notes.asked("needed", answer)
            needed.isRequired = true
            needed.timeLimit = limit
            let decision = await notes.pipeline([needed]).beforeTool(call)
            #expect(decision.refusal?.contains("needed is required") == true)
        }
        #expect(notes.kinds == [.failed, .failed, .late, .late, .badAnswer, .badAnswer])
    }

    @Test("000-23: cancelling the run does not wait for the answer of a hook")
    func cancelling() async throws {
        let gate = Gate()
        defer { gate.open() }
        let pipeline = notes.pipeline([
            notes.asked("slow") { _ in
                await gate.wait(); return .proceed
            }
        ])
        let asking = Task { [call] in await pipeline.beforeTool(call) }
        try await eventually("it is asked") { [notes] in notes.all.count == 1 }
        asking.cancel()
        #expect(await asking.value.refusal?.contains("stopped") == true)
    }

    @Test("000-23: hooks are not told of what hooks did wrong, nor of pieces of streams unless they ask")
    func leftOut() async {
        var eager = notes.hook("eager")
        eager.wantsDeltas = true
        let pipeline = notes.pipeline([notes.hook("plain"), eager])
        pipeline.tell(event(1, .textDelta(TextDelta(callID: "m", text: "x"))))
        pipeline.tell(event(2, .error(ErrorRaised(detail: ErrorDetail(code: .hookFailed, message: "x; y", source: .hook)))))
        pipeline.tell(event(3))
        await pipeline.finish()
        #expect(notes.all.sorted() == ["eager 1", "eager 3", "plain 3"])
    }

    @Test("000-24: a hook that keeps a log needs nothing but the events themselves")
    func logging() async throws {
        var log = CallbackHook("log")
        log.onEvent = { [notes] event in notes.add(String(decoding: event.line, as: UTF8.self)) }
        let pipeline = notes.pipeline([log])
        let events = [event(1), event(2, .runCompleted(RunCompleted(result: "done", summary: "done")))]
        for event in events { pipeline.tell(event) }
        await pipeline.finish()
        #expect(try notes.all.map { try RunEvent(line: Array($0.utf8)) } == events)
    }

    @Test("004-73, 004-74: callbacks get what they asked for, as typed contexts")
    func contexts() async {
        var hook = CallbackHook("tools", categories: [.tool])
        hook.onToolCall = { [notes] context in
            if case .started(let call) = context.moment { notes.add("\(context.toolCallID) \(call.tool)") }
        }
        hook.onModelCall = { [notes] _ in notes.add("never") }
        let pipeline = notes.pipeline([hook])
        let started = ToolCallStarted(toolCallID: "c1", tool: "read_file", arguments: [:], effects: [.read], summary: "", attempt: 1)
        pipeline.tell(event(1, .toolCallStarted(started)))
        pipeline.tell(event(2))
        await pipeline.finish()
        #expect(notes.all == ["c1 read_file"])
    }

    @Test("004-73: every type of event has its category, and what nobody knows counts as health")
    func categories() throws {
        let groups: [(EventCategory, [String])] = [
            (.run, ["run_started", "run_status", "run_completed", "run_failed", "run_cancelled"]),
            (
                .loop,
                [
                    "loop_started", "iteration_started", "iteration_finished", "loop_finished", "limits_changed", "stage_started",
                    "stage_completed", "stage_failed", "stage_skipped", "mode_changed",
                ]
            ),
            (
                .model,
                [
                    "model_call_started", "reasoning_delta", "text_delta", "tool_call_delta", "model_call_stalled", "model_call_finished",
                    "model_call_failed", "answer_reviewed",
                ]
            ),
            (.tool, ["tool_call_started", "tool_output_delta", "tool_call_finished", "hook_applied"]),
            (.people, ["approval_requested", "approval_resolved", "user_input_requested", "user_input_received", "user_message"]),
            (
                .plan,
                [
                    "plan_started", "plan_created", "plan_failed", "plan_repaired", "step_started", "step_completed", "step_failed",
                    "step_skipped", "output_evaluated", "reflection_triggered", "reflection_finished", "retry_scheduled",
                ]
            ),
            (
                .state,
                [
                    "todo_updated", "context_added", "context_compacted", "context_restored", "artifact_stored", "background_changed",
                    "subagent_started", "subagent_finished",
                ]
            ),
            (.health, ["metrics_snapshot", "guard_warning", "error"]),
        ]
        #expect(groups.flatMap(\.1) == EventCatalogue.types.map(\.type))
        #expect(groups.map(\.0) == EventCategory.allCases)
        for (category, types) in groups {
            for type in types {
                let fields = EventCatalogue.types.first { $0.type == type }?.fields ?? []
                let payload = JSONObject(fields.map { JSONObject.Member($0.name, Self.sample($0)) })
                let event = try RunEvent([
                    "run_id": "r", "seq": 1, "ts": 0, "mono_us": 0, "type": .string(type), "payload": .object(payload),
                ])
                if case .unknown = event.payload { Issue.record("\(type) could not be made") }
                #expect(event.category == category, "\(type)")
            }
        }
        #expect(EventCategory(.unknown(type: "later", [:])) == .health)
    }

    /// Something that fits a member.
    private static func sample(_ field: EventField) -> JSON {
        switch field.kind {
        case .string: "x"
        case .integer, .number: 1
        case .boolean: true
        case .word(let words): .string(words[0])
        case .list: []
        case .object, .any:
            [
                "code": "x", "message": "x; y", "source": "tool", "recoverable": true, "cause": [], "attempt": 1, "kind": "text",
                "input_tokens": 1, "output_tokens": 1,
            ]
        }
    }
}
