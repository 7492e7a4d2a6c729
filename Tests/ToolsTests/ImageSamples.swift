/// Tiny images, byte by byte.
enum ImageSamples {
    /// One pixel, as an encoder writes it.
    static let png: [UInt8] =
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]
        + [0x3A, 0x7E, 0x9B, 0x55, 0, 0, 0, 10, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9C, 0x63, 0x60, 0, 0, 0, 2, 0, 1, 0x48, 0xAF, 0xA4, 0x71]
        + [0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82]

    /// The one-pixel GIF that the web knows.
    static let gif: [UInt8] =
        Array("GIF89a".utf8) + [1, 0, 1, 0, 0x80, 0, 0, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3B]

    static func png(width: UInt32, height: UInt32) -> [UInt8] {
        var bytes = png
        bytes.replaceSubrange(16..<24, with: big(width) + big(height))
        return bytes
    }

    /// An application segment, a comment, padding, a table and the frame header.
    static func jpeg(width: UInt16, height: UInt16, frame: UInt8 = 0xC0) -> [UInt8] {
        [0xFF, 0xD8, 0xFF, 0xE0, 0, 16] + Array("JFIF".utf8) + [0, 1, 1, 0, 0, 1, 0, 1, 0, 0, 0xFF, 0xFE, 0, 4, 0xFF, 0xC0]
            + [0xFF, 0xFF, 0xFF, 0xC4, 0, 3, 0, 0xFF, frame, 0, 11, 8] + Array(big(UInt32(height)).suffix(2))
            + Array(big(UInt32(width)).suffix(2)) + [1, 1, 0x11, 0, 0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 0x3F, 0, 0x7F, 0xFF, 0xD9]
    }

    static func webPLossy(width: UInt16, height: UInt16) -> [UInt8] {
        webP("VP8 ", [0x30, 1, 0, 0x9D, 1, 0x2A] + little(UInt32(width), 2) + little(UInt32(height), 2) + [0, 0])
    }

    static func webPLossless(width: UInt32, height: UInt32) -> [UInt8] {
        webP("VP8L", [0x2F] + little((width - 1) | (height - 1) << 14, 4) + [7, 0x10, 0x11])
    }

    static func webPExtended(width: UInt32, height: UInt32) -> [UInt8] {
        webP("VP8X", [0x10, 0, 0, 0] + little(width - 1, 3) + little(height - 1, 3))
    }

    private static func webP(_ kind: String, _ data: [UInt8]) -> [UInt8] {
        let chunk = Array(kind.utf8) + little(UInt32(data.count), 4) + data + (data.count % 2 == 1 ? [0] : [])
        return Array("RIFF".utf8) + little(UInt32(chunk.count + 4), 4) + Array("WEBP".utf8) + chunk
    }

    private static func big(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) } }

    private static func little(_ value: UInt32, _ count: UInt32) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
}
