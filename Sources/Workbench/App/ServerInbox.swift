import Service
import Synchronization

/// Brings what was found on this machine from the thread that looked to the one of the screen.
final class ServerInbox: Sendable {
    private let servers = Mutex<[FoundServer]?>(nil)

    func put(_ found: [FoundServer]) { servers.withLock { $0 = found } }

    /// What was put since the last time; nil when nothing was.
    func take() -> [FoundServer]? { servers.withLock { $0.take() } }
}
