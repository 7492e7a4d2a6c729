extension VirtualScreen {
    /// Whether the alternate screen is shown (mode 1049, 1047 or 47).
    public var isAlternate: Bool {
        let modes = modes.modes
        return [1049, 1047, 47].contains { modes[$0] == true }
    }

    /// Whether the cursor shows (mode 25).
    public var cursorIsVisible: Bool { modes.modes[25] != false }

    /// Every private mode the program touched, and 7 and 25, with what it is now.
    public var privateModes: [Int: Bool] { modes.modes }

    /// Every private mode set or reset, in order.
    public var modeChanges: [ModeChange] { modes.changes }

    /// The modes that are not as in a fresh terminal (7 and 25 on, all others off); empty when the program tidied up.
    public var unrestoredModes: [Int] { modes.unrestored }

    /// How often the whole screen was erased (`CSI 2 J`) or the terminal reset (`ESC c`).
    public var fullClearCount: Int { modes.fullClearCount }

    /// How often the bell rang.
    public var bellCount: Int { modes.bellCount }

    /// The title last set by OSC 0 or 2.
    public var title: String { modes.title }

    /// What was sent to the clipboard by OSC 52, each as `selection;base64`.
    public var clipboardWrites: [String] { modes.clipboardWrites }

    /// Top and bottom row of the scrolling region, 1-based; nil for the whole screen.
    public var scrollRegion: ClosedRange<Int>? { modes.scrollRegion }

    /// What differs from a fresh terminal, in words; empty when the terminal was left as it was found.
    public var leftovers: [String] {
        let modes = modes
        var found = modes.unrestored.map { "mode ?\($0) is \(modes.modes[$0] == true ? "on" : "off")" }
        if modes.hasApplicationKeypad { found.append("the keypad is in application mode") }
        if modes.keyboardStackDepth > 0 { found.append("\(modes.keyboardStackDepth) keyboard flags are pushed") }
        if let region = modes.scrollRegion { found.append("scrolling is held to rows \(region)") }
        if !penIsPlain { found.append("the pen is not plain") }
        return found
    }

    /// Whether the terminal is as it was before the program: modes, keypad, pen, scrolling region.
    public var isAsFound: Bool { leftovers.isEmpty }
}
