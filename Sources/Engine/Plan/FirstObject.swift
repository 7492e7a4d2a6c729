internal import Events

/// Finds the JSON object in what a model said, whatever stands around it.
enum FirstObject {
    /// The first whole object of a text; nil when there is none.
    ///
    /// Linear: of objects that begin and come to nothing at most sixteen are tried.
    static func read(_ text: String) -> JSON? {
        let bytes = Array(text.utf8)
        var from = 0
        for _ in 0..<16 {
            guard let start = bytes[from...].firstIndex(of: UInt8(ascii: "{")) else { return nil }
            if let end = end(of: bytes, from: start), let json = try? JSON(parsing: String(decoding: bytes[start...end], as: UTF8.self)),
                json.object != nil
            {
                return json
            }
            from = start + 1
        }
        return nil
    }

    /// Where the brace that opens at `start` is closed.
    private static func end(of bytes: [UInt8], from start: Int) -> Int? {
        var depth = 0
        var isInText = false
        var isEscaped = false
        for index in start..<bytes.count {
            let byte = bytes[index]
            if isInText {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInText = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isInText = true
            case UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "}"):
                depth -= 1
                if depth == 0 { return index }
            default: break
            }
        }
        return nil
    }
}
