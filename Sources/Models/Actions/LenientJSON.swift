import Events

/// Reads one JSON value as models write it, from inside a longer text.
///
/// Beyond JSON it takes trailing commas, comments, single quotes, names without quotes, line breaks in strings and Python's `True`, `False` and
/// `None`. It never closes what is open. Depth is bounded and time is linear.
struct LenientJSON {
    enum Fault: Error, Equatable {
        /// The text ends inside the value.
        case cut
        case broken(reason: String)
    }

    static let maximumDepth = 64

    private let bytes: [UInt8]
    /// The byte after what was read; where it stopped after a fault.
    private(set) var index: Int
    private var depth = 0

    init(_ bytes: [UInt8], at start: Int) {
        self.bytes = bytes
        index = start
    }

    mutating func value() throws(Fault) -> JSON {
        try skipSpace()
        switch try peek() {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""), UInt8(ascii: "'"): return .string(try string())
        case UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: return try word()
        }
    }

    private func peek() throws(Fault) -> UInt8 {
        guard index < bytes.count else { throw .cut }
        return bytes[index]
    }

    private mutating func enter() throws(Fault) {
        depth += 1
        index += 1
        if depth > LenientJSON.maximumDepth { throw .broken(reason: "nested deeper than \(LenientJSON.maximumDepth)") }
    }

    private mutating func object() throws(Fault) -> JSON {
        try enter()
        defer { depth -= 1 }
        var members: [JSONObject.Member] = []
        while true {
            try skipSpace()
            if try peek() == UInt8(ascii: "}") { break }
            let key = try key()
            try skipSpace()
            guard try peek() == UInt8(ascii: ":") else { throw .broken(reason: "a colon is missing after a name") }
            index += 1
            members.append(.init(key, try value()))
            guard try goesOn(to: UInt8(ascii: "}")) else { break }
        }
        index += 1
        return .object(JSONObject(members))
    }

    private mutating func array() throws(Fault) -> JSON {
        try enter()
        defer { depth -= 1 }
        var items: [JSON] = []
        while true {
            try skipSpace()
            if try peek() == UInt8(ascii: "]") { break }
            items.append(try value())
            guard try goesOn(to: UInt8(ascii: "]")) else { break }
        }
        index += 1
        return .array(items)
    }

    /// Steps over a comma; false at the closing byte.
    private mutating func goesOn(to closing: UInt8) throws(Fault) -> Bool {
        try skipSpace()
        let byte = try peek()
        if byte == closing { return false }
        guard byte == UInt8(ascii: ",") else { throw .broken(reason: "a comma is missing, or a quote inside a string has no backslash") }
        index += 1
        return true
    }

    private mutating func key() throws(Fault) -> String {
        let byte = try peek()
        if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") { return try string() }
        let name = letters()
        guard !name.isEmpty else { throw .broken(reason: "a name is missing") }
        return name
    }

    private mutating func string() throws(Fault) -> String {
        var string = ActionString(quote: bytes[index])
        index += 1
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if string.feed(byte) { return String(decoding: string.take(), as: UTF8.self) }
        }
        throw .cut
    }

    private mutating func number() throws(Fault) -> JSON {
        let start = bytes[index] == UInt8(ascii: "+") ? index + 1 : index
        index += 1
        while index < bytes.count, AnswerToken.isNameByte(bytes[index]) || [0x2B, 0x2D, 0x2E].contains(bytes[index]) { index += 1 }
        guard let value = try? JSON(parsing: Array(bytes[start..<index])) else { throw .broken(reason: "a number cannot be read") }
        return value
    }

    private mutating func word() throws(Fault) -> JSON {
        switch letters() {
        case "true", "True": return .bool(true)
        case "false", "False": return .bool(false)
        case "null", "None": return .null
        default: throw .broken(reason: "a value is missing or has no quotes")
        }
    }

    private mutating func letters() -> String {
        let start = index
        while index < bytes.count, AnswerToken.isNameByte(bytes[index]) { index += 1 }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    /// Steps over white space and comments.
    private mutating func skipSpace() throws(Fault) {
        while index < bytes.count {
            if AnswerToken.isSpace(bytes[index]) {
                index += 1
            } else if bytes[index...].starts(with: "//".utf8) {
                while index < bytes.count, bytes[index] != 0x0A { index += 1 }
            } else if bytes[index...].starts(with: "/*".utf8) {
                index += 2
                while index < bytes.count, !bytes[index...].starts(with: "*/".utf8) { index += 1 }
                if index >= bytes.count { throw .cut }
                index += 2
            } else {
                return
            }
        }
    }
}
