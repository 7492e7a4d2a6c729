import Events
import Host
import Models
import Synchronization
import TestKit
import Testing
import Tools

@testable import Engine

/// A run on a workbench: scripted model, fake tools, log in memory, a clock that stands.
final class Bench: Sendable {
    let log: MemoryLog
    let model: FakeModel
    let tools: FakeTools
    let clock = ManualClock()
    let run: Run
    private let waitList = WaitList()

    /// `clocked`: waits are the manual clock's; else they are over at once and remembered.
    init(
        _ turns: [FakeModel.Turn], then last: FakeModel.Turn? = nil, tools: [(String, FakeTool)] = [], log: MemoryLog = MemoryLog(),
        limits: RunLimits = RunLimits(), approve: ApprovePolicy = .all, whenAsked: WhenAsked = .wait, clocked: Bool = false,
        takingUp left: [RunEvent] = [], onEvent: (@Sendable (Run, RunEvent) -> Void)? = nil,
        adjusting: (inout RunRequest, inout RunParts) -> Void = { _, _ in }
    ) throws {
        self.log = log
        model = FakeModel(turns, then: last, log: log)
        self.tools = FakeTools(tools, log: log)
        let clock = clock
        let waited = waitList
        let surroundings = Surroundings(
            wallMilliseconds: { 1_700_000_000_000 &+ clock.microseconds / 1000 }, monotonicMicroseconds: { clock.microseconds },
            random: { 250 }, environment: [:])
        var parts = RunParts(
            routes: ModelRoutes(ModelRoute(driver: model, model: "test-model")), tools: self.tools, workspace: try Workspace(path: "/"),
            processes: ProcessRunner(environment: [:]), log: log,
            surroundings: surroundings
        ) { duration in
            waited.add(duration)
            if clocked { try await clock.sleep(for: duration) } else { try Task.checkCancellation() }
        }
        var request = RunRequest(
            prompt: "Do it.", model: "test-model", provider: "fake", workspacePath: "~/shop", limits: limits, approve: approve,
            whenAsked: whenAsked)
        adjusting(&request, &parts)
        let relay = EventRelay()
        run = Run(request, parts: parts, takingUp: left) { relay.handle($0) }
        relay.connect(run, onEvent)
    }

    /// What was waited for, in order.
    var waitedFor: [Duration] { waitList.all }

    /// The whole run; its events have kept every law and every request was well formed.
    func execute(_ location: SourceLocation = #_sourceLocation) async -> RunOutcome {
        let outcome = await run.execute()
        var isLeft = false
        if case .waiting = outcome { isLeft = true }
        expectLawful(log.events, isLeft: isLeft, location)
        for request in model.requests {
            #expect(WellFormed.faults(request.messages) == [], sourceLocation: location)
        }
        #expect(tools.unsyncedRuns == 0, sourceLocation: location)
        #expect(model.unsyncedRequests == 0, sourceLocation: location)
        return outcome
    }

    var events: [RunEvent] { log.events }

    func eventually(_ what: String, _ condition: @escaping @Sendable (Bench) -> Bool) async throws {
        try await TestKit.eventually(within: .seconds(10), what) { [self] in condition(self) }
    }

    /// Waits until an event of this type was recorded.
    func waitFor(_ type: String, count: Int = 1) async throws {
        try await eventually(type) { $0.events.count { $0.type == type } >= count }
    }
}

private final class WaitList: Sendable {
    private let list = Mutex<[Duration]>([])
    func add(_ duration: Duration) { list.withLock { $0.append(duration) } }
    var all: [Duration] { list.withLock { $0 } }
}

/// Hands a run's events to the test, once the run is there.
private final class EventRelay: Sendable {
    private struct State {
        weak var run: Run?
        var action: (@Sendable (Run, RunEvent) -> Void)?
    }

    private let state = Mutex(State())

    func connect(_ run: Run, _ action: (@Sendable (Run, RunEvent) -> Void)?) {
        state.withLock { $0 = State(run: run, action: action) }
    }

    func handle(_ event: RunEvent) {
        let (run, action) = state.withLock { ($0.run, $0.action) }
        if let run { action?(run, event) }
    }
}

/// The laws of every finished run: the schema of its events, those of events.md, and a history that a strict provider takes.
func expectLawful(_ events: [RunEvent], isLeft: Bool = false, _ location: SourceLocation = #_sourceLocation) {
    #expect(EventLaws.check(events, isLeft: isLeft) == [], sourceLocation: location)
    for event in events { #expect(SchemaCheck.faults(ofEvent: event.json) == [], sourceLocation: location) }
    #expect(WellFormed.faults(RunContext(events: events).messages) == [], sourceLocation: location)
}

/// What a strict provider wants of a conversation.
enum WellFormed {
    static func faults(_ messages: [ChatMessage]) -> [String] {
        var faults: [String] = []
        var awaited: [String] = []
        var seen: Set<String> = []
        var lastRole = ""
        for (index, message) in messages.enumerated() {
            var role = ""
            switch message {
            case .system:
                role = "system"
                if index > 0 { faults.append("\(index): system in the middle") }
            case .user, .images: role = "user"
            case .assistant(let text, _, let calls, _):
                role = "assistant"
                if calls.isEmpty && !text.utf8.contains(where: { $0 > 0x20 }) { faults.append("\(index): empty answer") }
                for call in calls {
                    if !seen.insert(call.id).inserted { faults.append("\(index): call \(call.id) twice") }
                    if (try? JSON(parsing: Array(call.arguments.utf8)))?.object == nil {
                        faults.append("\(index): arguments \(call.arguments)")
                    }
                    if call.name.isEmpty { faults.append("\(index): call without a name") }
                }
            case .tool(let id, _, _):
                role = "tool"
                if awaited.first == id { awaited.removeFirst() } else { faults.append("\(index): result of \(id) out of place") }
            }
            if role != "tool" {
                if !awaited.isEmpty { faults.append("\(index): calls \(awaited) without a result") }
                if role == lastRole { faults.append("\(index): \(role) twice in a row") }
                awaited = []
            }
            if case .assistant(_, _, let calls, _) = message { awaited = calls.map(\.id) }
            lastRole = role
        }
        return awaited.isEmpty ? faults : faults + ["calls \(awaited) without a result at the end"]
    }
}

extension Array<RunEvent> {
    var types: [String] { map(\.type) }

    /// The types without deltas, status and metrics.
    var skeleton: [String] { filter { !$0.payload.isDelta && $0.type != "metrics_snapshot" && $0.type != "run_status" }.types }

    func only<Value>(_ pick: (Payload) -> Value?) -> [Value] { compactMap { pick($0.payload) } }

    var toolResults: [ToolCallFinished] { only { if case .toolCallFinished(let value) = $0 { value } else { nil } } }
    var rounds: [IterationFinished] { only { if case .iterationFinished(let value) = $0 { value } else { nil } } }
    var modelFailures: [ModelCallFailed] { only { if case .modelCallFailed(let value) = $0 { value } else { nil } } }
    var stopReason: StopReason? { only { if case .loopFinished(let value) = $0 { value.stopReason } else { nil } }.last }
}

extension RunOutcome {
    var failure: ErrorDetail? { if case .failed(let detail, _) = self { detail } else { nil } }
    var receipt: StopReceipt? { if case .cancelled(let receipt) = self { receipt } else { nil } }
    var result: String? { if case .completed(let result) = self { result } else { nil } }
}
