import Synchronization

/// How far something that is played in the place of a model has come.
final class PlayedPosition: Sendable {
    private let played: Mutex<Int>

    /// - Parameter played: what is over already; below 0 counts as 0.
    init(_ played: Int) { self.played = Mutex(max(0, played)) }

    /// The number of the next one, 1-based; each is given once.
    func next() -> Int {
        played.withLock { played in
            played += 1
            return played
        }
    }
}
