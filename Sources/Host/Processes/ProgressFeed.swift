/// Hands output on while a command runs: the first piece at once, then at most every 30 ms, whole characters, at most 64 KiB at a time.
struct ProgressFeed {
    static let intervalMicroseconds: Int64 = 30_000
    static let pieceLimitBytes = 65_536

    private struct Pending {
        let stream: OutputStream
        var bytes: [UInt8] = []
        var dropped = 0
    }

    private var pending = [Pending(stream: .standardOutput), Pending(stream: .standardError)]
    private var next: Int64 = 0
    private let deliver: @Sendable (OutputStream, [UInt8]) -> Void

    init(_ deliver: @escaping @Sendable (OutputStream, [UInt8]) -> Void) {
        self.deliver = deliver
    }

    /// When `flush` has something to do; nil when nothing waits.
    var due: Int64? { pending.contains { !$0.bytes.isEmpty } ? next : nil }

    mutating func append(_ bytes: UnsafeBufferPointer<UInt8>, from stream: OutputStream) {
        let index = stream == .standardOutput ? 0 : 1
        let room = min(bytes.count, Self.pieceLimitBytes - 64 - pending[index].bytes.count)
        pending[index].bytes += bytes[..<max(0, room)]
        pending[index].dropped += bytes.count - max(0, room)
    }

    mutating func flush(now: Int64, final: Bool = false) {
        guard final || now >= next else { return }
        for index in pending.indices where !pending[index].bytes.isEmpty {
            var piece = pending[index].bytes
            var kept: [UInt8] = []
            if pending[index].dropped > 0 {
                piece += Array("\n[… \(pending[index].dropped) bytes not shown …]\n".utf8)
            } else if !final {
                let open = Self.openTail(piece)
                kept = Array(piece.suffix(open))
                piece.removeLast(open)
            }
            pending[index].bytes = kept
            pending[index].dropped = 0
            guard !piece.isEmpty else { continue }
            deliver(pending[index].stream, piece)
            next = now + Self.intervalMicroseconds
        }
        // Only the beginning of a character is left: nothing to do until more comes.
        if due != nil, next <= now { next = now + Self.intervalMicroseconds }
    }

    /// How many bytes at the end begin a UTF-8 character that is not complete.
    static func openTail(_ bytes: [UInt8]) -> Int {
        for back in 1...3 where back <= bytes.count {
            let byte = bytes[bytes.count - back]
            if byte & 0b1100_0000 == 0b1000_0000 { continue }
            let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC2 ? 2 : 1
            return length > back ? back : 0
        }
        return 0
    }
}
