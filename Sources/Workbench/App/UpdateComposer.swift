import Events
import TerminalKit

/// Keys in the composer.
extension State {
    /// Nil when the key is not the composer's.
    mutating func handleComposer(_ press: KeyPress) -> [Effect]? {
        let width = Layout.composerTextWidth(size)
        if replay == nil, run == nil, provider == nil, composer.draft.isEmpty, press == KeyPress(.character("d")) { return [.startDemo] }
        switch press.key {
        case .character(let character) where press.modifiers.subtracting(.shift).isEmpty: composer.draft.insert(character)
        case .character(let letter) where press.modifiers == .control:
            switch letter {
            case "a": composer.draft.moveToLineStart()
            case "e": composer.draft.moveToLineEnd()
            case "u": composer.draft.deleteToLineStart()
            case "k": composer.draft.deleteToLineEnd()
            case "w": composer.draft.deleteWordBackward()
            case "j": composer.draft.insert("\n")
            case "h": composer.draft.deleteBackward()
            case "d":
                if composer.draft.isEmpty { return leaveOrEnd() }
                composer.draft.deleteForward()
            default: return nil
            }
        case .enter:
            if press.modifiers.contains(.shift) {
                composer.draft.insert("\n")
                return []
            }
            return submit(queue: press.modifiers.contains(.alt))
        case .backspace:
            if press.modifiers.contains(.alt) || press.modifiers.contains(.control) {
                composer.draft.deleteWordBackward()
            } else {
                composer.draft.deleteBackward()
            }
        case .delete: composer.draft.deleteForward()
        case .left: press.modifiers.isEmpty ? composer.draft.move(by: -1) : composer.draft.moveWordLeft()
        case .right: press.modifiers.isEmpty ? composer.draft.move(by: 1) : composer.draft.moveWordRight()
        case .home: composer.draft.moveToLineStart()
        case .end: composer.draft.moveToLineEnd()
        case .up: if !composer.draft.moveRow(-1, width: width) { composer.older() }
        case .down: if !composer.draft.moveRow(1, width: width) { composer.newer() }
        default: return nil
        }
        return []
    }

    mutating func sayNoModel() {
        say("no model is set up; start a local server, or set OPENAI_API_KEY or LATHE_BASE_URL, and LATHE_MODEL", .warning)
    }

    private mutating func leaveOrEnd() -> [Effect] { perform(.quit) }

    /// Sends the draft: a new run when idle, else a word to the running one.
    private mutating func submit(queue: Bool) -> [Effect] {
        let text = composer.draft.text
        guard text.contains(where: { !$0.isWhitespace }) else { return [] }
        if runGoesOn {
            _ = composer.take()
            return [.say(text, queue ? .queue : .steer)]
        }
        guard provider != nil else {
            sayNoModel()
            return []
        }
        guard !preparesPair else {
            say("the folder is being copied for two runs; wait for that", .dim)
            return []
        }
        return [.start(composer.take(), mode: nextMode)]
    }
}
