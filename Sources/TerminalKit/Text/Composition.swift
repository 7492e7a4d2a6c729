/// Joins a letter and a mark into one scalar where Unicode has one.
enum Composition {
    /// The composed scalar, or nil.
    ///
    /// Hangul goes by arithmetic, other scripts by table; the table is made at first use.
    static func compose(_ base: UInt32, _ mark: UInt32) -> UInt32? {
        if mark >= 0x1160 && mark <= 0x11FF { return hangul(base, mark) }
        guard base < 0x3100, mark < 0x3100, let letter = Unicode.Scalar(base), let above = Unicode.Scalar(mark) else { return nil }
        var pair = String.UnicodeScalarView()
        pair.append(letter)
        pair.append(above)
        return letters[String(pair)]
    }

    private static func hangul(_ base: UInt32, _ part: UInt32) -> UInt32? {
        if base >= 0x1100, base <= 0x1112, part >= 0x1161, part <= 0x1175 {
            return 0xAC00 &+ ((base &- 0x1100) &* 21 &+ (part &- 0x1161)) &* 28
        }
        if base >= 0xAC00, base <= 0xD7A3, (base &- 0xAC00) % 28 == 0, part > 0x11A7, part <= 0x11C2 {
            return base &+ (part &- 0x11A7)
        }
        return nil
    }

    /// Precomposed letters under themselves.
    ///
    /// String keys compare by canonical equivalence, so letter + mark finds the composed one.
    private static let letters: [String: UInt32] = {
        var table: [String: UInt32] = [:]
        for range in [UInt32(0xC0)...0x24F, 0x386...0x3CE, 0x400...0x4FF, 0x622...0x6D3, 0x1E00...0x1FFE, 0x304C...0x30FE] {
            for value in range {
                guard let scalar = Unicode.Scalar(value) else { continue }
                let key = String(Character(scalar))
                if table[key] == nil { table[key] = value }
            }
        }
        return table
    }()
}
