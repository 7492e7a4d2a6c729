/// One private mode set or reset by the program, in the order it was sent.
public struct ModeChange: Sendable, Hashable, CustomStringConvertible {
    /// The number after `CSI ?`.
    public var mode: Int
    /// True for `h`, false for `l`.
    public var isOn: Bool

    public init(_ mode: Int, isOn: Bool) {
        self.mode = mode
        self.isOn = isOn
    }

    public var description: String { "?\(mode)\(isOn ? "h" : "l")" }
}

/// What a program did to a terminal besides text: the state it must leave as it was.
struct TerminalModes: Sendable {
    /// Modes that are on in a fresh terminal: lines wrap, the cursor shows.
    static let onAtStart: Set<Int> = [7, 25]

    var modes: [Int: Bool] = [7: true, 25: true]
    var changes: [ModeChange] = []
    var fullClearCount = 0
    var bellCount = 0
    var title = ""
    /// The payloads of OSC 52, as sent.
    var clipboardWrites: [String] = []
    var hasApplicationKeypad = false
    /// Kitty keyboard flags pushed and not popped.
    var keyboardStackDepth = 0
    /// Top and bottom row, 1-based; nil for the whole screen.
    var scrollRegion: ClosedRange<Int>?

    var unrestored: [Int] {
        modes.filter { $0.value != Self.onAtStart.contains($0.key) }.keys.sorted()
    }

    mutating func set(_ mode: Int, isOn: Bool) {
        modes[mode] = isOn
        changes.append(ModeChange(mode, isOn: isOn))
    }

    mutating func resetAll() {
        let (count, bells, clipboard, past) = (fullClearCount, bellCount, clipboardWrites, changes)
        self = TerminalModes()
        (fullClearCount, bellCount, clipboardWrites, changes) = (count &+ 1, bells, clipboard, past)
    }
}
