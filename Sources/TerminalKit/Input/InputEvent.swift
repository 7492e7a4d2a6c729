/// What came from the terminal.
public enum InputEvent: Sendable, Hashable {
    case key(Key, Modifiers)
    /// Pasted text: line ends are `\n`, other controls than tab are gone. At most the parser's limit.
    case paste(String)
    case mouse(MouseEvent)
    /// The terminal's window got or lost the focus.
    case focus(Bool)
    /// An answer to a question we asked, early or late; never a key.
    case reply(TerminalReply)
}

/// A key, without its modifiers.
public enum Key: Sendable, Hashable {
    /// One scalar; a mark typed after a letter comes as its own key. Ctrl-F is `.character("f")` with `.control`.
    case character(Character)
    case enter
    case tab
    /// Shift and Tab.
    case backtab
    case escape
    case backspace
    case delete
    case insert
    case up
    case down
    case left
    case right
    case home
    case end
    case pageUp
    case pageDown
    /// F1 is 1; at most 35.
    case function(Int)
}

/// Keys held down with another.
public struct Modifiers: OptionSet, Sendable, Hashable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// Only where the key itself does not tell: "A" comes without.
    public static let shift = Modifiers(rawValue: 1)
    public static let alt = Modifiers(rawValue: 2)
    public static let control = Modifiers(rawValue: 4)
    /// The Command, Super or Windows key; few terminals tell.
    public static let command = Modifiers(rawValue: 8)
}

/// Something done with the mouse at a cell.
///
/// The cell may lie outside the grid.
public struct MouseEvent: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        case press
        case release
        /// Moved with a button down.
        case drag
        /// Moved without a button.
        case move
        case wheelUp
        case wheelDown
        case wheelLeft
        case wheelRight
    }

    public enum Button: Sendable, Hashable {
        case left
        case middle
        case right
        /// Another button, none, or one the terminal does not name.
        case none
    }

    public var kind: Kind
    public var button: Button
    /// Column, from 0.
    public var x: Int
    /// Row, from 0.
    public var y: Int
    public var modifiers: Modifiers

    public init(kind: Kind, button: Button = .none, x: Int, y: Int, modifiers: Modifiers = []) {
        self.kind = kind
        self.button = button
        self.x = x
        self.y = y
        self.modifiers = modifiers
    }
}

/// An answer from the terminal.
public enum TerminalReply: Sendable, Hashable {
    /// The text colour, 0 to 65535 each.
    case foreground(red: Int, green: Int, blue: Int)
    /// The background colour, 0 to 65535 each.
    case background(red: Int, green: Int, blue: Int)
    /// A private mode: 1 on, 2 off, 3 and 4 fixed, 0 unknown to the terminal.
    case mode(number: Int, state: Int)
    /// Device attributes: the answer every terminal gives, so it ends a round of questions.
    case attributes
    /// The cursor, counted from 1.
    case cursor(row: Int, column: Int)
    /// The kitty keyboard flags in force.
    case keyboard(flags: Int)
    /// The terminal's name and version.
    case version(String)
    /// The colour scheme changed, or was asked for.
    case colorScheme(dark: Bool)
    /// Anything else that is no key.
    case other
}
