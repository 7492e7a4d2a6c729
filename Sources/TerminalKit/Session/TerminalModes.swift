/// Modes a session switches on, and off again.
public struct TerminalModes: OptionSet, Sendable, Hashable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// Pastes come as one event.
    public static let bracketedPaste = TerminalModes(rawValue: 1)
    /// Focus coming and going is told.
    public static let focus = TerminalModes(rawValue: 2)
    /// Presses, drags and the wheel are told; takes the terminal's own selection away.
    public static let mouse = TerminalModes(rawValue: 4)
    /// Keys come unambiguously where the terminal speaks kitty's protocol; others ignore it.
    public static let kittyKeyboard = TerminalModes(rawValue: 8)

    /// Paste and focus: what a session has unless it asks for more.
    public static let standard: TerminalModes = [.bracketedPaste, .focus]

    private static let sequences: [(mode: TerminalModes, on: String, off: String)] = [
        (.bracketedPaste, "\u{1B}[?2004h", "\u{1B}[?2004l"),
        (.focus, "\u{1B}[?1004h", "\u{1B}[?1004l"),
        (.mouse, "\u{1B}[?1000h\u{1B}[?1002h\u{1B}[?1006h", "\u{1B}[?1006l\u{1B}[?1002l\u{1B}[?1000l"),
        (.kittyKeyboard, "\u{1B}[>1u", "\u{1B}[<u"),
    ]

    var switchedOn: [UInt8] {
        Self.sequences.filter { contains($0.mode) }.flatMap { $0.on.utf8 }
    }

    var switchedOff: [UInt8] {
        Self.sequences.reversed().filter { contains($0.mode) }.flatMap { $0.off.utf8 }
    }
}

/// The bytes that bring a terminal back from anything we may have done to it.
enum RestoreBytes {
    /// Ends a torn sequence and a synchronized update.
    private static let endFrame = "\u{18}\u{1B}[?2026l"
    /// Autowrap on, cursor keys and keypad normal, scroll region whole, plain pen, cursor shown.
    private static let basics = "\u{1B}[?7h\u{1B}[?1l\u{1B}>\u{1B}[r\u{1B}[0m\u{1B}[?25h"
    private static let otherModes = "\u{1B}[?1003l\u{1B}[?2031l"
    private static let leaveScreen = "\u{1B}[0 q\u{1B}[?1049l\u{1B}[23;0;0t"

    /// Everything, for a terminal some killed session left behind.
    static let all: [UInt8] = {
        let modes: TerminalModes = [.bracketedPaste, .focus, .mouse, .kittyKeyboard]
        return Array(endFrame.utf8) + modes.switchedOff + Array((otherModes + basics + leaveScreen).utf8)
    }()

    /// For a session's own end: the modes it may have switched on, then what curses says.
    static func session(modes: TerminalModes, screenLeave: [UInt8]) -> [UInt8] {
        Array(endFrame.utf8) + modes.switchedOff + Array(basics.utf8) + (screenLeave.isEmpty ? Array(leaveScreen.utf8) : screenLeave)
    }
}
