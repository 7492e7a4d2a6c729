/// The lines of a Markdown text that may still be growing.
///
/// Appending only stores; the first reading after it lays out, at the cost of what was appended and of the last open block. Lines below
/// `stableLineCount` stay as they are while text is appended. Text may hold anything: what could trouble a terminal is made visible or left out.
/// An instance belongs to one thread.
public final class MarkdownLayout {
    /// The columns lines may take.
    public private(set) var width: Int

    /// Whether `finish` was called.
    public private(set) var isFinished = false

    private var bytes: [UInt8] = []
    private var stream: BlockStream
    private var isDirty = false
    private var endsWithReturn = false

    /// - Parameter width: Columns, at least 1.
    public init(width: Int) {
        self.width = max(1, width)
        stream = BlockStream(width: width)
    }

    /// The lines of a whole text.
    public static func lines(of text: String, width: Int) -> [StyledLine] {
        let layout = MarkdownLayout(width: width)
        layout.append(text)
        layout.finish()
        layout.update()
        return layout.stream.stable
    }

    /// What was appended, with line feeds for every kind of line end.
    public var source: String { String(decoding: bytes, as: UTF8.self) }

    /// Adds text at the end.
    ///
    /// After `finish` nothing is added.
    public func append(_ text: String) {
        guard !isFinished, !text.isEmpty else { return }
        isDirty = true
        let start = bytes.count
        bytes.append(contentsOf: text.utf8)
        if endsWithReturn || bytes[start...].contains(0x0D) { mendLineEnds(from: start) }
    }

    /// Says that the text is complete.
    ///
    /// Links whose definitions came late are settled now, which may change any line.
    public func finish() {
        guard !isFinished else { return }
        isFinished = true
        isDirty = true
    }

    /// Lays everything out anew for another width.
    public func relayout(width: Int) {
        guard max(1, width) != self.width else { return }
        self.width = max(1, width)
        stream = BlockStream(width: width)
        isDirty = true
    }

    public var lineCount: Int {
        update()
        return stream.stable.count &+ stream.tail.count
    }

    /// How many lines, from the top, appending will not change any more.
    public var stableLineCount: Int {
        update()
        return stream.stable.count
    }

    /// A line by its index from the top; an empty one outside `0..<lineCount`.
    public func line(at index: Int) -> StyledLine {
        update()
        if stream.stable.indices.contains(index) { return stream.stable[index] }
        let index = index &- stream.stable.count
        return stream.tail.indices.contains(index) ? stream.tail[index] : StyledLine()
    }

    private func update() {
        guard isDirty else { return }
        isDirty = false
        if isFinished, LinkDefinitions.mayBe(in: bytes) {
            stream = BlockStream(width: width, definitions: LinkDefinitions.lines(in: bytes))
        }
        stream.update(bytes, isFinal: isFinished)
    }

    /// Turns CR LF and lone CR into LF from `start` on, also when the pair was cut between two appends.
    private func mendLineEnds(from start: Int) {
        var kept = start
        var follows = endsWithReturn
        for index in start..<bytes.count {
            let byte = bytes[index]
            if byte == 0x0A, follows {
                follows = false
                continue
            }
            follows = byte == 0x0D
            bytes[kept] = follows ? 0x0A : byte
            kept &+= 1
        }
        bytes.removeLast(bytes.count &- kept)
        endsWithReturn = follows
    }
}
