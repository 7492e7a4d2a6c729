internal import Glibc

/// A socket that listens.
package struct ListeningSocket: Sendable {
    package let descriptor: Int32
    package let port: Int
    /// Whether only this machine can reach it.
    package let isLoopback: Bool

    /// Listens on an address of this machine, given in numbers; port 0 takes a free one.
    ///
    /// - Throws: `WireError.cannotListen` with the system's reason.
    package init(address: String, port: Int) throws(WireError) {
        var hints = addrinfo()
        hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(address, String(port), &hints, &found)
        defer { if let found { freeaddrinfo(found) } }
        guard code == 0, let place = found?.pointee, let name = place.ai_addr else {
            throw .cannotListen(address: address, port: port, reason: "it is no address in numbers such as 127.0.0.1 or ::1")
        }
        let socket = Glibc.socket(place.ai_family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var yes: Int32 = 1
        setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        guard socket >= 0, bind(socket, name, place.ai_addrlen) == 0, listen(socket, 64) == 0 else {
            let reason = String(cString: strerror(errno))
            if socket >= 0 { _ = Glibc.close(socket) }
            throw .cannotListen(address: address, port: port, reason: reason)
        }
        descriptor = socket
        self.port = ListeningSocket.port(of: socket)
        isLoopback = address == "::1" || (place.ai_family == AF_INET && ListeningSocket.beginsWith127(name))
    }

    /// Gives it up, unless a server has it.
    package func close() { _ = Glibc.close(descriptor) }

    private static func port(of socket: Int32) -> Int {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutableBytes(of: &storage) { bytes in
            guard let name = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { return 0 }
            guard getsockname(socket, name, &length) == 0 else { return 0 }
            // The port stands at the same place in both families.
            return Int(bytes[2]) << 8 | Int(bytes[3])
        }
    }

    private static func beginsWith127(_ name: UnsafeMutablePointer<sockaddr>) -> Bool {
        UnsafeRawPointer(name).load(fromByteOffset: 4, as: UInt8.self) == 127
    }
}
