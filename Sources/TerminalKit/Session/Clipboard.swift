/// The request that puts text into the clipboard of the terminal's machine.
enum Clipboard {
    /// What terminals take at most, in bytes after encoding.
    private static let limitBytes = 74_994

    /// OSC 52 with the text in base 64; nil when it is too long.
    ///
    /// Inside tmux also wrapped, since tmux keeps the bare one to itself.
    static func sequence(for text: String, insideTmux: Bool) -> [UInt8]? {
        let encoded = base64(Array(text.utf8))
        guard encoded.count <= limitBytes else { return nil }
        let bare = Array("\u{1B}]52;c;".utf8) + encoded + [0x07]
        guard insideTmux else { return bare }
        return bare + Array("\u{1B}Ptmux;\u{1B}".utf8) + bare + Array("\u{1B}\\".utf8)
    }

    static func base64(_ bytes: [UInt8]) -> [UInt8] {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var result: [UInt8] = []
        result.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let rest = min(3, bytes.count - start)
            var group = UInt32(bytes[start]) << 16
            if rest > 1 { group |= UInt32(bytes[start + 1]) << 8 }
            if rest > 2 { group |= UInt32(bytes[start + 2]) }
            for position in 0..<4 {
                let index = Int(group >> UInt32(18 - 6 * position) & 0x3F)
                result.append(position <= rest ? alphabet[index] : 0x3D)
            }
        }
        return result
    }
}
