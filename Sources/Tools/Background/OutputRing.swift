/// The last bytes of an output of any length, read by position.
///
/// Positions count from the first byte ever printed, so that a reader who comes late learns how much it has missed.
struct OutputRing: Sendable {
    let limit: Int
    private(set) var totalByteCount = 0
    /// Once full, a ring whose oldest byte is at `oldest`.
    private var bytes: [UInt8] = []
    private var oldest = 0

    init(limitBytes: Int) {
        limit = max(1, limitBytes)
    }

    /// The position of the oldest byte that is still here.
    var start: Int { totalByteCount - bytes.count }

    mutating func append(_ new: UnsafeBufferPointer<UInt8>) {
        totalByteCount += new.count
        // What its own end would push out need not come in.
        var rest = new.suffix(limit)
        let room = min(rest.count, limit - bytes.count)
        bytes += rest.prefix(room)
        rest = rest.dropFirst(room)
        while !rest.isEmpty {
            let count = min(rest.count, limit - oldest)
            bytes.replaceSubrange(oldest..<oldest + count, with: rest.prefix(count))
            oldest = (oldest + count) % limit
            rest = rest.dropFirst(count)
        }
    }

    /// At most `count` bytes from `position` on, or from the oldest one that is still here.
    func read(from position: Int, count: Int) -> (from: Int, bytes: [UInt8]) {
        let from = min(max(position, start), totalByteCount)
        let length = min(max(0, count), totalByteCount - from)
        let skipped = from - start
        let first = (oldest + skipped) % max(1, bytes.count)
        let straight = min(length, bytes.count - first)
        return (from, Array(bytes[first..<first + straight] + bytes[..<(length - straight)]))
    }

    /// Gives the memory back; the positions go on counting.
    mutating func forget() {
        bytes = []
        oldest = 0
    }
}
