/// Decodes UTF-8 byte by byte; what is broken becomes one U+FFFD per longest valid beginning, as in Swift's own decoding.
struct ScalarDecoder: Sendable {
    enum Outcome: Equatable {
        case more
        case scalar(Unicode.Scalar)
        /// This byte can begin nothing.
        case broken
        /// What came before this byte is broken; the byte itself is still to be taken.
        case brokenBefore
    }

    private var missing = 0
    private var value: UInt32 = 0
    private var allowed: ClosedRange<UInt8> = 0x80...0xBF

    var isUnfinished: Bool { missing > 0 }

    mutating func take(_ byte: UInt8) -> Outcome {
        guard missing > 0 else { return begin(byte) }
        guard allowed.contains(byte) else {
            missing = 0
            return .brokenBefore
        }
        allowed = 0x80...0xBF
        value = value << 6 | UInt32(byte & 0x3F)
        missing -= 1
        guard missing == 0 else { return .more }
        return Unicode.Scalar(value).map { .scalar($0) } ?? .broken
    }

    private mutating func begin(_ byte: UInt8) -> Outcome {
        allowed = 0x80...0xBF
        switch byte {
        case 0x00..<0x80: return .scalar(Unicode.Scalar(byte))
        case 0xC2...0xDF: (missing, value) = (1, UInt32(byte & 0x1F))
        case 0xE0...0xEF:
            (missing, value) = (2, UInt32(byte & 0x0F))
            if byte == 0xE0 { allowed = 0xA0...0xBF }
            if byte == 0xED { allowed = 0x80...0x9F }
        case 0xF0...0xF4:
            (missing, value) = (3, UInt32(byte & 0x07))
            if byte == 0xF0 { allowed = 0x90...0xBF }
            if byte == 0xF4 { allowed = 0x80...0x8F }
        default: return .broken
        }
        return .more
    }
}
