internal import Glibc

/// A regular file open for reading; it stays the same file whatever happens to its name.
public final class ReadableFile: Sendable {
    public let path: String
    /// As it was when the file was opened.
    public let status: FileStatus
    private let descriptor: Descriptor

    init(_ descriptor: Descriptor, path: String, status: FileStatus) {
        self.descriptor = descriptor
        self.path = path
        self.status = status
    }

    /// The bytes from `offset` on, at most `limitBytes`; empty at and beyond the end.
    public func read(from offset: Int, limitBytes: Int) throws(HostError) -> [UInt8] {
        guard offset >= 0, offset < 1 << 62, limitBytes > 0 else { return [] }
        var fault: Int32 = 0
        // Not more memory than the file can fill, with a little room for one that grows.
        let room = min(limitBytes, max(4096, status.byteCount &- offset &+ 4096))
        let bytes = [UInt8](unsafeUninitializedCapacity: room) { buffer, filled in
            while filled < room {
                let count = pread(descriptor.number, buffer.baseAddress.map { $0 + filled }, room - filled, off_t(offset &+ filled))
                if count < 0, errno == EINTR { continue }
                if count < 0 { fault = errno }
                if count <= 0 { break }
                filled += count
            }
        }
        guard fault == 0 else { throw hostError(fault, "reading", path) }
        return bytes
    }

    /// The whole file; throws `tooLarge` when it holds more than `limitBytes`.
    public func readAll(limitBytes: Int) throws(HostError) -> [UInt8] {
        guard status.byteCount <= limitBytes else { throw .tooLarge(path: path, byteCount: status.byteCount, limitBytes: limitBytes) }
        let bytes = try read(from: 0, limitBytes: limitBytes &+ 1)
        guard bytes.count <= limitBytes else { throw .tooLarge(path: path, byteCount: bytes.count, limitBytes: limitBytes) }
        return bytes
    }
}
