/// Decodes the inside of a JSON string byte by byte, so that a result can be shown while it comes.
///
/// Forgives what models do: line breaks as they are, and a backslash before a letter that needs none stays (`\d`).
struct ActionString {
    private enum State {
        case plain
        case escape
        case hex(value: UInt32, digits: [UInt8])
    }

    private let quote: UInt8
    private var state = State.plain
    /// The first half of a pair of escapes; it says nothing alone.
    private var high: UInt32?
    private var decoded: [UInt8] = []

    /// - Parameter quote: the byte that ends the string.
    init(quote: UInt8) {
        self.quote = quote
    }

    /// What was decoded since the last call.
    mutating func take() -> [UInt8] {
        exchange(&decoded, with: [])
    }

    /// Whether everything decoded since the last `take` is white space.
    var isBlank: Bool { decoded.allSatisfy { $0 <= 0x20 } }

    /// Takes the next byte; true when it ends the string.
    mutating func feed(_ byte: UInt8) -> Bool {
        switch state {
        case .plain:
            if byte == UInt8(ascii: "\\") {
                state = .escape
                return false
            }
            settle()
            if byte == quote { return true }
            decoded.append(byte)
        case .escape:
            escape(byte)
        case .hex(let value, var digits):
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                // No escape after all: it stays as it was written.
                state = .plain
                settle()
                decoded += [UInt8(ascii: "\\"), UInt8(ascii: "u")] + digits
                return feed(byte)
            }
            digits.append(byte)
            state = digits.count < 4 ? .hex(value: value << 4 | UInt32(digit), digits: digits) : .plain
            if digits.count == 4 { add(value << 4 | UInt32(digit)) }
        }
        return false
    }

    private mutating func escape(_ byte: UInt8) {
        if byte == UInt8(ascii: "u") {
            state = .hex(value: 0, digits: [])
            return
        }
        state = .plain
        settle()
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "'"): decoded.append(byte)
        case UInt8(ascii: "b"): decoded.append(0x08)
        case UInt8(ascii: "f"): decoded.append(0x0C)
        case UInt8(ascii: "n"): decoded.append(0x0A)
        case UInt8(ascii: "r"): decoded.append(0x0D)
        case UInt8(ascii: "t"): decoded.append(0x09)
        default: decoded += [UInt8(ascii: "\\"), byte]
        }
    }

    private mutating func add(_ unit: UInt32) {
        if let first = high {
            high = nil
            if (0xDC00..<0xE000).contains(unit), let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (unit - 0xDC00)) {
                append(scalar)
                return
            }
            append("\u{FFFD}")
        }
        if (0xD800..<0xDC00).contains(unit) {
            high = unit
        } else {
            append(Unicode.Scalar(unit) ?? "\u{FFFD}")
        }
    }

    private mutating func settle() {
        if high != nil { append("\u{FFFD}") }
        high = nil
    }

    private mutating func append(_ scalar: Unicode.Scalar) {
        decoded += Array(String(Character(scalar)).utf8)
    }
}
