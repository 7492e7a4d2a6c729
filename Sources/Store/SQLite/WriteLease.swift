internal import Glibc

/// The right to write, passed between processes through a lock on a file beside the database.
///
/// SQLite has its own locks; this one comes on top because releases before 3.51.3 can damage a database in WAL mode when two connections write
/// and checkpoint at the same instant. It is a file of its own: opening and closing the database by hand would drop SQLite's locks.
final class WriteLease: Sendable {
    let path: String
    private let descriptor: Int32

    /// Opens or makes the lock file with mode 0600; nil and errno when that cannot be.
    init?(path: String) {
        let opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        // Nothing may come between here and the reader of errno, not even an end of this object.
        guard opened >= 0 else { return nil }
        self.path = path
        descriptor = opened
    }

    deinit { close(descriptor) }

    /// Takes the lease, waiting at most five seconds; false when somebody kept it.
    func take() -> Bool {
        var waited: UInt32 = 0
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR, waited < 5_000_000 else { return false }
            usleep(500)
            waited += 500
        }
        return true
    }

    func release() { flock(descriptor, LOCK_UN) }
}
