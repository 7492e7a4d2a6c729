import Events
import TerminalKit

/// Keys in the sheets.
extension State {
    /// Nil when the key is not the sheet's.
    mutating func handleDialog(_ press: KeyPress, _ dialog: DialogState) -> [Effect]? {
        // Stopping and the keys that work everywhere go through; Esc in a reason only leaves the reason.
        if press.key == .escape || press == KeyPress(.character("c"), .control) {
            guard dialog.writesReason else { return nil }
            self.dialog?.writesReason = false
            return []
        }
        if press.key == .tab || press.key == .backtab {
            self.dialog?.hasFocus = false
            focus = .composer
            return []
        }
        if press.modifiers.contains(.control) || press.modifiers.contains(.alt) { return nil }
        guard dialog.isArmed(now: now) else { return [] }
        if dialog.takesText { return writeAnswer(press, dialog) }
        switch dialog.subject {
        case .approval(let request): return answerApproval(press, dialog, request)
        case .question(let request): return answerQuestion(press, dialog, request)
        }
    }

    private mutating func writeAnswer(_ press: KeyPress, _ dialog: DialogState) -> [Effect] {
        switch press.key {
        case .character(let character): self.dialog?.input.insert(character)
        case .backspace: self.dialog?.input.deleteBackward()
        case .delete: self.dialog?.input.deleteForward()
        case .left: self.dialog?.input.move(by: -1)
        case .right: self.dialog?.input.move(by: 1)
        case .home: self.dialog?.input.moveToLineStart()
        case .end: self.dialog?.input.moveToLineEnd()
        case .enter:
            let text = dialog.input.text
            switch dialog.subject {
            case .approval(let request):
                self.dialog = nil
                return [.resolve(approvalID: request.approvalID, .denied, .once, reason: text.isEmpty ? nil : text)]
            case .question(let request):
                guard text.contains(where: { !$0.isWhitespace }) else { return [] }
                self.dialog = nil
                return [.answer(questionID: request.questionID, text)]
            }
        default: break
        }
        return []
    }

    private mutating func answerApproval(_ press: KeyPress, _ dialog: DialogState, _ request: ApprovalRequested) -> [Effect] {
        let sheet = DialogSheet(dialog: dialog, glyphs: glyphs, now: now)
        let height = sheetHeight
        let lastTop = sheet.lastTop(width: size.columns, height: height)
        switch press.key {
        case .down, .character("j"): self.dialog?.top = min(dialog.top + 1, lastTop)
        case .up, .character("k"): self.dialog?.top = max(0, dialog.top - 1)
        case .pageDown, .character(" "):
            self.dialog?.top = min(dialog.top + max(1, height - 3), lastTop)
        case .character("y"), .character("a"):
            // What was not seen to its end cannot be approved (T2).
            guard sheet.endIsSeen(width: size.columns, height: height) else {
                say("the end is not on the screen yet: Down shows more", .warning)
                return []
            }
            self.dialog = nil
            let scope: ApprovalScope = press.key == .character("a") && request.scopes.contains(.run) ? .run : .once
            return [.resolve(approvalID: request.approvalID, .approved, scope, reason: nil)]
        case .character("n"):
            self.dialog = nil
            return [.resolve(approvalID: request.approvalID, .denied, .once, reason: nil)]
        case .character("e"): self.dialog?.writesReason = true
        default: break
        }
        return []
    }

    private var sheetHeight: Int { Layout(size: size, zoomed: zoomed, focus: focus, state: self).sheet.height }

    private mutating func answerQuestion(_ press: KeyPress, _ dialog: DialogState, _ request: UserInputRequested) -> [Effect] {
        switch press.key {
        case .down, .character("j"): self.dialog?.selected = min(dialog.selected + 1, request.options.count - 1)
        case .up, .character("k"): self.dialog?.selected = max(0, dialog.selected - 1)
        case .character(" ") where request.selection == .multiple:
            if self.dialog?.marked.remove(dialog.selected) == nil { self.dialog?.marked.insert(dialog.selected) }
        case .character(let digit) where ("1"..."9").contains(digit):
            let index = (digit.wholeNumberValue ?? 1) - 1
            guard request.options.indices.contains(index) else { return [] }
            self.dialog?.selected = index
            if request.selection == .multiple, self.dialog?.marked.remove(index) == nil { self.dialog?.marked.insert(index) }
        case .enter:
            var chosen = [dialog.selected]
            if request.selection == .multiple {
                chosen = dialog.marked.sorted()
                if chosen.isEmpty {
                    say("nothing is marked: Space marks", .warning)
                    return []
                }
            }
            let answer = chosen.filter { request.options.indices.contains($0) }.map { request.options[$0] }.joined(separator: ", ")
            self.dialog = nil
            return [.answer(questionID: request.questionID, answer)]
        default: break
        }
        return []
    }
}
