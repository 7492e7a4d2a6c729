internal import CMicroHTTPD
internal import Glibc

/// Wakes a thread that waits for a peer, from any other thread.
package final class Bell: Sendable {
    /// -1 when the process has no descriptor left; the bell is then never heard.
    let descriptor: Int32

    package init() { descriptor = lathe_http_bell() }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Rings; several rings before anybody listens are one.
    package func ring() {
        var one: UInt64 = 1
        _ = write(descriptor, &one, 8)
    }

    /// Makes it silent again.
    package func clear() {
        var count: UInt64 = 0
        _ = read(descriptor, &count, 8)
    }
}
