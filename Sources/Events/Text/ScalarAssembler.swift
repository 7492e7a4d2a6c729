/// Joins UTF-8 bytes into scalars, one byte at a time, faults told apart as Unicode recommends (one U+FFFD for each maximal broken part).
struct ScalarAssembler: Sendable {
    enum Step {
        case incomplete
        case scalar(UInt32)
        case broken
        /// The bytes before this one were broken; it has to be taken anew.
        case brokenBefore(UInt8)
    }

    private var value: UInt32 = 0
    private var missing = 0
    private var lower: UInt8 = 0x80
    private var upper: UInt8 = 0xBF

    /// Whether a scalar has begun and is not complete.
    var isInside: Bool { missing > 0 }

    mutating func take(_ byte: UInt8) -> Step {
        if missing == 0 { return begin(byte) }
        guard byte >= lower, byte <= upper else {
            missing = 0
            return .brokenBefore(byte)
        }
        lower = 0x80
        upper = 0xBF
        value = value << 6 | UInt32(byte & 0x3F)
        missing &-= 1
        return missing == 0 ? .scalar(value) : .incomplete
    }

    private mutating func begin(_ byte: UInt8) -> Step {
        lower = 0x80
        upper = 0xBF
        switch byte {
        case 0x00..<0x80: return .scalar(UInt32(byte))
        case 0xC2...0xDF: missing = 1
        case 0xE0...0xEF:
            missing = 2
            if byte == 0xE0 { lower = 0xA0 }
            if byte == 0xED { upper = 0x9F }
        case 0xF0...0xF4:
            missing = 3
            if byte == 0xF0 { lower = 0x90 }
            if byte == 0xF4 { upper = 0x8F }
        default: return .broken
        }
        value = UInt32(byte) & (0x3F >> UInt32(missing))
        return .incomplete
    }

    static func append(_ value: UInt32, to bytes: inout [UInt8]) {
        guard value >= 0x80, let scalar = Unicode.Scalar(value) else {
            bytes.append(UInt8(truncatingIfNeeded: value))
            return
        }
        bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }
}
