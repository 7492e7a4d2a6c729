internal import Glibc
internal import Synchronization

/// Where one thread waits for the writer's word on a claim.
final class ClaimAnswer: Sendable {
    private let word = Mutex<StoreError??>(nil)

    func set(_ refusal: StoreError?) { word.withLock { $0 = .some(refusal) } }

    /// Why the claim was refused; nil when it was taken.
    ///
    /// Looks again and again: a claim is rare, and takes a millisecond.
    func wait() -> StoreError? {
        while true {
            if let refusal = word.withLock({ $0 }) { return refusal }
            usleep(200)
        }
    }
}
