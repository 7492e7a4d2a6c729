import CShims

/// The scalar-by-scalar half of `DisplayText`.
struct DisplayFilter {
    private static let marksPerCell = 2

    private var output: [UInt8] = []
    private var base: UInt32 = 0
    private var baseStart = 0
    private var marks = 0
    private var isJoined = false
    private let oneLine: Bool

    static func filtered(_ text: String, oneLine: Bool) -> String {
        var filter = DisplayFilter(oneLine: oneLine)
        filter.output.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars { filter.add(scalar.value) }
        return String(decoding: filter.output, as: UTF8.self)
    }

    private init(oneLine: Bool) {
        self.oneLine = oneLine
    }

    private mutating func add(_ value: UInt32) {
        if value >= 0x20 && value < 0x7F {
            put(value)
            return
        }
        switch lathe_cell_kind(value) {
        case Int32(LATHE_CELL_CONTROL):
            addControl(value)
        case Int32(LATHE_CELL_FORMAT):
            addFormat(value)
        case Int32(LATHE_CELL_UNASSIGNED):
            put(0xFFFD)
        case Int32(LATHE_CELL_ZERO):
            addMark(value)
        default:
            if DisplayFilter.isSkinTone(value), DisplayFilter.isPictograph(base) { return }
            if isJoined, DisplayFilter.isPictograph(value) {
                isJoined = false
                return
            }
            put(value)
        }
    }

    private mutating func put(_ value: UInt32) {
        baseStart = output.count
        UTF8Scalar.append(value, to: &output)
        base = value
        marks = 0
        isJoined = false
    }

    private mutating func addControl(_ value: UInt32) {
        switch value {
        case 0x0A: put(oneLine ? 0x23CE : 0x0A)
        case 0x09: put(oneLine ? 0x20 : 0x09)
        case 0..<0x20: put(0x2400 + value)
        case 0x7F: put(0x2421)
        default: put(0xFFFD)
        }
        if value == 0x0A || value == 0x09 { base = 0 }
    }

    private mutating func addFormat(_ value: UInt32) {
        switch value {
        case 0x200D: isJoined = DisplayFilter.isPictograph(base)
        case 0x2028, 0x2029: put(0x20)
        default: break
        }
    }

    private mutating func addMark(_ value: UInt32) {
        // U+20E3 makes a keycap of a digit; the digit says it all.
        if value == 0x20E3 { return }
        if base == 0 { put(0x25CC) }
        if marks == 0, let composed = Composition.compose(base, value) {
            output.removeLast(output.count &- baseStart)
            put(composed)
            return
        }
        guard marks < DisplayFilter.marksPerCell else { return }
        UTF8Scalar.append(value, to: &output)
        marks &+= 1
        isJoined = false
    }

    static func isSkinTone(_ value: UInt32) -> Bool {
        value >= 0x1F3FB && value <= 0x1F3FF
    }

    /// Whether a scalar can head or follow in a joined emoji sequence.
    static func isPictograph(_ value: UInt32) -> Bool {
        value >= 0x1F000 && value <= 0x1FAFF || value >= 0x2190 && value <= 0x2BFF || value == 0x00A9 || value == 0x00AE
    }
}
