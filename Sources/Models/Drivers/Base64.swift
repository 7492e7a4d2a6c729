/// Bytes as text of 64 characters, with padding and without line ends (RFC 4648, section 4).
enum Base64 {
    fileprivate static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// Appends the text of `bytes`: four characters for every three bytes begun.
    static func append(_ bytes: [UInt8], to output: inout [UInt8]) {
        output.reserveCapacity(output.count + (bytes.count + 2) / 3 * 4)
        var index = 0
        while index < bytes.count {
            let count = min(3, bytes.count - index)
            let second = count > 1 ? UInt32(bytes[index + 1]) : 0
            let third = count > 2 ? UInt32(bytes[index + 2]) : 0
            let bits = UInt32(bytes[index]) << 16 | second << 8 | third
            for place in 0..<4 {
                let character = alphabet[Int(bits >> UInt32(18 - 6 * place) & 63)]
                output.append(place <= count ? character : UInt8(ascii: "="))
            }
            index += 3
        }
    }
}

extension Base64 {
    /// The bytes that a text stands for; nil when it is none of this form.
    static func bytes(of text: String) -> [UInt8]? {
        var output: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        var padding = 0
        for character in text.utf8 {
            if character == UInt8(ascii: "=") {
                padding += 1
                continue
            }
            guard padding == 0, let value = alphabet.firstIndex(of: character) else { return nil }
            bits = bits << 6 | UInt32(value)
            count += 1
            if count % 4 == 0 {
                output += [UInt8(bits >> 16 & 255), UInt8(bits >> 8 & 255), UInt8(bits & 255)]
                bits = 0
            }
        }
        guard (count + padding) % 4 == 0, padding <= 2, count % 4 != 1 else { return nil }
        if count % 4 == 3 { output += [UInt8(bits >> 10 & 255), UInt8(bits >> 2 & 255)] }
        if count % 4 == 2 { output.append(UInt8(bits >> 4 & 255)) }
        return output
    }
}
