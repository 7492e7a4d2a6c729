import CShims
import Testing

@testable import TerminalKit

@Suite struct CellWidthTests {
    @Test("the width table agrees with known scalars")
    func known() {
        let expected: [(UInt32, Int32)] = [
            (0x00, -1), (0x1B, -1), (0x20, 1), (0x7E, 1), (0x7F, -1), (0x9B, -1), (0xA0, 1), (0xAD, 0), (0x301, 0), (0x200B, 0),
            (0x200D, 0),
            (0x202E, 0), (0x2028, 0), (0xFE0F, 0), (0x1100, 2), (0x1160, 0), (0x11FF, 0), (0x2764, 1), (0x25D0, 1), (0x2713, 1),
            (0x276F, 1),
            (0x231A, 2), (0x2705, 2), (0x3000, 2), (0x3042, 2), (0x3099, 0), (0x4E00, 2), (0x9FFF, 2), (0xAC00, 2), (0xD7A3, 2),
            (0xE000, 1),
            (0xFF21, 2), (0xFF71, 1), (0xFFFD, 1), (0x1F1E6, 1), (0x1F600, 2), (0x1FAE8, 2), (0x1FAEA, 2), (0x20000, 2), (0xE0061, 0),
            (0x10FFFF, 1), (0x110000, -1), (0xFFFF_FFFF, -1), (0x0600, 1), (0x0301, 0), (0x2800, 1), (0x2581, 1), (0x25B0, 1),
        ]
        for (value, width) in expected { #expect(lathe_cell_width(value) == width, "U+\(String(value, radix: 16))") }
    }

    @Test("every scalar has a width from -1 to 2, marks none, and libc's name gives the same answer")
    func everyScalar() {
        for value in UInt32(1)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let width = lathe_cell_width(value)
            guard width >= -1, width <= 2, wcwidth(wchar_t(bitPattern: value)) == width else {
                Issue.record("U+\(String(value, radix: 16)) is \(width) wide")
                return
            }
            if value % 7 == 0 {
                let category = scalar.properties.generalCategory
                if category == .nonspacingMark || category == .enclosingMark { #expect(width == 0, "U+\(String(value, radix: 16))") }
            }
        }
    }

    @Test("a text is as wide as its scalars together")
    func texts() {
        #expect(CellWidth.of("") == 0)
        #expect(CellWidth.of("hello") == 5)
        #expect(CellWidth.of("a一é") == 4)
        #expect(CellWidth.of("e\u{301}x") == 2)
        #expect(CellWidth.of("a\u{1B}b\n") == 2)
        #expect(CellWidth.of(String("xx一".dropFirst())) == 3)
    }
}
