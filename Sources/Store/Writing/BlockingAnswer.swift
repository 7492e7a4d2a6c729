internal import Glibc
internal import Synchronization

/// What a thread that may block waits for.
final class BlockingAnswer<Value: Sendable>: @unchecked Sendable {
    private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
    private let value = Mutex<Result<Value, StoreError>?>(nil)

    init() { sem_init(semaphore, 0, 0) }

    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }

    /// Once.
    func give(_ result: Result<Value, StoreError>) {
        value.withLock { $0 = result }
        sem_post(semaphore)
    }

    /// Blocks until something was given.
    func wait() throws(StoreError) -> Value {
        while true {
            if let result = value.withLock({ $0 }) { return try result.get() }
            sem_wait(semaphore)
        }
    }
}
