public import Engine
public import Events
internal import Glibc
internal import Host
internal import Models
internal import Observe
internal import Store
internal import Synchronization
internal import Tools

/// Starts, streams, steers, cancels and lists runs: the one place where the parts are joined.
public final class Service: Sendable {
    public let settings: Settings
    /// Things that are not as they should be but stop nothing, such as a log that cannot be written.
    public let warnings: [String]
    let surroundings: Surroundings
    let store: EventStore
    let live = LiveRuns()
    /// The servers of this machine that runs may go to where no provider is configured.
    private let localServers = Mutex<[FoundServer]>([])
    let providers: Providers
    /// Those whose copies are still there.
    let comparisons = Mutex<[Comparison]>([])

    /// Opens the store and ends the runs that a dead process left open.
    public init(settings: Settings, surroundings: Surroundings) throws(ServiceError) {
        self.settings = settings
        self.surroundings = surroundings
        var warnings: [String] = []
        var hooks: [any EventHook] = []
        if let path = settings.logPath {
            if let log = StructuredLog(path: path) {
                hooks.append(log)
            } else {
                warnings.append(TextSanitiser.clean("the log \(path) cannot be written; check its folder or set another log file"))
            }
        }
        do throws(StoreError) {
            store = try EventStore(
                path: settings.storePath, surroundings: surroundings, hooks: hooks,
                makesFolder: settings.storePlaceIsBuiltIn)
        } catch {
            throw ServiceError(error)
        }
        if let reason = store.readOnlyReason { warnings.append(reason.message) }
        self.warnings = warnings
        providers = Providers(surroundings: surroundings)
        // Hooks hear what is committed, before anybody who waits for the commit goes on.
        _ = store.listen { [live] notice in if case .committed(let events) = notice { live.tell(events) } }
    }

    /// The file that runs are kept in.
    public var storePath: String { store.path }

    /// The version of SQLite that keeps the runs.
    public static var databaseVersion: String { EventStore.databaseVersion }

    /// False when the store can only be read: no run can start, past ones can be seen.
    public var isWritable: Bool { store.readOnlyReason == nil }

    // MARK: Runs

    /// Gets things ready in the background that the first run would wait some milliseconds for; returns at once.
    ///
    /// For faces, once their first picture is on the screen.
    public func prepare() {
        providers.prepare(settings)
        // The first task starts the threads that all tasks run on.
        Task.detached {}
    }

    /// Lets runs go to these servers of this machine, where no provider is configured and looking for one is not switched off.
    public func use(_ servers: [FoundServer]) { localServers.withLock { $0 = servers } }

    /// The settings of a run; a local server takes the place of a provider that nobody configured.
    ///
    /// - Parameters:
    ///   - provider: the one that the run went to before; its server is preferred when it still serves the model.
    ///   - model: the one that the run asked before.
    func settings(after provider: String? = nil, _ model: String? = nil) -> Settings {
        var settings = settings
        guard settings.wantsLocalServer else { return settings }
        let servers = localServers.withLock { $0 }
        let same = settings.provider == nil ? servers.first { $0.providerID == provider && $0.models.contains(model ?? "") } : nil
        if let best = same ?? settings.localServer(among: servers) { settings.use(best) }
        return settings
    }

    /// Starts a run and returns its id; it goes on by itself.
    public func start(_ prompt: String, options: RunOptions = RunOptions()) throws(ServiceError) -> String {
        let run = try makeRun(prompt, options)
        guard live.start(run) else { throw ServiceError(.internalFault, "the service was shut down; start the program again") }
        return run.id
    }

    func makeRun(_ prompt: String, _ options: RunOptions) throws(ServiceError) -> Run {
        if let reason = store.readOnlyReason { throw ServiceError(reason) }
        let prompt = TextSanitiser.clean(prompt)
        guard prompt.contains(where: { !$0.isWhitespace }) else {
            throw ServiceError(.settings, "the prompt is empty; say what is to be done")
        }
        let (request, parts) = try ingredients(prompt, options, options.applied(to: self.settings()), playedTurns: [:])
        return Run(request, parts: parts)
    }

    /// What a run is made of; `playedTurns` of a script are over already, by what they were for.
    func ingredients(
        _ prompt: String, _ options: RunOptions, _ settings: Settings, playedTurns: [String: Int]
    ) throws(ServiceError) -> (RunRequest, RunParts) {
        let choices = try settings.endpointChoices()
        let routes = try providers.routes(choices, settings, playedTurns: playedTurns)
        let workspace: Workspace
        do throws(HostError) { workspace = try Workspace(path: settings.workspacePath) } catch { throw ServiceError(error) }
        let home = UserFolders(environment: surroundings.environment).home
        // A copy lies beneath other folders than what it is a copy of.
        let original = options.copiedFrom.flatMap { try? Workspace(path: $0).realPath }
        var request = RunRequest(
            prompt: prompt, model: choices[0].model, provider: choices[0].provider.id,
            workspacePath: TextSanitiser.clean(settings.workspacePath), limits: settings.limits(at: choices[0]),
            approve: settings.approve, whenAsked: options.whenAsked,
            instructions: try ProjectInstructions.find(workspace: original ?? workspace.realPath, home: home))
        settings.apply(to: &request)
        request.asksAtLimits = options.asksAtLimits
        let office = AgentOffice(service: self, settings: settings, workspace: workspace)
        if playedTurns.isEmpty { request.images = try PromptImages.read(prompt, in: workspace) }
        var parts = self.parts(routes, settings, workspace)
        parts.roles = try providers.roles(settings)
        parts.context = ContextAssembly.pipeline(
            settings, store: store, workspace: workspace, previousRuns: options.previousRuns,
            copiedFrom: options.copiedFrom.map(TextSanitiser.clean))
        parts.agents = settings.knownAgents
        parts.agentHost = office
        parts.skills = SkillShelf(settings).load().skills
        return (request, parts)
    }

    /// What every run works with, one of an agent too.
    func parts(_ routes: ModelRoutes, _ settings: Settings, _ workspace: Workspace) -> RunParts {
        let environment = ChildEnvironment.allowed(from: surroundings.environment)
        var parts = RunParts(
            routes: routes,
            tools: ToolDispatcher(timeLimit: settings.limits.toolTimeout, outputLimitBytes: settings.limits.toolOutputBytes),
            workspace: workspace, processes: ProcessRunner(environment: environment), log: store, surroundings: surroundings)
        parts.makeHooks = { onFault in
            settings.hookPipeline(processes: ProcessRunner(environment: environment), folder: workspace.root, onFault: onFault)
        }
        parts.eventsOfRun = { [store] runID in try StoredRun.events(of: runID, in: store) }
        return parts
    }

    /// The model that judges results: the one for evaluating, or else the runs' own.
    func judge(_ settings: Settings) throws(ServiceError) -> ModelRoutes {
        if let judge = try providers.roles(settings)[.evaluate] { return judge }
        return try providers.routes(settings.endpointChoices(), settings, playedTurns: [:])
    }

    /// Takes the next of the three steps of stopping and returns it (1…3); 0 when the run does not go on here.
    @discardableResult
    public func stop(_ runID: String) -> Int { live[runID]?.stop() ?? 0 }

    /// Closes the model's stream and ends the tools at once.
    public func stopEverything(_ runID: String) { live[runID]?.stopEverything() }

    public func say(_ runID: String, _ text: String, delivery: MessageDelivery) {
        live[runID]?.say(TextSanitiser.clean(text), delivery: delivery)
    }

    /// Has the loop of a run go on as a pipeline once the phase that goes on is over (003-27).
    ///
    /// Changes nothing in a run that is a pipeline already, or does not go on here.
    public func forcePipeline(_ runID: String) { live[runID]?.forcePipeline() }

    /// Compacts the context of a run before its model is asked next.
    public func compactContext(_ runID: String) { live[runID]?.compactContext() }

    /// Takes the newest compaction of a run back.
    public func restoreContext(_ runID: String) { live[runID]?.restoreContext() }

    /// How a run of this service ended, waiting if it goes on; nil for any other run.
    public func outcome(of runID: String) async -> RunOutcome? { await live.outcome(of: runID) }

    /// What was said during an ended run of this service and meant for the next one; nothing is done with it here.
    public func queuedMessages(of runID: String) -> [String] { live.messages(after: runID) }

    /// The runs that go on in this service, oldest first.
    public var liveRuns: [String] { live.ids }

    // MARK: Reading

    /// Runs, those that go on or wait first, then the newest.
    ///
    /// `before` is the last id of the page before; `agents` lists those too that work for another run.
    public func runs(
        limit: Int, before: String? = nil, matching: String? = nil, agents: Bool = false
    ) throws(ServiceError) -> [RunSummary] {
        do throws(StoreError) {
            return try store.runs(limit: limit, before: before, matching: matching, agents: agents).map(RunSummary.init)
        } catch {
            throw ServiceError(error)
        }
    }

    /// The runs that work for a run, in the order they began.
    public func agents(of runID: String) throws(ServiceError) -> [RunSummary] {
        do throws(StoreError) { return try store.agents(of: runID).map(RunSummary.init) } catch { throw ServiceError(error) }
    }

    /// One run; nil when there is none of that id.
    public func run(_ runID: String) throws(ServiceError) -> RunSummary? {
        do throws(StoreError) { return try store.run(runID).map(RunSummary.init) } catch { throw ServiceError(error) }
    }

    /// Where a run stands, folded from all its events: an object as `RunContext.json(at:)` describes it (000-05).
    ///
    /// Reads the whole run.
    public func state(of runID: String) throws(ServiceError) -> JSON {
        var context = RunContext()
        var seq = 0
        while true {
            let page = try events(of: runID, after: seq, limit: 2000)
            guard let last = page.last else { return context.json(at: seq) }
            for event in page { context.apply(event) }
            seq = last.seq
        }
    }

    /// What a run came to, projected from its events (002-22).
    ///
    /// Reads the whole run.
    public func result(of runID: String) throws(ServiceError) -> RunResult {
        var result = RunResult()
        var seq = 0
        while case let page = try events(of: runID, after: seq, limit: 2000), let last = page.last {
            for event in page { result.apply(event) }
            seq = last.seq
        }
        return result
    }

    /// The events behind `seq`, in order.
    public func events(of runID: String, after seq: Int, limit: Int) throws(ServiceError) -> [RunEvent] {
        do throws(StoreError) { return try store.events(of: runID, after: seq, limit: limit) } catch { throw ServiceError(error) }
    }

    /// The id that `text` means: an id, a prefix of only one, or `last`.
    public func resolveRunID(_ text: String) throws(ServiceError) -> String {
        do throws(StoreError) { return try store.resolve(text) } catch { throw ServiceError(error) }
    }

    /// Follows a run from behind `seq`; `wake` is called once now and once for every commit, from any thread, and should only ring a bell.
    public func subscribe(to runID: String, after seq: Int = 0, wake: @escaping @Sendable () -> Void) -> EventSubscription {
        let subscription = EventSubscription(store: store, runID: runID, after: seq, wake: wake)
        subscription.start()
        wake()
        return subscription
    }

    /// The whole of a long output; nil when the run has none of that id.
    public func artifact(_ id: String, of runID: String) throws(ServiceError) -> [UInt8]? {
        do throws(StoreError) { return try store.artifact(id, of: runID) } catch { throw ServiceError(error) }
    }

    // MARK: The end

    /// Stops what goes on, leaves what waits for a person, and waits at most two seconds for it; no run can start any more.
    ///
    /// Blocks. What there is can still be read.
    public func stopRuns() {
        // The workspace of a demo goes away with it: nobody could take its run up.
        live.stopAll(leaving: settings.demo == nil)
        let deadline = MonotonicClock.nowMicroseconds() + 2_000_000
        while !live.isEmpty && MonotonicClock.nowMicroseconds() < deadline { usleep(2000) }
    }

    /// Stops what goes on, waits at most two seconds for it, removes the copies of comparisons, and closes the store.
    ///
    /// Blocks.
    public func shutDown() {
        stopRuns()
        finishComparisons()
        providers.shutDown()
        store.close()
    }
}
