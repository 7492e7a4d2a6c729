/// Cuts styled lines out of flat text, from left to right.
struct LineBuilder {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let runs: [FlatText.Run]
    private let frame: WrapFrame
    private var runIndex = 0
    private(set) var lines: [StyledLine] = []

    init(bytes: UnsafeBufferPointer<UInt8>, runs: [FlatText.Run], frame: WrapFrame) {
        self.bytes = bytes
        self.runs = runs
        self.frame = frame
    }

    /// The columns the line being filled has.
    var room: Int { lines.isEmpty ? frame.firstRoom : frame.nextRoom }

    /// The columns every later line has.
    var nextRoom: Int { frame.nextRoom }

    /// Adds the line made of `start..<end`, which is `columns` wide; blanks at its end go.
    ///
    /// Calls come in rising order.
    mutating func add(_ start: Int, _ end: Int, columns: Int) {
        var end = end
        var columns = columns
        while end > start, bytes[end &- 1] == 0x20 {
            end &-= 1
            columns &-= 1
        }
        let indent = lines.isEmpty ? frame.firstIndent : frame.nextIndent
        var spans = indent?.spans ?? []
        var position = start
        while position < end {
            while runIndex < runs.count, runs[runIndex].end <= position { runIndex &+= 1 }
            guard runIndex < runs.count else { break }
            let run = runs[runIndex]
            let stop = min(end, run.end)
            let text = String(decoding: UnsafeBufferPointer(rebasing: bytes[position..<stop]), as: UTF8.self)
            spans.append(Span(text, run.role, run.attributes))
            position = stop
        }
        if start == end, let indent { return addBlank(indent) }
        lines.append(StyledLine(measured: spans, width: columns &+ (indent?.width ?? 0)))
    }

    /// Adds a line that holds nothing but its indent, of which blanks at the end go too.
    private mutating func addBlank(_ indent: StyledLine) {
        let text = indent.plain
        let kept = text.utf8.reversed().drop { $0 == 0x20 }.count
        lines.append(kept == text.utf8.count ? indent : indent.clipped(to: indent.width &- (text.utf8.count &- kept), ellipsis: false))
    }

    /// Fills lines to the last column, whatever stands there.
    mutating func cutHard() {
        var start = 0
        var index = 0
        var column = 0
        while index < bytes.count {
            if bytes[index] == 0x0A {
                add(start, index, columns: column)
                index &+= 1
                start = index
                column = 0
                continue
            }
            let (value, length) = UTF8Scalar.decode(bytes, at: index)
            let width = CellWidth.of(value: value)
            if column &+ width > room, index > start {
                add(start, index, columns: column)
                start = index
                column = 0
            }
            column &+= width
            index &+= length
        }
        if start < bytes.count { add(start, bytes.count, columns: column) }
    }
}
