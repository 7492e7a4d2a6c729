/// Fills lines word by word, greedily, looking at each byte once and ahead by at most a line.
struct WordFiller {
    /// A place where the line may end: it ends before `end`, the next one starts at `next`; columns count from the line's start.
    private struct Chance {
        var end: Int
        var next: Int
        var endColumn: Int
        var nextColumn: Int
    }

    private let bytes: UnsafeBufferPointer<UInt8>
    private var builder: LineBuilder
    private var start = 0
    private var index = 0
    private var column = 0
    private var hasInk = false
    private var afterWide = false
    /// The last chance beside a blank or a wide character.
    private var good: Chance?
    /// The last chance inside a word.
    private var poor: Chance?

    init(bytes: UnsafeBufferPointer<UInt8>, builder: LineBuilder) {
        self.bytes = bytes
        self.builder = builder
    }

    mutating func fill() -> [StyledLine] {
        while index < bytes.count {
            switch bytes[index] {
            case 0x0A: endHardLine()
            case 0x20: takeBlanks()
            default: takeScalar()
            }
        }
        if start < bytes.count { builder.add(start, bytes.count, columns: column) }
        return builder.lines
    }

    private mutating func endHardLine() {
        builder.add(start, index, columns: column)
        index &+= 1
        begin(at: index)
    }

    private mutating func begin(at position: Int) {
        start = position
        column = 0
        hasInk = false
        afterWide = false
        good = nil
        poor = nil
    }

    private mutating func takeBlanks() {
        let end = index
        let endColumn = column
        while index < bytes.count, bytes[index] == 0x20 {
            index &+= 1
            column &+= 1
        }
        afterWide = false
        if hasInk {
            good = Chance(end: end, next: index, endColumn: endColumn, nextColumn: column)
        } else if column >= builder.room, index < bytes.count, bytes[index] != 0x0A {
            begin(at: index)
        }
    }

    private mutating func takeScalar() {
        let (value, length) = UTF8Scalar.decode(bytes, at: index)
        let width = CellWidth.of(value: value)
        if width == 2 || afterWide, hasInk, width > 0, LineRules.mayStart(value), column <= builder.room {
            good = Chance(end: index, next: index, endColumn: column, nextColumn: column)
        }
        if column &+ width > builder.room, hasInk || column > 0 {
            breakLine()
            return
        }
        column &+= width
        index &+= length
        hasInk = true
        if width == 0 { return }
        afterWide = width == 2 && LineRules.mayEnd(value)
        if LineRules.opensChance(value), index < bytes.count, bytes[index] != 0x20, bytes[index] != 0x0A, bytes[index] != bytes[index &- 1]
        {
            poor = Chance(end: index, next: index, endColumn: column, nextColumn: column)
        }
    }

    /// Ends the line at the best chance; the scalar at `index` did not fit.
    private mutating func breakLine() {
        if let good {
            if let poor, poor.end > good.end, wordExceedsLine(from: good) { return end(at: poor) }
            return end(at: good)
        }
        if let poor { return end(at: poor) }
        guard hasInk else { return begin(at: index) }
        end(at: Chance(end: index, next: index, endColumn: column, nextColumn: column))
    }

    private mutating func end(at chance: Chance) {
        builder.add(start, chance.end, columns: chance.endColumn)
        start = chance.next
        column &-= chance.nextColumn
        hasInk = start < index
        good = nil
        if let later = poor, later.end > chance.next {
            poor = Chance(
                end: later.end, next: later.next, endColumn: later.endColumn &- chance.nextColumn,
                nextColumn: later.nextColumn &- chance.nextColumn)
        } else {
            poor = nil
        }
        if !hasInk { afterWide = false }
    }

    /// Whether the word after a chance would not fit on a line of its own.
    ///
    /// Reads at most a line's worth of bytes ahead.
    private func wordExceedsLine(from chance: Chance) -> Bool {
        var total = column &- chance.nextColumn
        var position = index
        while position < bytes.count, total <= builder.nextRoom {
            if bytes[position] == 0x20 || bytes[position] == 0x0A { return false }
            let (value, length) = UTF8Scalar.decode(bytes, at: position)
            let width = CellWidth.of(value: value)
            if width == 2 { return false }
            total &+= width
            position &+= length
        }
        return total > builder.nextRoom
    }
}

/// Which scalars may stand at the edges of a line.
enum LineRules {
    static func opensChance(_ value: UInt32) -> Bool {
        value == 0x2D || value == 0x2F || value == 0x2C
    }

    /// Closing punctuation stays with what it closes.
    static func mayStart(_ value: UInt32) -> Bool {
        switch value {
        case 0x21, 0x29, 0x2C, 0x2E, 0x3A, 0x3B, 0x3F, 0x5D, 0x7D, 0x3001, 0x3002, 0x3005, 0x3009, 0x300B, 0x300D, 0x300F, 0x3011, 0x3015,
            0x3017, 0x301F, 0x30FB, 0x30FC, 0xFF01, 0xFF09, 0xFF0C, 0xFF0E, 0xFF1A, 0xFF1B, 0xFF1F, 0xFF3D, 0xFF5D:
            false
        default: true
        }
    }

    /// Opening brackets stay with what they open.
    static func mayEnd(_ value: UInt32) -> Bool {
        switch value {
        case 0x3008, 0x300A, 0x300C, 0x300E, 0x3010, 0x3014, 0x3016, 0xFF08, 0xFF3B, 0xFF5B: false
        default: true
        }
    }
}
