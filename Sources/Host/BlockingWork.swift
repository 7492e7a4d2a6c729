internal import Glibc
internal import Synchronization

/// Work that blocks, on a thread of its own, so that the few threads that all tasks share stay free.
public enum BlockingWork {
    /// Tells blocking work that nobody waits for it any more.
    public final class Signal: Sendable {
        private let value = Atomic<Bool>(false)

        /// True from the moment the calling task was cancelled.
        public var isCancelled: Bool { value.load(ordering: .relaxed) }

        func cancel() { value.store(true, ordering: .relaxed) }
    }

    /// Runs `body` on a new thread (about 30 µs) and waits for it.
    ///
    /// When the task is cancelled, `body` is told and should return soon; its result is still returned.
    public static func run<Value: Sendable>(_ body: @escaping @Sendable (Signal) throws -> Value) async throws -> Value {
        let signal = Signal()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Value, any Error>) in
                let job = Job { continuation.resume(with: Result { try body(signal) }) }
                let code = job.start()
                if code != 0 {
                    continuation.resume(throwing: HostError.system(operation: "starting a thread for", path: "a tool", code: code))
                }
            }
        } onCancel: {
            signal.cancel()
        }
    }

    private final class Job: Sendable {
        private let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) {
            self.body = body
        }

        /// 0, or the errno when there is no thread to be had.
        func start() -> Int32 {
            var thread = pthread_t()
            let context = Unmanaged.passRetained(self)
            let code = pthread_create(
                &thread, nil,
                { context in
                    guard let context else { return nil }
                    Unmanaged<Job>.fromOpaque(context).takeRetainedValue().body()
                    return nil
                }, context.toOpaque())
            if code == 0 { pthread_detach(thread) } else { context.release() }
            return code
        }
    }
}
