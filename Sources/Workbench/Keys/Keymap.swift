import TerminalKit

/// A key with its modifiers.
struct KeyPress: Hashable {
    var key: Key
    var modifiers: Modifiers

    init(_ key: Key, _ modifiers: Modifiers = []) {
        self.key = key
        self.modifiers = modifiers
    }

    /// As the help page writes it: `Ctrl-F`, `PgUp`, `g`.
    var name: String {
        var text = ""
        if modifiers.contains(.control) { text += "Ctrl-" }
        if modifiers.contains(.alt) { text += "Alt-" }
        if modifiers.contains(.shift) { text += "Shift-" }
        switch key {
        case .character(" "): return text + "Space"
        case .character(let character): return text + (modifiers.contains(.control) ? character.uppercased() : String(character))
        case .enter: return text + "Enter"
        case .tab: return text + "Tab"
        case .backtab: return "Shift-Tab"
        case .escape: return text + "Esc"
        case .backspace: return text + "Backspace"
        case .delete: return text + "Del"
        case .insert: return text + "Ins"
        case .up: return text + "Up"
        case .down: return text + "Down"
        case .left: return text + "Left"
        case .right: return text + "Right"
        case .home: return text + "Home"
        case .end: return text + "End"
        case .pageUp: return text + "PgUp"
        case .pageDown: return text + "PgDn"
        case .function(let number): return text + "F\(number)"
        }
    }
}

/// Where a key means something.
enum KeyScope: String, CaseIterable, Sendable {
    /// In any pane and in the composer.
    case everywhere
    /// In a pane; from the composer with Alt.
    case pane
    /// In a pane while a run is replayed.
    case replay
}

/// One row of the keymap.
struct KeyBinding {
    let scope: KeyScope
    let keys: [KeyPress]
    let command: Command
}

/// The one table of keys: the program, the help page and `docs/keys.md` all read it.
enum Keymap {
    static let bindings: [KeyBinding] = [
        row(.everywhere, .stop, [KeyPress(.escape)]),
        row(.everywhere, .interrupt, [control("c")]),
        row(.everywhere, .forcePipeline, [control("f")]),
        row(.everywhere, .both, [control("t")]),
        row(.everywhere, .nextPane, [KeyPress(.tab)]),
        row(.everywhere, .previousPane, [KeyPress(.backtab)]),
        row(.everywhere, .pageUp, [KeyPress(.pageUp)]),
        row(.everywhere, .pageDown, [KeyPress(.pageDown)]),
        row(.everywhere, .repaint, [control("l")]),
        row(.everywhere, .suspend, [control("z")]),
        row(.everywhere, .help, [KeyPress(.function(1))]),
        row(.replay, .playPause, [letter(" ")]),
        row(.replay, .faster, [letter("+"), letter("=")]),
        row(.replay, .slower, [letter("-")]),
        row(.replay, .stepEvent, [letter(".")]),
        row(.replay, .stepRound, [letter(">")]),
        row(.pane, .focusTranscript, [letter("1")]),
        row(.pane, .focusTodo, [letter("2")]),
        row(.pane, .focusMetrics, [letter("3")]),
        row(.pane, .focusTools, [letter("4")]),
        row(.pane, .focusComposer, [letter("5"), letter("i")]),
        row(.pane, .lineDown, [letter("j"), KeyPress(.down)]),
        row(.pane, .lineUp, [letter("k"), KeyPress(.up)]),
        row(.pane, .top, [letter("g"), KeyPress(.home)]),
        row(.pane, .bottom, [letter("G"), KeyPress(.end)]),
        row(.pane, .previousRound, [letter("h"), KeyPress(.left)]),
        row(.pane, .nextRound, [letter("l"), KeyPress(.right)]),
        row(.pane, .previousLoop, [letter("[")]),
        row(.pane, .nextLoop, [letter("]")]),
        row(.pane, .previousError, [letter("{")]),
        row(.pane, .nextError, [letter("}")]),
        row(.pane, .fold, [letter(" ")]),
        row(.pane, .open, [letter("o")]),
        row(.pane, .foldAll, [letter("O")]),
        row(.pane, .openPager, [KeyPress(.enter)]),
        row(.pane, .evidence, [letter("E")]),
        row(.pane, .restoreContext, [letter("u")]),
        row(.pane, .compactContext, [letter("K")]),
        row(.pane, .zoom, [letter("z")]),
        row(.pane, .runs, [letter("r")]),
        row(.pane, .resume, [letter("c")]),
        row(.pane, .replay, [letter("R")]),
        row(.pane, .theme, [letter("t")]),
        row(.pane, .help, [letter("?")]),
        row(.pane, .quit, [letter("q")]),
    ]

    private static func row(_ scope: KeyScope, _ command: Command, _ keys: [KeyPress]) -> KeyBinding {
        KeyBinding(scope: scope, keys: keys, command: command)
    }

    private static func letter(_ character: Character) -> KeyPress { KeyPress(.character(character)) }
    private static func control(_ character: Character) -> KeyPress { KeyPress(.character(character), .control) }

    private static let table: [KeyScope: [KeyPress: Command]] = {
        var table: [KeyScope: [KeyPress: Command]] = [:]
        for binding in bindings {
            for key in binding.keys { table[binding.scope, default: [:]][key] = binding.command }
        }
        return table
    }()

    /// The command of a key in a pane (`inPane`) or in the composer.
    static func command(for press: KeyPress, inPane: Bool, replaying: Bool) -> Command? {
        var press = press
        // A capital letter carries its shift already.
        if case .character = press.key { press.modifiers.remove(.shift) }
        if let command = table[.everywhere]?[press] { return command }
        if !inPane {
            guard press.modifiers == .alt, case .character = press.key else { return nil }
            press.modifiers = []
            return (replaying ? table[.replay]?[press] : nil) ?? table[.pane]?[press]
        }
        if replaying, let command = table[.replay]?[press] { return command }
        return table[.pane]?[press]
    }

    /// The keys of a command as the footer writes them.
    static func name(of command: Command) -> String {
        bindings.first { $0.command == command }?.keys.first?.name ?? ""
    }
}
