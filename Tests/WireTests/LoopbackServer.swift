import Glibc
import Synchronization

/// A server on a loopback port whose every connection is handled by a closure on its own thread.
final class LoopbackServer: Sendable {
    let port: Int
    private let listener: Int32
    private let accepted: Counter

    var url: String { "http://127.0.0.1:\(port)" }
    /// Connections accepted so far.
    var connections: Int { accepted.count.withLock { $0 } }

    private final class Counter: Sendable {
        let count = Mutex(0)
    }

    init(_ handle: @escaping @Sendable (LoopbackConnection) -> Void) {
        let accepted = Counter()
        self.accepted = accepted
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                _ = bind(listener, address, length)
                _ = listen(listener, 64)
                _ = getsockname(listener, address, &length)
            }
        }
        port = Int(UInt16(bigEndian: address.sin_port))
        onThread {
            while true {
                let descriptor = accept(listener, nil, nil)
                guard descriptor >= 0 else { break }
                accepted.count.withLock { $0 += 1 }
                onThread {
                    let connection = LoopbackConnection(descriptor: descriptor)
                    handle(connection)
                    connection.close()
                }
            }
            _ = Glibc.close(listener)
        }
    }

    deinit {
        _ = shutdown(listener, Int32(SHUT_RDWR))
    }

    /// A port nobody listens on.
    static func deadPort() -> Int {
        let server = LoopbackServer { _ in }
        let port = server.port
        _ = shutdown(server.listener, Int32(SHUT_RDWR))
        let end = monotonic() + 5_000_000
        while monotonic() < end, canConnect(port) { usleep(1000) }
        return port
    }

    private static func canConnect(_ port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { _ = Glibc.close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        address.sin_port = UInt16(port).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}

/// One accepted connection; used by its own thread only.
final class LoopbackConnection {
    private var descriptor: Int32
    private var waiting: [UInt8] = []

    init(descriptor: Int32) {
        self.descriptor = descriptor
        var one: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
    }

    /// The next request with its body (by Content-Length); nil when the peer closed.
    func readRequest() -> (head: String, body: [UInt8])? {
        let end: [UInt8] = [13, 10, 13, 10]
        while true {
            if let headEnd = waiting.indices.first(where: { waiting[$0...].starts(with: end) }) {
                let head = String(decoding: waiting[..<headEnd], as: UTF8.self)
                let length =
                    head.split(whereSeparator: \.isNewline).first { $0.lowercased().hasPrefix("content-length:") }
                    .flatMap { Int($0.dropFirst(15).drop { $0 == " " }) } ?? 0
                while waiting.count < headEnd + 4 + length {
                    guard readMore() else { return nil }
                }
                let body = Array(waiting[(headEnd + 4)..<(headEnd + 4 + length)])
                waiting.removeFirst(headEnd + 4 + length)
                return (head, body)
            }
            guard readMore() else { return nil }
        }
    }

    func write(_ text: String) {
        write(Array(text.utf8))
    }

    func write(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { buffer in
            var sent = 0
            while sent < buffer.count, let base = buffer.baseAddress {
                let count = send(descriptor, base + sent, buffer.count - sent, Int32(MSG_NOSIGNAL))
                guard count > 0 else { return }
                sent += count
            }
        }
    }

    /// A head for a body that ends with the connection.
    func writeStreamHead(status: String = "200 OK", type: String = "text/event-stream", more: String = "") {
        write("HTTP/1.1 \(status)\r\nContent-Type: \(type)\r\nConnection: close\r\n\(more)\r\n")
    }

    /// Microseconds until the peer closed; nil if it did not within `seconds`.
    func timeUntilClosed(seconds: Int = 10) -> Int64? {
        var limit = timeval(tv_sec: seconds, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        let start = monotonic()
        var byte: UInt8 = 0
        while true {
            let count = recv(descriptor, &byte, 1, 0)
            if count == 0 || (count < 0 && errno == ECONNRESET) { return monotonic() - start }
            if count < 0 { return nil }
        }
    }

    /// True if the peer closes within this time.
    func closedWithin(milliseconds: Int32) -> Bool {
        var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&watched, 1, milliseconds) > 0 else { return false }
        var byte: UInt8 = 0
        return recv(descriptor, &byte, 1, 0) <= 0
    }

    func close() {
        guard descriptor >= 0 else { return }
        _ = Glibc.close(descriptor)
        descriptor = -1
    }

    /// Ends with a reset instead of a farewell.
    func reset() {
        var hard = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &hard, socklen_t(MemoryLayout<linger>.size))
        close()
    }

    private func readMore() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { return false }
        waiting += buffer[..<count]
        return true
    }
}

/// A value another thread sets once.
final class Box<Value: Sendable>: Sendable {
    private let value = Mutex<Value?>(nil)
    func set(_ new: Value) { value.withLock { $0 = new } }
    var now: Value? { value.withLock { $0 } }

    /// The value as soon as it is there; nil after ten seconds.
    func wait() async -> Value? {
        let end = monotonic() + 10_000_000
        while monotonic() < end {
            if let now { return now }
            try? await Task.sleep(for: .milliseconds(1))
        }
        return now
    }
}

func monotonic() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
}

private final class Work: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

func onThread(_ run: @escaping @Sendable () -> Void) {
    var thread = pthread_t()
    let work = Unmanaged.passRetained(Work(run))
    pthread_create(
        &thread, nil,
        { context in
            if let context { Unmanaged<Work>.fromOpaque(context).takeRetainedValue().run() }
            return nil
        }, work.toOpaque())
    pthread_detach(thread)
}
