/// What the first bytes of a file say about the image in it: its type and its size (001-40).
///
/// Reads PNG, JPEG, GIF and WebP. Only the header is looked at; bytes of any kind are safe to give.
struct ImageHeader: Equatable {
    let mediaType: String
    /// In pixels, 1 or more.
    let width: Int
    let height: Int

    /// The media type the bytes begin like; nil when they are none of the four.
    static func mediaType(of bytes: [UInt8]) -> String? {
        if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) { return "image/png" }
        if bytes.starts(with: [0xFF, 0xD8, 0xFF]) { return "image/jpeg" }
        if bytes.starts(with: Array("GIF87a".utf8)) || bytes.starts(with: Array("GIF89a".utf8)) { return "image/gif" }
        if bytes.starts(with: Array("RIFF".utf8)), bytes.dropFirst(8).starts(with: Array("WEBP".utf8)) { return "image/webp" }
        return nil
    }

    /// Nil when the bytes are none of the four types, or their header is cut or damaged.
    init?(_ bytes: [UInt8]) {
        guard let type = Self.mediaType(of: bytes) else { return nil }
        let reader = HeaderBytes(bytes: bytes)
        let size: (width: Int, height: Int)?
        switch type {
        case "image/png": size = reader.png()
        case "image/jpeg": size = reader.jpeg()
        case "image/gif": size = reader.gif()
        default: size = reader.webP()
        }
        guard let size, size.width > 0, size.height > 0 else { return nil }
        mediaType = type
        (width, height) = size
    }
}

/// Numbers out of bytes; nil where there are none.
private struct HeaderBytes {
    let bytes: [UInt8]

    func png() -> (width: Int, height: Int)? {
        // The first chunk is IHDR, 13 bytes long (PNG specification, 11.2.1).
        guard big(8, 4) == 13, has("IHDR", at: 12), let width = big(16, 4), let height = big(20, 4), bytes.count >= 33 else { return nil }
        // Larger numbers are not allowed.
        return width <= 0x7FFF_FFFF && height <= 0x7FFF_FFFF ? (width, height) : nil
    }

    func gif() -> (width: Int, height: Int)? {
        guard let width = little(6, 2), let height = little(8, 2), bytes.count >= 13 else { return nil }
        return (width, height)
    }

    /// The size stands in the frame header (SOF), which comes before the first scan (ITU-T T.81, B.2.2).
    func jpeg() -> (width: Int, height: Int)? {
        var place = 2
        while let first = big(place, 1), first == 0xFF, let marker = big(place + 1, 1) {
            switch marker {
            case 0xFF: place += 1  // padding
            case 0x01, 0xD0...0xD7: place += 2  // markers that stand alone
            case 0xD8, 0xD9, 0xDA, 0x00: return nil
            case 0xC0...0xCF where ![0xC4, 0xC8, 0xCC].contains(marker):
                guard let length = big(place + 2, 2), length >= 8, let height = big(place + 5, 2), let width = big(place + 7, 2) else {
                    return nil
                }
                return (width, height)
            default:
                guard let length = big(place + 2, 2), length >= 2 else { return nil }
                place += 2 + length
            }
        }
        return nil
    }

    func webP() -> (width: Int, height: Int)? {
        if has("VP8 ", at: 12) {
            // A key frame and its start code (RFC 6386, 9.1).
            guard let tag = little(20, 1), tag & 1 == 0, big(23, 3) == 0x9D012A, let width = little(26, 2), let height = little(28, 2)
            else {
                return nil
            }
            return (width & 0x3FFF, height & 0x3FFF)
        }
        if has("VP8L", at: 12) {
            guard little(20, 1) == 0x2F, let bits = little(21, 4) else { return nil }
            return ((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
        }
        guard has("VP8X", at: 12), let width = little(24, 3), let height = little(27, 3) else { return nil }
        return (width + 1, height + 1)
    }

    private func has(_ word: String, at place: Int) -> Bool { bytes.dropFirst(place).starts(with: Array(word.utf8)) }

    private func big(_ place: Int, _ count: Int) -> Int? {
        guard place >= 0, place + count <= bytes.count else { return nil }
        return bytes[place..<place + count].reduce(0) { $0 << 8 | Int($1) }
    }

    private func little(_ place: Int, _ count: Int) -> Int? {
        guard place >= 0, place + count <= bytes.count else { return nil }
        return bytes[place..<place + count].reversed().reduce(0) { $0 << 8 | Int($1) }
    }
}
