import CShims

extension DisplayText {
    /// The text with everything hidden in it spelled out, for showing what is about to be approved.
    ///
    /// Controls except the line feed, bidi and zero-width controls, tags, variation selectors, unusual blanks, private and unassigned
    /// scalars, and marks beyond the second of a cell appear as `\u{202E}`. What comes out is safe to draw and draws in full.
    public static func visible(_ text: String) -> String {
        let clean = text.utf8.withContiguousStorageIfAvailable { bytes in
            bytes.allSatisfy { $0 >= 0x20 && $0 < 0x7F || $0 == 0x0A }
        }
        if clean ?? false { return text }
        var output = ""
        output.reserveCapacity(text.utf8.count)
        var marks = 0
        for scalar in text.unicodeScalars {
            let kind = lathe_cell_kind(scalar.value)
            marks = kind == Int32(LATHE_CELL_ZERO) ? marks &+ 1 : 0
            if isHidden(scalar.value, kind) || marks > 2 {
                output += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
            } else {
                output.unicodeScalars.append(scalar)
            }
        }
        return conservative(output)
    }

    private static func isHidden(_ value: UInt32, _ kind: Int32) -> Bool {
        switch kind {
        case Int32(LATHE_CELL_CONTROL): value != 0x0A
        case Int32(LATHE_CELL_FORMAT), Int32(LATHE_CELL_UNASSIGNED): true
        default: isOddBlank(value) || value >= 0xE000 && value <= 0xF8FF || value >= 0xF0000
        }
    }

    /// Blanks that look like the space but are not, and letters drawn as nothing.
    private static func isOddBlank(_ value: UInt32) -> Bool {
        switch value {
        case 0xA0, 0x1680, 0x2000...0x200A, 0x202F, 0x205F, 0x2800, 0x3000: true
        default: false
        }
    }
}
