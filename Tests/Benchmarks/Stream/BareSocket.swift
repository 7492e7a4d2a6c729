import Glibc

/// A connection with nothing around it: what an answer takes at the least.
final class BareSocket {
    private let descriptor: Int32
    private var received: [UInt8] = []

    init?(port: Int) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(truncatingIfNeeded: port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { return nil }
    }

    deinit { close(descriptor) }

    func send(_ text: String) {
        let bytes = Array(text.utf8)
        _ = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    /// Reads until this has come, and forgets everything up to there; false when the connection ends first.
    func read(to text: String) -> Bool {
        let wanted = Array(text.utf8)
        var buffer = [UInt8](repeating: 0, count: 32 << 10)
        while true {
            if let place = found(wanted) {
                received.removeFirst(place + wanted.count)
                return true
            }
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return false }
            received += buffer[..<count]
        }
    }

    private func found(_ wanted: [UInt8]) -> Int? {
        guard received.count >= wanted.count else { return nil }
        return (0...(received.count - wanted.count)).first { received[$0..<$0 + wanted.count].elementsEqual(wanted) }
    }
}
