/// The beginning and the end of an output of any length, in bounded memory.
public struct CapturedOutput: Sendable, Equatable {
    public private(set) var totalByteCount = 0
    private let headLimit: Int
    private let tailLimit: Int
    private var head: [UInt8] = []
    /// Once full, a ring whose oldest byte is at `oldest`.
    private var ring: [UInt8] = []
    private var oldest = 0

    init(limitBytes: Int) {
        headLimit = max(0, limitBytes) / 2
        tailLimit = max(0, limitBytes) - headLimit
    }

    /// How much is missing between the beginning and the end; 0 when nothing is.
    public var droppedByteCount: Int { totalByteCount - head.count - ring.count }

    /// The first bytes, up to half the limit.
    public var beginning: [UInt8] { head }

    /// The last bytes that are not in `beginning`.
    public var end: [UInt8] { Array(ring[oldest...] + ring[..<oldest]) }

    /// What was kept, with a line in place of what was not.
    public var bytes: [UInt8] {
        guard droppedByteCount > 0 else { return head + end }
        return head + Array("\n[… \(droppedByteCount) bytes left out …]\n".utf8) + end
    }

    /// Whether so many bytes more leave nothing out.
    func canTake(_ count: Int) -> Bool { totalByteCount + count <= headLimit + tailLimit }

    mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        totalByteCount += bytes.count
        let first = min(bytes.count, headLimit - head.count)
        head += bytes[..<first]
        var rest = bytes[first...]
        if rest.count >= tailLimit {
            ring = Array(rest.suffix(tailLimit))
            oldest = 0
            return
        }
        let room = min(rest.count, tailLimit - ring.count)
        ring += rest.prefix(room)
        rest = rest.dropFirst(room)
        while !rest.isEmpty {
            let count = min(rest.count, ring.count - oldest)
            ring.replaceSubrange(oldest..<oldest + count, with: rest.prefix(count))
            oldest = (oldest + count) % ring.count
            rest = rest.dropFirst(count)
        }
    }
}
