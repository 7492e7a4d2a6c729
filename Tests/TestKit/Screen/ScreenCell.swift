import CVTerm

/// A colour as the program asked for it.
public enum ScreenColor: Sendable, Hashable, CustomStringConvertible {
    /// The terminal's own foreground or background.
    case standard
    /// An entry of the palette of 256.
    case index(UInt8)
    /// A direct colour.
    case rgb(UInt8, UInt8, UInt8)

    init(_ packed: UInt32) {
        switch packed >> 24 {
        case 1: self = .index(UInt8(truncatingIfNeeded: packed))
        case 2:
            self = .rgb(
                UInt8(truncatingIfNeeded: packed >> 16), UInt8(truncatingIfNeeded: packed >> 8), UInt8(truncatingIfNeeded: packed))
        default: self = .standard
        }
    }

    public var description: String {
        switch self {
        case .standard: "standard"
        case .index(let index): "\(index)"
        case .rgb(let red, let green, let blue): "rgb(\(red),\(green),\(blue))"
        }
    }
}

/// One cell as a terminal would show it.
public struct ScreenCell: Sendable, Hashable {
    /// The character with its marks; a blank for an erased cell, empty for the right half of a wide character.
    public var text: String
    /// Columns it covers, 1 or 2.
    public var width: Int
    public var bold: Bool
    public var italic: Bool
    public var underline: Bool
    public var blink: Bool
    public var reverse: Bool
    public var strike: Bool
    public var foreground: ScreenColor
    public var background: ScreenColor

    /// A cell nothing was written to.
    public static let blank = ScreenCell(
        text: " ", width: 1, bold: false, italic: false, underline: false, blink: false, reverse: false, strike: false,
        foreground: .standard, background: .standard)

    /// Whether it has no attribute and no colour of its own.
    public var isPlain: Bool {
        !bold && !italic && !underline && !blink && !reverse && !strike && foreground == .standard && background == .standard
    }
}

extension ScreenCell {
    init(_ cell: cvterm_cell) {
        var scalars = String.UnicodeScalarView()
        let raw = cell.scalars
        let isRightHalf = raw.0 == UInt32.max
        for value in [raw.0, raw.1, raw.2, raw.3, raw.4, raw.5] {
            guard value != 0, let scalar = Unicode.Scalar(value) else { break }
            scalars.append(scalar)
        }
        let text = String(scalars)
        self.init(
            text: text.isEmpty && !isRightHalf ? " " : text, width: Int(cell.width), bold: cell.bold != 0, italic: cell.italic != 0,
            underline: cell.underline != 0, blink: cell.blink != 0, reverse: cell.reverse != 0, strike: cell.strike != 0,
            foreground: ScreenColor(cell.foreground), background: ScreenColor(cell.background))
    }
}
