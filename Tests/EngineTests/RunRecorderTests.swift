import Events
import Synchronization
import TestKit
import Testing

@testable import Engine

@Suite(.timeLimit(.minutes(1))) struct RunRecorderTests {
    private static func recorder(_ log: MemoryLog, clock: @escaping @Sendable () -> Int64 = { 0 }) -> RunRecorder {
        let surroundings = Surroundings(wallMilliseconds: { 7 }, monotonicMicroseconds: clock, random: { 1 }, environment: [:])
        return RunRecorder(runID: "run", log: log, surroundings: surroundings)
    }

    private static let started = RunStarted(
        prompt: "p", mode: .loop, model: "m", provider: "f", workspace: "w", limits: RunLimits(), approve: "ask", sandboxTier: "off")

    private static func tool(_ id: String) -> Payload {
        .toolCallStarted(ToolCallStarted(toolCallID: id, tool: "t", arguments: [:], effects: [], summary: "", attempt: 1))
    }

    private static func output(_ id: String) -> Payload {
        .toolOutputDelta(ToolOutputDelta(toolCallID: id, stream: .stdout, text: "x"))
    }

    @Test("pieces are taken only while their call is open; nothing before the first event and nothing after the last")
    func late() {
        let log = MemoryLog()
        let recorder = Self.recorder(log)
        #expect(!recorder.record(.runStatus(RunStatusChanged(status: .running))))
        recorder.begin(Self.started)
        #expect(!recorder.record(Self.output("a")))
        #expect(!recorder.record(.textDelta(TextDelta(callID: "c", text: "x"))))
        recorder.record(Self.tool("a"))
        #expect(recorder.record(Self.output("a")))
        #expect(!recorder.record(Self.output("b")))
        recorder.recordEndings(cause: .stopped, stopReason: .cancelled)
        #expect(!recorder.record(Self.output("a")))
        #expect(recorder.record(.runCompleted(RunCompleted(result: "r", summary: "s"))))
        #expect(!recorder.record(.runStatus(RunStatusChanged(status: .running))))
        #expect(log.events.types == ["run_started", "tool_call_started", "tool_output_delta", "tool_call_finished", "run_completed"])
    }

    @Test("time counts from the run's beginning and never goes back")
    func time() {
        let times = Mutex<[Int64]>([500, 500, 700, 600, 900])
        let log = MemoryLog()
        let recorder = Self.recorder(log) { times.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] } }
        recorder.begin(Self.started)
        for _ in 0..<3 { recorder.record(.runStatus(RunStatusChanged(status: .running))) }
        #expect(log.events.map(\.monotonicMicroseconds) == [0, 200, 200, 400])
    }

    @Test("events of many threads get one order, and the fold agrees with the log")
    func threads() async {
        let log = MemoryLog()
        let recorder = Self.recorder(log)
        recorder.begin(Self.started)
        recorder.record(Self.tool("a"))
        await withTaskGroup(of: Void.self) { group in
            for index in 0..<8 {
                group.addTask {
                    for count in 0..<200 {
                        recorder.record(Self.output("a"))
                        if count % 50 == 0 { recorder.record(.userMessage(UserMessage(text: "\(index)", delivery: .steer))) }
                    }
                }
            }
        }
        #expect(log.events.map(\.seq) == Array(1...(2 + 8 * 204)))
        #expect(RunContext(events: log.events) == recorder.context)
    }
}
