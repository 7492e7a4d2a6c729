/// Why a text is not JSON.
public struct JSONParseError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Byte offset of the fault.
    public let offset: Int
    public let reason: String

    public var description: String { "not JSON at byte \(offset): \(reason)" }
}

extension JSON {
    /// Reads one JSON text (RFC 8259) from raw bytes.
    ///
    /// - Parameters:
    ///   - maximumDepth: arrays and objects nested deeper are an error, so that hostile input cannot exhaust the stack.
    ///   - repairingText: true turns invalid UTF-8 and lone surrogates into U+FFFD; false makes invalid UTF-8 an error.
    /// - Throws: `JSONParseError` with the byte offset. Cost: linear.
    public init(parsing bytes: UnsafeRawBufferPointer, maximumDepth: Int = 128, repairingText: Bool = false) throws(JSONParseError) {
        var parser = JSONParser(bytes: bytes, maximumDepth: maximumDepth, repairingText: repairingText)
        self = try parser.document()
    }

    /// Reads one JSON text; see `init(parsing:maximumDepth:repairingText:)`.
    public init(parsing text: String, maximumDepth: Int = 128) throws(JSONParseError) {
        try self.init(parsing: Array(text.utf8), maximumDepth: maximumDepth)
    }

    /// Reads one JSON text; see `init(parsing:maximumDepth:repairingText:)`.
    public init(parsing bytes: [UInt8], maximumDepth: Int = 128, repairingText: Bool = false) throws(JSONParseError) {
        let result = bytes.withUnsafeBytes { raw -> Result<JSON, JSONParseError> in
            do throws(JSONParseError) {
                return .success(try JSON(parsing: raw, maximumDepth: maximumDepth, repairingText: repairingText))
            } catch {
                return .failure(error)
            }
        }
        self = try result.get()
    }
}

/// The recursive-descent reader behind `JSON(parsing:)`.
private struct JSONParser {
    let bytes: UnsafeRawBufferPointer
    let maximumDepth: Int
    let repairingText: Bool
    var index = 0
    var depth = 0

    init(bytes: UnsafeRawBufferPointer, maximumDepth: Int, repairingText: Bool) {
        self.bytes = bytes
        self.maximumDepth = maximumDepth
        self.repairingText = repairingText
    }

    mutating func document() throws(JSONParseError) -> JSON {
        let value = try value()
        skipSpace()
        guard index == bytes.count else { throw fault("something follows the value") }
        return value
    }

    private func fault(_ reason: String) -> JSONParseError { JSONParseError(offset: index, reason: reason) }

    private mutating func skipSpace() {
        while index < bytes.count {
            switch bytes[index] {
            case 0x20, 0x0A, 0x0D, 0x09: index += 1
            default: return
            }
        }
    }

    private mutating func value() throws(JSONParseError) -> JSON {
        skipSpace()
        guard index < bytes.count else { throw fault("the text ends where a value should be") }
        switch bytes[index] {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw fault("no value starts with this byte")
        }
    }

    private mutating func literal(_ word: StaticString, _ value: JSON) throws(JSONParseError) -> JSON {
        let count = word.utf8CodeUnitCount
        guard bytes.count - index >= count else { throw fault("an unfinished word") }
        for offset in 0..<count where bytes[index + offset] != word.utf8Start[offset] { throw fault("an unknown word") }
        index += count
        return value
    }

    private mutating func enter() throws(JSONParseError) {
        depth += 1
        index += 1
        if depth > maximumDepth { throw fault("nested deeper than \(maximumDepth)") }
    }

    private mutating func object() throws(JSONParseError) -> JSON {
        try enter()
        defer { depth -= 1 }
        var members: [JSONObject.Member] = []
        skipSpace()
        if index < bytes.count, bytes[index] == UInt8(ascii: "}") {
            index += 1
            return .object(JSONObject())
        }
        members.reserveCapacity(6)
        while true {
            skipSpace()
            guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else { throw fault("a member's name must be a string") }
            let key = try string()
            skipSpace()
            guard index < bytes.count, bytes[index] == UInt8(ascii: ":") else { throw fault("a colon is missing") }
            index += 1
            members.append(JSONObject.Member(key, try value()))
            skipSpace()
            guard index < bytes.count else { throw fault("the object is not closed") }
            if bytes[index] == UInt8(ascii: ",") {
                index += 1
            } else if bytes[index] == UInt8(ascii: "}") {
                index += 1
                return .object(JSONObject(members))
            } else {
                throw fault("a comma or a closing brace is missing")
            }
        }
    }

    private mutating func array() throws(JSONParseError) -> JSON {
        try enter()
        defer { depth -= 1 }
        var items: [JSON] = []
        skipSpace()
        if index < bytes.count, bytes[index] == UInt8(ascii: "]") {
            index += 1
            return .array([])
        }
        while true {
            items.append(try value())
            skipSpace()
            guard index < bytes.count else { throw fault("the array is not closed") }
            if bytes[index] == UInt8(ascii: ",") {
                index += 1
            } else if bytes[index] == UInt8(ascii: "]") {
                index += 1
                return .array(items)
            } else {
                throw fault("a comma or a closing bracket is missing")
            }
        }
    }

    private mutating func number() throws(JSONParseError) -> JSON {
        let start = index
        if bytes[index] == UInt8(ascii: "-") { index += 1 }
        let integerStart = index
        skipDigits()
        guard index > integerStart else { throw fault("a digit is missing") }
        if bytes[integerStart] == UInt8(ascii: "0"), index - integerStart > 1 { throw fault("a number starts with a needless zero") }
        var whole = true
        if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
            whole = false
            index += 1
            let fraction = index
            skipDigits()
            guard index > fraction else { throw fault("a digit is missing after the point") }
        }
        if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
            whole = false
            index += 1
            if index < bytes.count, bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-") { index += 1 }
            let exponent = index
            skipDigits()
            guard index > exponent else { throw fault("a digit is missing in the exponent") }
        }
        if whole, index - integerStart < 18 {
            // Short enough never to overflow: the usual case, without a string in between.
            var magnitude: Int64 = 0
            for byte in bytes[integerStart..<index] { magnitude = magnitude &* 10 &+ Int64(byte &- UInt8(ascii: "0")) }
            return .integer(start == integerStart ? magnitude : -magnitude)
        }
        let text = String(decoding: UnsafeRawBufferPointer(rebasing: bytes[start..<index]), as: UTF8.self)
        if whole, let integer = Int64(text) { return .integer(integer) }
        return .number(Double(text) ?? 0)
    }

    private mutating func skipDigits() {
        while index < bytes.count, bytes[index] &- UInt8(ascii: "0") < 10 { index += 1 }
    }

    private mutating func string() throws(JSONParseError) -> String {
        index += 1
        let start = index
        var plain = true
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") {
                let slice = UnsafeRawBufferPointer(rebasing: bytes[start..<index])
                index += 1
                return try plain ? String(decoding: slice, as: UTF8.self) : checked(slice)
            }
            if byte == UInt8(ascii: "\\") { return try escapedString(from: start) }
            if byte < 0x20 { throw fault("a control character inside a string") }
            if byte >= 0x80 { plain = false }
            index += 1
        }
        throw fault("the string is not closed")
    }

    private func checked(_ slice: UnsafeRawBufferPointer) throws(JSONParseError) -> String {
        if repairingText { return String(decoding: slice, as: UTF8.self) }
        guard let text = String(validating: slice, as: UTF8.self) else { throw fault("invalid UTF-8 inside a string") }
        return text
    }

    private mutating func escapedString(from start: Int) throws(JSONParseError) -> String {
        var buffer = [UInt8](bytes[start..<index])
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            switch byte {
            case UInt8(ascii: "\""):
                let text = repairingText ? String(decoding: buffer, as: UTF8.self) : String(validating: buffer, as: UTF8.self)
                guard let text else { throw fault("invalid UTF-8 inside a string") }
                return text
            case UInt8(ascii: "\\"):
                try escape(into: &buffer)
            case 0..<0x20:
                throw fault("a control character inside a string")
            default:
                buffer.append(byte)
            }
        }
        throw fault("the string is not closed")
    }

    private mutating func escape(into buffer: inout [UInt8]) throws(JSONParseError) {
        guard index < bytes.count else { throw fault("the string is not closed") }
        let byte = bytes[index]
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): buffer.append(byte)
        case UInt8(ascii: "b"): buffer.append(0x08)
        case UInt8(ascii: "f"): buffer.append(0x0C)
        case UInt8(ascii: "n"): buffer.append(0x0A)
        case UInt8(ascii: "r"): buffer.append(0x0D)
        case UInt8(ascii: "t"): buffer.append(0x09)
        case UInt8(ascii: "u"): buffer.append(contentsOf: String(Character(try unicodeEscape())).utf8)
        default: throw fault("an unknown escape")
        }
    }

    /// A `\u` escape, with its low surrogate if one follows; a surrogate alone becomes U+FFFD.
    private mutating func unicodeEscape() throws(JSONParseError) -> Unicode.Scalar {
        let replacement: Unicode.Scalar = "\u{FFFD}"
        let first = try hex4()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard (0xD800..<0xDC00).contains(first), bytes.count - index >= 6, bytes[index] == UInt8(ascii: "\\"),
            bytes[index + 1] == UInt8(ascii: "u")
        else { return replacement }
        let mark = index
        index += 2
        let second = try hex4()
        guard (0xDC00..<0xE000).contains(second) else {
            index = mark
            return replacement
        }
        return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)) ?? replacement
    }

    private mutating func hex4() throws(JSONParseError) -> UInt32 {
        guard bytes.count - index >= 4 else { throw fault("an unfinished escape") }
        var value: UInt32 = 0
        for _ in 0..<4 {
            let byte = bytes[index]
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
            default: throw fault("an escape needs four hex digits")
            }
            value = value << 4 | UInt32(digit)
            index += 1
        }
        return value
    }
}
