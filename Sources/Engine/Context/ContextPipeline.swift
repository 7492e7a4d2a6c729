public import Events
public import Observe
internal import Synchronization

/// Gathers a run's context from history, memory and knowledge, and has the run remembered at its end, without ever holding it up (000-18, 000-21, 000-22).
///
/// One for each run. All sources are asked at the same time when the run begins; what is there when the wait is over is used, what comes later can
/// be taken later. A source or writer that throws, floods, hangs, blocks its thread or does not listen to its cancellation costs the run nothing but its answer: the
/// fault comes out as an `ErrorDetail`, each once. The tasks belong to the pipeline and are cancelled by `finish`, or when it goes away.
public final class ContextPipeline: Sendable {
    let parts: ContextParts
    private let waitLimit: Duration
    private let writeLimit: Duration
    let delay: @Sendable (Duration) async throws -> Void
    private let reading = ContextBoard()
    private let writing = ContextBoard()
    private let owned = Mutex(Owned())

    private struct Owned {
        var tasks: [Task<Void, Never>] = []
        var threads: [SourceThread] = []
        /// What to say of the places that stay empty.
        var readers: [(place: Int, missing: ErrorDetail)] = []
        var writers: [(place: Int, missing: ErrorDetail)] = []
        var hasBegun = false
        var hasWritten = false
    }

    /// - Parameters:
    ///   - wait: how long `gather` waits at most, counted from `begin`.
    ///   - writeWait: how long `finish` waits at most.
    ///   - delay: waits that long, or throws when its task is cancelled.
    public init(
        _ parts: ContextParts, switches: ContextSwitches = ContextSwitches(), wait: Duration = .milliseconds(300),
        writeWait: Duration = .seconds(2),
        delay: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.parts = parts.switched(by: switches)
        waitLimit = wait
        writeLimit = writeWait
        self.delay = delay
    }

    deinit { cancelAll() }

    /// Asks all sources at once and returns at once; a second call does nothing.
    public func begin(_ query: ContextQuery) {
        let isFirst = owned.withLock { owned in
            defer { owned.hasBegun = true }
            return !owned.hasBegun
        }
        guard isFirst else { return }
        let questions =
            parts.history.map { source in Question(.history, source.name) { try await source.earlier(for: query) } }
            + parts.memory.map { source in Question(.memory, source.name) { try await source.recall(for: query) } }
            + parts.knowledge.map { source in Question(.knowledge, source.name) { try await source.search(query) } }
        guard !questions.isEmpty else { return }
        let first = reading.reserve(questions.count)
        for (offset, question) in questions.enumerated() {
            let place = first + offset
            own { [reading] in reading.settle(place, await question.result()) }
            owned.withLock { $0.readers.append((place, question.fault("gave nothing before the run ended"))) }
        }
        time(waitLimit, reading)
    }

    /// What the sources gave, waiting at most the wait; history, memory, knowledge, in each the order of the sources, then their own.
    ///
    /// Comes back at once when its task is cancelled.
    public func gather() async -> [ContextAdded] {
        await reading.wait(heedsCancellation: true)
        return reading.takeAdditions()
    }

    /// What came since, in the same order, each once; never waits.
    public func late() -> [ContextAdded] { reading.takeAdditions() }

    /// The faults of sources so far, each once; never waits.
    public func faults() -> [ErrorDetail] { reading.takeFaults() }

    /// Has the run remembered, however it ended, and returns at once; a second call does nothing.
    public func write(_ digest: RunDigest) {
        let isFirst = owned.withLock { owned in
            defer { owned.hasWritten = true }
            return !owned.hasWritten
        }
        guard isFirst, !parts.writers.isEmpty else { return }
        let first = writing.reserve(parts.writers.count)
        for (offset, writer) in parts.writers.enumerated() {
            let place = first + offset
            let fault = ContextFault(.memory, "writer", writer.name)
            own { [writing] in
                do {
                    try await writer.remember(digest)
                    writing.settle(place, .written)
                } catch {
                    writing.settle(place, .failed(fault.detail("failed", error)))
                }
            }
            owned.withLock { $0.writers.append((place, fault.detail("did not finish in time, so the run may not be remembered"))) }
        }
        time(writeLimit, writing)
    }

    /// Waits for the writers, at most the bound, ends whatever still runs, and returns the faults that were not given yet.
    ///
    /// Waits also in a cancelled task: what follows a run follows a stopped one too (000-20).
    public func finish() async -> [ErrorDetail] {
        await writing.wait(heedsCancellation: false)
        // Before they are cancelled: what a source says because it was cancelled is no answer.
        let (readers, writers) = owned.withLock { ($0.readers, $0.writers) }
        for reader in readers { reading.settle(reader.place, .failed(reader.missing)) }
        for writer in writers { writing.settle(writer.place, .failed(writer.missing)) }
        cancelAll()
        return reading.takeFaults() + writing.takeFaults()
    }

    private func time(_ duration: Duration, _ board: ContextBoard) {
        let timer = Task { [delay] in
            try? await delay(duration)
            board.endWaiting()
        }
        owned.withLock { $0.tasks.append(timer) }
    }

    /// Does the work of a source or writer on a thread of its own.
    private func own(_ work: @escaping @Sendable () async -> Void) {
        let thread = SourceThread()
        let task = Task(executorPreference: thread) {
            await work()
            thread.close()
        }
        owned.withLock { owned in
            owned.tasks.append(task)
            owned.threads.append(thread)
        }
    }

    private func cancelAll() {
        let (tasks, threads) = owned.withLock { owned in
            defer { (owned.tasks, owned.threads) = ([], []) }
            return (owned.tasks, owned.threads)
        }
        for task in tasks { task.cancel() }
        for thread in threads { thread.close() }
    }
}

/// One source, asked.
private struct Question: Sendable {
    let source: ContextSource
    let name: String
    let ask: @Sendable () async throws -> [ContextNote]

    init(_ source: ContextSource, _ name: String, ask: @escaping @Sendable () async throws -> [ContextNote]) {
        self.source = source
        self.name = name
        self.ask = ask
    }

    func result() async -> ContextBoard.Result {
        do {
            return .additions(NoteBounds(source, name: name).additions(try await ask()))
        } catch {
            return .failed(fault("failed", error))
        }
    }

    func fault(_ what: String, _ cause: (any Error)? = nil) -> ErrorDetail { ContextFault(source, "source", name).detail(what, cause) }
}
