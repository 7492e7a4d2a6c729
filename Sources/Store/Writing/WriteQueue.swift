internal import Glibc

/// The queue in front of the writer's thread: many threads put, one takes everything at once.
///
/// An idle writer sleeps without a wake-up. What comes after a quiet time is taken at once; after that, deltas alone wait until `pauseMicroseconds`
/// after the last take, so that neighbours can be joined, and anything else is taken at once with all that is before it.
final class WriteQueue: @unchecked Sendable {
    private enum Sleep { case awake, untilAnything, untilUrgent }

    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private let pauseMicroseconds: Int64
    // All below is guarded by `mutex`.
    private var orders: [WriteOrder] = []
    private var hasUrgent = false
    private var isClosed = false
    private var sleep = Sleep.awake
    private var lastTake: Int64 = .min / 2

    init(pauseMicroseconds: Int64) {
        self.pauseMicroseconds = pauseMicroseconds
        pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(condition, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    /// Puts an order behind all earlier ones; false when the queue is closed.
    func put(_ order: WriteOrder) -> Bool {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        guard !isClosed else { return false }
        orders.append(order)
        if order.isUrgent { hasUrgent = true }
        if sleep == .untilAnything || (sleep == .untilUrgent && hasUrgent) { pthread_cond_signal(condition) }
        return true
    }

    /// Takes no more orders; those that wait are still handed out.
    func close() {
        pthread_mutex_lock(mutex)
        isClosed = true
        pthread_cond_signal(condition)
        pthread_mutex_unlock(mutex)
    }

    /// Everything that waits, after sleeping as long as there is nothing to do; nil once the queue is closed and empty.
    func take() -> [WriteOrder]? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while orders.isEmpty && !isClosed {
            sleep = .untilAnything
            pthread_cond_wait(condition, mutex)
        }
        let due = lastTake + pauseMicroseconds
        while !hasUrgent && !isClosed && WriteQueue.now() < due {
            sleep = .untilUrgent
            var deadline = timespec(tv_sec: Int(due / 1_000_000), tv_nsec: Int(due % 1_000_000) * 1000)
            pthread_cond_timedwait(condition, mutex, &deadline)
        }
        sleep = .awake
        guard !orders.isEmpty else { return nil }
        var taken: [WriteOrder] = []
        swap(&taken, &orders)
        hasUrgent = false
        lastTake = WriteQueue.now()
        return taken
    }

    private static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
    }
}
