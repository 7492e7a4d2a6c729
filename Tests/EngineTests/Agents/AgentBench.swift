import Events
import Host
import Models
import Observe
import Synchronization
import TestKit
import Testing
import Tools

@testable import Engine

/// A run whose agents have scripted models of their own, all in one log in memory.
final class AgentBench: Sendable {
    let log: TreeLog
    let host: FakeHost
    let tools: FakeTools
    let clock = ManualClock()
    let model: FakeModel
    let run: Run

    static let scout = AgentProfile(name: "scout", description: "Looks around.", instructions: "You are a scout.")

    /// `agents`: for each agent the turns of its first run, its second …; `then` for what comes after them.
    init(
        _ turns: [FakeModel.Turn], agents: [String: [[FakeModel.Turn]]] = [:], then last: FakeModel.Turn? = nil,
        tools: [(String, FakeTool)] = [], profiles: [AgentProfile] = AgentProfile.builtIn + [scout], limits: RunLimits = RunLimits(),
        approve: ApprovePolicy = .all, whenAsked: WhenAsked = .wait, clocked: Bool = false, log: TreeLog = TreeLog(),
        takingUp runID: String? = nil, played: [String: Int] = [:], onEvent: (@Sendable (AgentBench.Scene, RunEvent) -> Void)? = nil,
        adjusting: (inout RunRequest) -> Void = { _ in }
    ) throws {
        self.log = log
        let side = MemoryLog()
        let fakeTools = FakeTools(tools, log: side)
        self.tools = fakeTools
        model = FakeModel(turns, then: last, log: side)
        let clock = clock
        // Runs must have different names, also those of agents.
        let numbers = Counter()
        let first = log.runs.count * 100_000
        let surroundings = Surroundings(
            wallMilliseconds: { 1_700_000_000_000 &+ clock.microseconds / 1000 }, monotonicMicroseconds: { clock.microseconds },
            random: { UInt64(first + numbers.next()) }, environment: [:])
        @Sendable func parts(_ driver: any ModelDriver) throws -> RunParts {
            RunParts(
                routes: ModelRoutes(ModelRoute(driver: driver, model: "test-model")), tools: fakeTools, workspace: try Workspace(path: "/"),
                processes: ProcessRunner(environment: [:]), log: log, surroundings: surroundings
            ) { duration in
                if clocked { try await clock.sleep(for: duration) } else { try Task.checkCancellation() }
            }
        }
        host = FakeHost(agents, then: last, side: side, played: played, parts: parts)
        let own = try host.equipped(parts(model), profiles)
        host.profiles = profiles
        var request = RunRequest(
            prompt: "Do it.", model: "test-model", provider: "fake", workspacePath: "~/shop", limits: limits, approve: approve,
            whenAsked: whenAsked)
        request.capabilities.hasSubAgents = true
        adjusting(&request)
        let scene = Scene()
        run = Run(request, parts: own, takingUp: runID.map { log.events(of: $0) } ?? [], probe: nil)
        scene.set(run, host)
        log.watch { event in onEvent?(scene, event) }
    }

    /// What a test sees of the bench while it runs.
    final class Scene: Sendable {
        private let state = Mutex<(run: Run, host: FakeHost)?>(nil)
        func set(_ run: Run, _ host: FakeHost) { state.withLock { $0 = (run, host) } }
        var root: Run? { state.withLock { $0?.run } }
        var agents: [Run] { state.withLock { $0?.host.running ?? [] } }
        func isRoot(_ event: RunEvent) -> Bool { event.runID == root?.id }
    }

    var events: [RunEvent] { log.events(of: run.id) }

    /// The events of the agents' runs, in the order they began.
    var agentEvents: [[RunEvent]] { log.runs.filter { $0 != run.id }.map { log.events(of: $0) } }

    /// The whole run: every run of it has kept the laws, and every agent ended before what it worked for.
    func execute(_ location: SourceLocation = #_sourceLocation) async -> RunOutcome {
        let outcome = await run.execute()
        var isLeft = false
        if case .waiting = outcome { isLeft = true }
        for id in log.runs {
            let events = log.events(of: id)
            let ended = events.last?.payload.isTerminal == true
            expectLawful(events, isLeft: isLeft && !ended, location)
            #expect(isLeft || ended, sourceLocation: location)
        }
        if !isLeft { #expect(log.order.last?.runID == run.id, "an agent outlived its run", sourceLocation: location) }
        #expect(host.running.isEmpty, sourceLocation: location)
        return outcome
    }

    var started: [SubAgentStarted] { events.only { if case .subAgentStarted(let value) = $0 { value } else { nil } } }
    var finished: [SubAgentFinished] { events.only { if case .subAgentFinished(let value) = $0 { value } else { nil } } }
}

/// Makes the runs of agents out of scripted models.
final class FakeHost: AgentHost {
    private struct State {
        var turns: [String: [[FakeModel.Turn]]]
        var models: [FakeModel] = []
        var running: [Run] = []
        var claimed: [String] = []
        var profiles: [AgentProfile] = []
        var fault: String?
        var staffing: (@Sendable () -> Void)?
    }

    struct Refusal: Error, CustomStringConvertible { let description: String }

    private let state: Mutex<State>
    private let last: FakeModel.Turn?
    private let side: MemoryLog
    private let parts: @Sendable (any ModelDriver) throws -> RunParts

    init(
        _ turns: [String: [[FakeModel.Turn]]], then last: FakeModel.Turn?, side: MemoryLog, played: [String: Int],
        parts: @escaping @Sendable (any ModelDriver) throws -> RunParts
    ) {
        state = Mutex(State(turns: turns))
        self.last = last
        self.side = side
        self.parts = parts
    }

    var profiles: [AgentProfile] {
        get { state.withLock { $0.profiles } }
        set { state.withLock { $0.profiles = newValue } }
    }
    var models: [FakeModel] { state.withLock { $0.models } }
    var running: [Run] { state.withLock { $0.running } }
    var claimed: [String] { state.withLock { $0.claimed } }

    /// From now on no agent can be made.
    func refuse(_ reason: String) { state.withLock { $0.fault = reason } }

    /// Does this while an agent is being made, on the thread that makes it.
    func whileStaffing(_ action: @escaping @Sendable () -> Void) { state.withLock { $0.staffing = action } }

    func equipped(_ parts: RunParts, _ profiles: [AgentProfile]) -> RunParts {
        var parts = parts
        parts.agents = profiles
        parts.agentHost = self
        let log = parts.log as? TreeLog
        parts.eventsOfRun = { id in log?.events(of: id) ?? [] }
        return parts
    }

    func staff(_ profile: AgentProfile, after events: [RunEvent]) throws -> AgentStaff {
        state.withLock { $0.staffing }?()
        let playedTurns = events.count { if case .modelCallStarted = $0.payload { true } else { false } }
        let (model, profiles) = try state.withLock { state in
            if let fault = state.fault { throw Refusal(description: fault) }
            var turns: [FakeModel.Turn] = []
            if state.turns[profile.name]?.isEmpty == false { turns = state.turns[profile.name]?.removeFirst() ?? [] }
            let model = FakeModel(Array(turns.dropFirst(playedTurns)), then: last, log: side)
            state.models.append(model)
            return (model, state.profiles)
        }
        return AgentStaff(
            parts: equipped(try parts(model), profiles), model: profile.model ?? "test-model", provider: "fake", contextTokens: 100_000)
    }

    func claim(_ runID: String) throws { state.withLock { $0.claimed.append(runID) } }
    func began(_ run: Run) { state.withLock { $0.running.append(run) } }
    func ended(_ run: Run, _ outcome: RunOutcome) { state.withLock { $0.running.removeAll { $0.id == run.id } } }
}

/// A log in memory of several runs.
final class TreeLog: EventLog {
    private struct State {
        var logs: [String: MemoryLog] = [:]
        var runs: [String] = []
        var order: [(runID: String, type: String)] = []
        var watcher: (@Sendable (RunEvent) -> Void)?
    }

    private let state = Mutex(State())

    init(holding runs: [[RunEvent]] = []) {
        state.withLock { state in
            for events in runs {
                guard let id = events.first?.runID else { continue }
                state.runs.append(id)
                state.logs[id] = MemoryLog(holding: events)
            }
        }
    }

    /// Told of every event, on the thread that recorded it.
    func watch(_ watcher: @escaping @Sendable (RunEvent) -> Void) { state.withLock { $0.watcher = watcher } }

    /// In the order they began.
    var runs: [String] { state.withLock { $0.runs } }
    var order: [(runID: String, type: String)] { state.withLock { $0.order } }
    func events(of runID: String) -> [RunEvent] { state.withLock { $0.logs[runID] }?.events ?? [] }

    func append(_ event: RunEvent) {
        let watcher = state.withLock { state in
            if state.logs[event.runID] == nil {
                state.runs.append(event.runID)
                state.logs[event.runID] = MemoryLog()
            }
            state.logs[event.runID]?.append(event)
            state.order.append((event.runID, event.type))
            return state.watcher
        }
        // The recorder holds its lock here: what a test does must come from elsewhere.
        if let watcher { Task { watcher(event) } }
    }

    func synced() async throws {
        for log in state.withLock({ Array($0.logs.values) }) { try await log.synced() }
    }

    func storeArtifact(runID: String, mediaType: String, bytes: [UInt8]) async throws -> String {
        try await state.withLock({ $0.logs[runID] })?.storeArtifact(runID: runID, mediaType: mediaType, bytes: bytes) ?? ""
    }

    func storedArtifact(_ id: String, runID: String) async throws -> [UInt8]? {
        try await state.withLock({ $0.logs[runID] })?.storedArtifact(id, runID: runID)
    }
}

/// A number that grows by one.
final class Counter: Sendable {
    private let value = Mutex(0)
    func next() -> Int {
        value.withLock { value in
            value += 1
            return value
        }
    }
}
