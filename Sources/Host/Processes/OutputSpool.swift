internal import CShims
internal import Glibc
internal import Synchronization

/// The whole of what a command printed, kept on disk in a file that has no name and goes with this object.
///
/// Up to its limit everything is here. Of more, the beginning is kept and the end, each in one half of the file; the second half is a ring.
/// Reading blocks.
public final class OutputSpool: Sendable {
    private struct State {
        var total = 0
        var hasFailed = false
    }

    private let descriptor: Descriptor
    private let limit: Int
    private let head: Int
    private let state = Mutex(State())

    init(_ descriptor: Descriptor, limitBytes: Int) {
        self.descriptor = descriptor
        limit = max(2, limitBytes)
        head = limit / 2
    }

    /// A new file in the first of `folders` that takes one; nil when none does.
    static func make(in folders: [String], limitBytes: Int) -> OutputSpool? {
        for folder in folders {
            let name = "\(folder)/lathe-output-\(getpid())-\(UInt64.random(in: 0 ... .max))"
            let number = lathe_open_at(AT_FDCWD, name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | lathe_flag_no_follow(), 0o600)
            guard number >= 0 else { continue }
            unlink(name)
            return OutputSpool(Descriptor(number), limitBytes: limitBytes)
        }
        return nil
    }

    // MARK: Reading

    /// Everything that was printed, kept or not.
    public var totalByteCount: Int { state.withLock { $0.total } }

    /// The bytes between beginning and end that were not kept; empty when all were.
    public var missing: Range<Int> {
        let total = totalByteCount
        return total <= limit ? head..<head : head..<total - (limit - head)
    }

    /// The bytes from `offset` on, at most `limitBytes`; fewer where something is missing and at the end, none inside what is missing.
    ///
    /// Throws when the disk does not give them back.
    public func read(from offset: Int, limitBytes: Int) throws(HostError) -> [UInt8] {
        let (total, missing) = (totalByteCount, missing)
        guard offset >= 0, offset < total, limitBytes > 0, !missing.contains(offset) else { return [] }
        let end = offset < missing.lowerBound && !missing.isEmpty ? missing.lowerBound : total
        var bytes: [UInt8] = []
        bytes.reserveCapacity(min(limitBytes, end - offset))
        while bytes.count < limitBytes, offset + bytes.count < end {
            let (place, room) = place(of: offset + bytes.count)
            let wanted = min(room, limitBytes - bytes.count, end - offset - bytes.count)
            let piece = try piece(at: place, count: wanted)
            guard !piece.isEmpty else { break }
            bytes += piece
        }
        return bytes
    }

    /// All of it if that is at most `limitBytes`; else the beginning and the end, half each, with a line that tells how much is missing.
    public func bytes(limitBytes: Int) throws(HostError) -> [UInt8] {
        let (total, missing) = (totalByteCount, missing)
        if missing.isEmpty, total <= limitBytes { return try read(from: 0, limitBytes: total) }
        let half = max(0, min(limitBytes, limit)) / 2
        let start = try read(from: 0, limitBytes: half)
        let end = try read(from: total - half, limitBytes: half)
        return start + Array("\n[… \(total - start.count - end.count) bytes left out …]\n".utf8) + end
    }

    private func piece(at place: Int, count: Int) throws(HostError) -> [UInt8] {
        var fault: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let got = pread(descriptor.number, buffer.baseAddress.map { $0 + filled }, count - filled, off_t(place + filled))
                if got < 0, errno == EINTR { continue }
                if got < 0 { fault = errno }
                if got <= 0 { break }
                filled += got
            }
        }
        guard fault == 0 else { throw .system(operation: "reading back", path: "the output of a command", code: fault) }
        return bytes
    }

    // MARK: Writing

    /// The disk did not take something: what is here cannot be relied on.
    var hasFailed: Bool { state.withLock { $0.hasFailed } }

    /// Called on one thread.
    ///
    /// A disk that is full or broken is noticed here and nothing is written any more; the command goes on.
    func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        var (offset, failed) = state.withLock { ($0.total, $0.hasFailed) }
        var rest = bytes[...]
        while !rest.isEmpty, !failed {
            let (place, room) = place(of: offset)
            let part = UnsafeBufferPointer(rebasing: rest.prefix(room))
            let written = pwrite(descriptor.number, part.baseAddress, part.count, off_t(place))
            if written < 0, errno == EINTR { continue }
            guard written > 0 else {
                failed = true
                break
            }
            offset += written
            rest = rest.dropFirst(written)
        }
        state.withLock { $0 = State(total: $0.total + bytes.count, hasFailed: failed) }
    }

    /// Where a byte of the output lies in the file, and how many lie behind one another from there.
    private func place(of offset: Int) -> (place: Int, room: Int) {
        if offset < head { return (offset, head - offset) }
        let inRing = (offset - head) % (limit - head)
        return (head + inRing, limit - head - inRing)
    }
}
