/// Finds what a person does not see in a line, or sees in another order than the shell.
enum HiddenCharacters {
    /// The first one as `U+202E`.
    static func first(in line: String) -> String? {
        var before: UInt32 = 0
        for scalar in line.unicodeScalars {
            let value = scalar.value
            // Joiners and selectors belong to emoji and to some scripts.
            let joins = (value == 0xFE0F || value == 0x200D) && before >= 0x900
            if isHidden(value) && !joins { return name(value) }
            before = value
        }
        return nil
    }

    /// The text with each such character spelled out.
    static func spelledOut(_ text: String) -> String {
        var output = ""
        for scalar in text.unicodeScalars {
            if isHidden(scalar.value) || scalar == "\n" || scalar == "\t" {
                output += scalar == "\n" || scalar == "\t" ? " " : name(scalar.value)
            } else {
                output.unicodeScalars.append(scalar)
            }
        }
        return output
    }

    private static func name(_ value: UInt32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    private static func isHidden(_ value: UInt32) -> Bool {
        switch value {
        case 0x09, 0x0A: false
        case 0x00...0x1F, 0x7F...0xA0, 0xAD, 0x34F, 0x61C, 0x115F...0x1160, 0x1680, 0x17B4...0x17B5, 0x180B...0x180F: true
        case 0x2000...0x200F, 0x2028...0x202F, 0x205F...0x206F, 0x2800, 0x3164, 0xFE00...0xFE0F, 0xFEFF, 0xFFA0, 0xFFF9...0xFFFB: true
        case 0x1D173...0x1D17A, 0xE0000...0xE0FFF: true
        default: false
        }
    }
}
