import Glibc
import TestKit

/// A client that asks and then does not read until it is told to.
final class SilentReader {
    private let descriptor: Int32

    init(port: Int, path: String) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var size: Int32 = 4096
        setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        address.sin_port = in_port_t(UInt16(port)).bigEndian
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard code == 0 else { throw TestKitError.system(call: "connect", errorNumber: errno) }
        // Without chunks, so that what comes is what was sent.
        let request = Array("GET \(path) HTTP/1.0\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n".utf8)
        guard write(descriptor, request, request.count) == request.count else {
            throw TestKitError.system(call: "write", errorNumber: errno)
        }
    }

    deinit { close(descriptor) }

    /// Everything up to the end of the connection.
    func readAll() -> String {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = read(descriptor, &buffer, buffer.count), count > 0 { bytes += buffer[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }
}
