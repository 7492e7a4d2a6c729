import Models
import Synchronization
import Wire

/// Plays an answer out of memory: `count` events of a stream, in pieces of a size of their own.
///
/// The pieces are given out by the caller of `play`, which may be another thread than the one that reads.
final class PlayedTransport: ModelTransport {
    /// How the bytes are cut.
    enum Cut: String, CaseIterable {
        /// Pieces of 64 KiB.
        case large
        /// One event a piece, and the reader is woken after each.
        case single

        var title: String { self == .large ? "64 KiB a piece" : "one event a piece" }
    }

    private let beginning: [UInt8]
    private let end: [UInt8]
    /// The events that are said again and again.
    private let events: [[UInt8]]
    private let count: Int
    private let cut: Cut
    private let playsAtOnce: Bool
    private let receiver = Mutex<(any HTTPReceiver)?>(nil)

    /// - Parameter playsAtOnce: begins by itself when it is asked, on a thread of its own.
    init(_ stream: SampleStream, count: Int, cut: Cut, playsAtOnce: Bool = false) {
        self.playsAtOnce = playsAtOnce
        beginning = stream.beginning
        end = stream.end
        events = (0..<min(count, 1000)).map(stream.piece)
        self.count = count
        self.cut = cut
    }

    func start(_ request: HTTPRequest, receiver: any HTTPReceiver) -> @Sendable () -> Void {
        self.receiver.withLock { $0 = receiver }
        guard playsAtOnce else { return {} }
        let playing = Task.detached { self.play() }
        return { playing.cancel() }
    }

    /// Gives the whole answer to whoever has asked.
    func play() {
        guard let receiver = receiver.withLock({ $0 }) else { return }
        _ = receiver.receive(head: HTTPHead(status: 200))
        give(beginning, receiver)
        switch cut {
        case .single: for number in 0..<count { give(events[number % events.count], receiver) }
        case .large: playLarge(receiver)
        }
        give(end, receiver)
        receiver.end(.success(()))
    }

    private func playLarge(_ receiver: any HTTPReceiver) {
        let size = 64 << 10
        var piece: [UInt8] = []
        piece.reserveCapacity(size + 1024)
        for number in 0..<count {
            piece += events[number % events.count]
            guard piece.count >= size else { continue }
            piece.withUnsafeBytes { bytes in
                _ = receiver.receive(body: UnsafeRawBufferPointer(rebasing: bytes[..<size]))
            }
            receiver.caughtUp()
            piece.removeFirst(size)
        }
        give(piece, receiver)
    }

    private func give(_ bytes: [UInt8], _ receiver: any HTTPReceiver) {
        bytes.withUnsafeBytes { _ = receiver.receive(body: $0) }
        receiver.caughtUp()
    }
}
