internal import CSQLite
public import Events
public import Observe
internal import Synchronization

/// Keeps runs, their events and their long outputs in one SQLite file (000-32).
///
/// Laws of writing are those of `EventLog`: committed before shown, numbered and joined here, in order; a failed write fails the store for good. After a
/// commit the listeners are told, then whoever waits in `synced`, then the hooks.
/// Several processes may use one file. Reading blocks for as long as SQLite takes (a page of 200 events: about 0.3 ms) and goes on beside writing.
public final class EventStore: EventLog {
    /// The absolute path of the file.
    public let path: String
    /// Why nothing can be written: fault; cure.
    ///
    /// Nil when it can. Runs can be read either way.
    public let readOnlyReason: StoreError?
    /// Runs that a dead process left open and that were marked as interrupted when this store was opened.
    public let recoveredRuns: [String]
    private let surroundings: Surroundings
    private let writer: StoreWriter?
    private let listeners = Listeners()
    let reader: StoreReader
    private let isClosed = Mutex(false)

    /// Opens the file, makes it if there is none, and marks the runs whose process died as interrupted.
    ///
    /// - Parameters:
    ///   - hooks: told of every event after the listeners.
    ///   - syncsEffects: false never waits for the disk; a power loss may then cost the last events.
    ///   - makesFolder: whether the folders above the file are made when they are missing.
    /// - Throws: `StoreError`. A file that can only be read is no error.
    public init(
        path: String, surroundings: Surroundings, hooks: [any EventHook] = [], syncsEffects: Bool = true, access: StoreAccess = .readWrite,
        makesFolder: Bool = true
    ) throws(StoreError) {
        let opened = try OpenedStore(path: path, access: access, makesFolder: makesFolder)
        self.path = opened.path
        self.surroundings = surroundings
        reader = StoreReader(opened.reader)
        let owner = ProcessMark.current().text
        guard let connection = opened.writer, let lease = opened.lease else {
            (writer, recoveredRuns, readOnlyReason) = (nil, [], opened.readOnlyReason)
            return
        }
        do throws(StoreError) {
            recoveredRuns = try Recovery(connection: connection, lease: lease, owner: owner, surroundings: surroundings)
                .closeAbandonedRuns()
        } catch {
            // A full disk marks no run, but what is there can still be read.
            guard error.kind == .diskFull else { throw error }
            (writer, recoveredRuns, readOnlyReason) = (nil, [], error)
            return
        }
        readOnlyReason = nil
        let writer = StoreWriter(
            connection: connection, lease: lease, owner: owner, syncsEffects: syncsEffects, listeners: listeners, hooks: hooks)
        try writer.start()
        self.writer = writer
    }

    deinit { close() }

    /// Writes what waits and closes the file.
    ///
    /// What comes later is not kept.
    public func close() {
        let first = isClosed.withLock { closed in
            defer { closed = true }
            return !closed
        }
        guard first else { return }
        reader.close()
        writer?.close()
    }

    public func append(_ event: RunEvent) { writer?.append(event) }

    public func synced() async throws { try await openWriter().synced() }

    public func storeArtifact(runID: String, mediaType: String, bytes: [UInt8]) async throws -> String {
        let id = surroundings.newIdentifier()
        try await openWriter().store(WriteOrder.Artifact(id: id, runID: runID, mediaType: mediaType, bytes: bytes))
        return id
    }

    /// Writes down what is worth knowing of a run for later ones of its workspace, of which the newest 200 notes are kept (000-21).
    ///
    /// Goes through the same writer as events, behind them and in a transaction of its own: a note that cannot be written is an error here and
    /// nowhere else, and the store goes on.
    public func remember(workspace: String, runID: String, text: String) async throws {
        guard text.utf8.count <= MemoryChange.textLimitBytes else {
            throw StoreError(
                .other, "a note of \(text.utf8.count) bytes is too long to be remembered; write \(MemoryChange.textLimitBytes) at most")
        }
        let change = MemoryChange.remember(
            workspace: workspace, runID: runID, milliseconds: surroundings.wallMilliseconds(), text: text)
        let writer = try openWriter()
        _ = try await withCheckedThrowingContinuation { continuation in
            writer.change(change) { result in continuation.resume(with: result.mapError { $0 as any Error }) }
        }
    }

    /// Deletes what is remembered and returns how many notes that were.
    ///
    /// Blocks until it is written.
    public func forget(_ selection: MemorySelection) throws(StoreError) -> Int {
        let answer = BlockingAnswer<Int>()
        try openWriter().change(.forget(selection)) { answer.give($0) }
        return try answer.wait()
    }

    /// Reads in a task of its own, so that a slow disk holds up nobody else.
    @concurrent
    public func storedArtifact(_ id: String, runID: String) async throws -> [UInt8]? { try artifact(id, of: runID) }

    /// Makes this process the one that drives a run that stands still.
    ///
    /// Blocks for as long as one commit takes. Throws when there is no such run, when it does not stand so, or when another living process drives it.
    public func claim(_ runID: String, _ standing: RunStanding = .waiting) throws(StoreError) {
        guard let writer else { throw readOnlyReason ?? EventStore.closedError(path) }
        let answer = ClaimAnswer()
        writer.claim(runID, standing) { answer.set($0) }
        if let refusal = answer.wait() { throw refusal }
    }

    /// The version of SQLite this program runs with.
    public static var databaseVersion: String { String(cString: sqlite3_libversion()) }

    /// Why nothing is written any more, nil while all is well.
    public var failure: StoreError? { writer?.failure }

    /// Calls `handler` after every commit until `stopListening`; see `StoreNotice`.
    public func listen(_ handler: @escaping @Sendable (StoreNotice) -> Void) -> Int { listeners.add(handler) }

    /// A call that already began may still come through.
    public func stopListening(_ listener: Int) { listeners.remove(listener) }

    private func openWriter() throws(StoreError) -> StoreWriter {
        if let writer { return writer }
        throw readOnlyReason ?? EventStore.closedError(path)
    }

    static func closedError(_ path: String) -> StoreError { StoreError(.closed, "the store \(shown(path)) is closed; open it again") }
}
