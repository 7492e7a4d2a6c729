/// A key as a terminal of the xterm family sends it.
public enum Key: Sendable, Hashable {
    case enter, escape, tab, backTab, backspace, delete, insert, space
    case up, down, left, right, home, end, pageUp, pageDown
    /// F1 to F12.
    case function(Int)
    /// A letter, or one of `@ [ \ ] ^ _ ?`, with Control.
    case control(Character)
    /// A character with Alt.
    case alt(Character)
    case altEnter
    /// An arrow, home or end with Shift, Alt or Control (xterm's number: 2 Shift, 3 Alt, 5 Control).
    case modified(Character, Int)
    case character(Character)
    /// The window got or lost the focus (mode 1004).
    case focusIn, focusOut
    /// Mouse reports (SGR), counted from the top left (0, 0).
    case click(x: Int, y: Int)
    case wheelUp(x: Int, y: Int)
    case wheelDown(x: Int, y: Int)

    /// The bytes; `applicationCursor` is mode 1, which programs using terminfo switch on.
    public func bytes(applicationCursor: Bool = false) -> [UInt8] {
        Array(text(applicationCursor ? "\u{1B}O" : "\u{1B}[").utf8)
    }

    private func text(_ cursor: String) -> String {
        switch self {
        case .enter: "\r"
        case .escape: "\u{1B}"
        case .tab: "\t"
        case .backTab: "\u{1B}[Z"
        case .backspace: "\u{7F}"
        case .space: " "
        case .insert: "\u{1B}[2~"
        case .delete: "\u{1B}[3~"
        case .pageUp: "\u{1B}[5~"
        case .pageDown: "\u{1B}[6~"
        case .up: cursor + "A"
        case .down: cursor + "B"
        case .right: cursor + "C"
        case .left: cursor + "D"
        case .home: cursor + "H"
        case .end: cursor + "F"
        case .function(let number): Self.function(number)
        case .control(let character): Self.control(character)
        case .alt(let character): "\u{1B}\(character)"
        case .altEnter: "\u{1B}\r"
        case .modified(let letter, let modifier): "\u{1B}[1;\(modifier)\(letter)"
        case .character(let character): String(character)
        case .focusIn: "\u{1B}[I"
        case .focusOut: "\u{1B}[O"
        case .click(let x, let y): "\u{1B}[<0;\(x + 1);\(y + 1)M\u{1B}[<0;\(x + 1);\(y + 1)m"
        case .wheelUp(let x, let y): "\u{1B}[<64;\(x + 1);\(y + 1)M"
        case .wheelDown(let x, let y): "\u{1B}[<65;\(x + 1);\(y + 1)M"
        }
    }

    private static func function(_ number: Int) -> String {
        let codes = ["OP", "OQ", "OR", "OS", "[15~", "[17~", "[18~", "[19~", "[20~", "[21~", "[23~", "[24~"]
        return codes.indices.contains(number - 1) ? "\u{1B}" + codes[number - 1] : ""
    }

    private static func control(_ character: Character) -> String {
        guard let ascii = character.uppercased().utf8.first, (0x3F...0x5F).contains(ascii) else { return "" }
        return ascii == 0x3F ? "\u{7F}" : String(Unicode.Scalar(ascii & 0x1F))
    }
}
