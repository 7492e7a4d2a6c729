import Events
import TerminalKit

/// Keys in the sheets.
extension State {
    /// Nil when the key is not the sheet's.
    mutating func handleDialog(_ press: KeyPress, _ dialog: DialogState) -> [Effect]? {
        // Stopping and the keys that work everywhere go through; Esc in a reason only leaves the reason.
        if press.key == .escape || press == KeyPress(.character("c"), .control) {
            guard dialog.writesReason || dialog.writesOwn else { return nil }
            self.dialog?.writesReason = false
            self.dialog?.writesOwn = false
            self.dialog?.top = 0
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
        case .pageUp: scrollSheet(-1)
        case .pageDown: scrollSheet(1)
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
        let sheet = sheet(dialog)
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

    private func sheet(_ dialog: DialogState) -> DialogSheet {
        DialogSheet(dialog: dialog, glyphs: glyphs, now: now, waits: waitsForAnswer)
    }

    /// Scrolls what is asked by a page.
    private mutating func scrollSheet(_ direction: Int) {
        guard let dialog else { return }
        let last = sheet(dialog).lastTop(width: size.columns, height: sheetHeight)
        let top = min(max(0, min(dialog.top, last) + direction * max(1, sheetHeight - 4)), last)
        self.dialog?.top = top
    }

    /// Scrolls so that the chosen option is on the screen.
    mutating func showChoice() {
        guard let dialog, case .question = dialog.subject, !dialog.takesText else { return }
        let top = sheet(dialog).top(showing: dialog.selected, width: size.columns, height: sheetHeight)
        self.dialog?.top = top
    }

    private mutating func answerQuestion(_ press: KeyPress, _ dialog: DialogState, _ request: UserInputRequested) -> [Effect] {
        let last = request.options.count - 1
        switch press.key {
        case .down, .character("j"): self.dialog?.selected = min(dialog.selected + 1, last)
        case .up, .character("k"): self.dialog?.selected = max(0, dialog.selected - 1)
        case .home, .character("g"): self.dialog?.selected = 0
        case .end, .character("G"): self.dialog?.selected = last
        case .pageUp, .pageDown:
            scrollSheet(press.key == .pageUp ? -1 : 1)
            return []
        case .character("e") where dialog.takesOwnWords:
            self.dialog?.writesOwn = true
            self.dialog?.top = 0
            return []
        case .character(" ") where request.selection == .multiple:
            if self.dialog?.marked.remove(dialog.selected) == nil { self.dialog?.marked.insert(dialog.selected) }
        case .character(let digit) where ("1"..."9").contains(digit):
            let index = (digit.wholeNumberValue ?? 1) - 1
            guard request.options.indices.contains(index) else { return [] }
            self.dialog?.selected = index
            if request.selection == .multiple, self.dialog?.marked.remove(index) == nil { self.dialog?.marked.insert(index) }
        case .enter: return choose(dialog, request)
        default: return []
        }
        showChoice()
        return []
    }

    private mutating func choose(_ dialog: DialogState, _ request: UserInputRequested) -> [Effect] {
        var chosen = [dialog.selected]
        if request.selection == .multiple {
            chosen = dialog.marked.sorted()
            if chosen.isEmpty {
                say("nothing is marked: Space marks", .warning)
                return []
            }
        } else {
            showChoice()
            // An answer that is not on the screen is shown before it is given.
            guard self.dialog?.top == dialog.top else {
                say("this is what Enter answers; Enter again does it", .warning)
                return []
            }
        }
        let answer = chosen.filter { request.options.indices.contains($0) }.map { request.options[$0] }.joined(separator: ", ")
        self.dialog = nil
        return [.answer(questionID: request.questionID, answer)]
    }
}
