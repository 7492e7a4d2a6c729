internal import Events
internal import Glibc
internal import Observe
internal import Synchronization

/// The one thread that writes: takes what waits, commits it in one transaction, then tells.
final class StoreWriter: @unchecked Sendable {
    private let connection: Connection
    private let lease: WriteLease
    private let syncsEffects: Bool
    private let queue = WriteQueue(pauseMicroseconds: 4000)
    private let listeners: Listeners
    private let owner: String
    private let hooks: [any EventHook]
    private let fault = Mutex<StoreError?>(nil)
    private var thread = pthread_t()
    // Used by the writer's thread only.
    private var transcriber: Transcriber
    private var syncs = false
    private var hasUnsynced = false

    init(
        connection: Connection, lease: WriteLease, owner: String, syncsEffects: Bool, listeners: Listeners, hooks: [any EventHook]
    ) {
        self.connection = connection
        self.lease = lease
        self.owner = owner
        self.syncsEffects = syncsEffects
        self.listeners = listeners
        self.hooks = hooks
        transcriber = Transcriber(connection: connection, owner: owner)
    }

    /// Starts the thread; it holds the writer until `close`.
    func start() throws(StoreError) {
        let code = pthread_create(
            &thread, nil,
            { argument in
                if let argument { Unmanaged<StoreWriter>.fromOpaque(argument).takeRetainedValue().work() }
                return nil
            }, Unmanaged.passRetained(self).toOpaque())
        guard code == 0 else {
            Unmanaged.passUnretained(self).release()
            throw StoreError(
                .other, "no thread can be started for the store (\(String(cString: strerror(code)))); end some programs and try again")
        }
    }

    /// Writes what waits, then ends the thread and closes the connection.
    ///
    /// Once.
    func close() {
        queue.close()
        pthread_join(thread, nil)
    }

    var failure: StoreError? { fault.withLock { $0 } }

    func append(_ event: RunEvent) { _ = queue.put(.event(event)) }

    func synced() async throws { try await ordered { .barrier($0) } }

    /// Calls `done` on the writer's thread once the claim is committed or refused.
    func claim(_ runID: String, _ standing: RunStanding, done: @escaping @Sendable (StoreError?) -> Void) {
        if !queue.put(.claim(runID: runID, standing, done)) { done(failure ?? EventStore.closedError(connection.path)) }
    }

    func store(_ artifact: WriteOrder.Artifact) async throws { try await ordered { .artifact(artifact, $0) } }

    /// Changes what is remembered and calls `answer`, also when it cannot be.
    func change(_ change: MemoryChange, answer: @escaping @Sendable (Result<Int, StoreError>) -> Void) {
        if !queue.put(.memory(change, answer)) { answer(.failure(failure ?? EventStore.closedError(connection.path))) }
    }

    private func ordered(_ order: (CheckedContinuation<Void, any Error>) -> WriteOrder) async throws {
        try await withCheckedThrowingContinuation { continuation in
            if !queue.put(order(continuation)) { continuation.resume(throwing: failure ?? EventStore.closedError(connection.path)) }
        }
    }

    private func work() {
        while let orders = queue.take() {
            if let failure {
                answer(orders, failure)
                continue
            }
            do throws(StoreError) {
                let events = try commit(orders)
                // Listeners first: whoever was told that all is synced finds it all with them.
                if !events.isEmpty { listeners.tell(.committed(events)) }
                answer(orders, nil)
                for event in events {
                    for hook in hooks { hook.handle(event) }
                }
                for case .memory(let change, let answer) in orders { answer(make(change)) }
            } catch {
                fault.withLock { $0 = error }
                listeners.tell(.failed(error))
                answer(orders, error)
            }
        }
        _ = lease.take()
        connection.close()
        lease.release()
    }

    private func answer(_ orders: [WriteOrder], _ failure: StoreError?) {
        for order in orders {
            switch order {
            case .event: break
            case .claim(_, _, let done): if let failure { done(failure) }
            case .memory(_, let answer): if let failure { answer(.failure(failure)) }
            case .barrier(let continuation), .artifact(_, let continuation):
                if let failure { continuation.resume(throwing: failure) } else { continuation.resume() }
            }
        }
    }

    private func commit(_ orders: [WriteOrder]) throws(StoreError) -> [RunEvent] {
        var join = DeltaJoin()
        var artifacts: [WriteOrder.Artifact] = []
        var claims: [(runID: String, standing: RunStanding, done: @Sendable (StoreError?) -> Void)] = []
        var wantsSync = false
        for order in orders {
            switch order {
            case .event(let event):
                join.append(event)
                wantsSync = wantsSync || event.payload.mustSync
            case .artifact(let artifact, _): artifacts.append(artifact)
            case .claim(let runID, let standing, let done): claims.append((runID, standing, done))
            // In a transaction of its own, after the events.
            case .memory: break
            case .barrier: wantsSync = wantsSync || hasUnsynced || !join.events.isEmpty || !artifacts.isEmpty
            }
        }
        wantsSync = wantsSync && syncsEffects
        guard wantsSync || !join.events.isEmpty || !artifacts.isEmpty || !claims.isEmpty else { return [] }
        if wantsSync != syncs {
            try connection.execute(wantsSync ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL")
            syncs = wantsSync
        }
        guard lease.take() else { throw StoreError(sqlite: 5, "", path: connection.path) }
        defer { lease.release() }
        try connection.execute("BEGIN IMMEDIATE")
        do throws(StoreError) {
            let numbered = try transcriber.write(join.events)
            for artifact in artifacts { try insert(artifact) }
            var answers: [(@Sendable (StoreError?) -> Void, StoreError?)] = []
            for claim in claims { answers.append((claim.done, try take(claim.runID, claim.standing))) }
            // A sync needs something to write; setting the version it has anyway is the smallest change there is.
            if numbered.isEmpty && artifacts.isEmpty && claims.isEmpty {
                try connection.execute("PRAGMA user_version = \(Migration.all.count)")
            }
            try connection.execute("COMMIT")
            hasUnsynced = !wantsSync
            for (done, refusal) in answers { done(refusal) }
            return numbered
        } catch {
            try? connection.execute("ROLLBACK")
            throw error
        }
    }

    /// Makes a run that stands still ours; why not, when it cannot be.
    private func take(_ runID: String, _ standing: RunStanding) throws(StoreError) -> StoreError? {
        let query = "SELECT status, owner FROM runs WHERE run_id = ?"
        guard let (status, before) = try connection.rows(query, [.text(runID)], { ($0.text(0), $0.text(1)) }).first else {
            return StoreError(.unknownRun, "there is no run \(shown(runID)); `lathe runs` lists them")
        }
        guard standing.statuses.contains(status) else {
            return StoreError(.notWaiting, "the run \(shown(runID)) is \(status); \(standing.refusal)")
        }
        if before != owner, let mark = ProcessMark(before), mark.mayBeAlive {
            return StoreError(.notWaiting, "the run \(shown(runID)) is open in another lathe (process \(mark.pid)); \(standing.elsewhere)")
        }
        try connection.run("UPDATE runs SET owner = ? WHERE run_id = ?", [.text(owner), .text(runID)])
        return nil
    }

    /// Makes one change of what is remembered, in a transaction of its own.
    ///
    /// Its failure is told to whoever asked and to nobody else: no run needs it to explain its effects. If it is SQLite that is broken, the next
    /// event finds that out by itself and fails the store.
    private func make(_ change: MemoryChange) -> Result<Int, StoreError> {
        guard lease.take() else { return .failure(StoreError(sqlite: 5, "", path: connection.path)) }
        defer { lease.release() }
        do throws(StoreError) {
            try connection.execute("BEGIN IMMEDIATE")
            let count = try change.make(connection)
            try connection.execute("COMMIT")
            hasUnsynced = hasUnsynced || !syncs
            return .success(count)
        } catch {
            try? connection.execute("ROLLBACK")
            return .failure(error)
        }
    }

    private func insert(_ artifact: WriteOrder.Artifact) throws(StoreError) {
        try connection.run(
            "INSERT INTO artifacts (artifact_id, run_id, media_type, bytes) VALUES (?, ?, ?, ?)",
            [.text(artifact.id), .text(artifact.runID), .text(artifact.mediaType), .blob(artifact.bytes)])
    }
}
