import Events
import Service
import TerminalKit

/// What keys do.
extension State {
    mutating func handle(_ input: InputEvent) -> [Effect] {
        switch input {
        case .key(let key, let modifiers): return handle(KeyPress(key, modifiers))
        case .paste(let text): return paste(TextSanitiser.clean(text))
        case .focus(let focused):
            terminalIsFocused = focused
            return []
        case .mouse, .reply: return []
        }
    }

    private mutating func paste(_ text: String) -> [Effect] {
        if let pair {
            // There is no composer: a text goes where an answer is written, or nowhere.
            if pair.lanes[pair.shown].dialog?.takesText == true { self.pair?.lanes[pair.shown].dialog?.input.insert(paste: text) }
            return []
        }
        if case .none = overlay {
            if dialog?.hasFocus == true, dialog?.takesText == true {
                dialog?.input.insert(paste: text)
            } else {
                focus = .composer
                dialog?.hasFocus = false
                composer.draft.insert(paste: text)
            }
        }
        return []
    }

    private mutating func handle(_ press: KeyPress) -> [Effect] {
        if press != KeyPress(.character("c"), .control) { interruptedAt = nil }
        if press == KeyPress(.character("l"), .control) { return [.repaint] }
        if press == KeyPress(.character("z"), .control) { return [.suspend] }
        switch overlay {
        case .help(let top): return handleHelp(press, top)
        case .pager(let pager): return handlePager(press, pager)
        case .runs(let table): return handleRuns(press, table)
        case .confirmQuit(let since): return handleConfirm(press, since)
        case .none: break
        }
        if pair != nil { return handlePair(press) }
        if let dialog, dialog.hasFocus, let effects = handleDialog(press, dialog) { return takingUp(effects) }
        if focus == .composer, let effects = handleComposer(press) { return effects }
        guard let command = Keymap.command(for: press, inPane: focus != .composer, replaying: replay != nil) else { return [] }
        return perform(command)
    }

    // MARK: Commands

    mutating func perform(_ command: Command) -> [Effect] {
        switch command {
        case .stop: return escape()
        case .interrupt: return interrupt()
        case .forcePipeline: return forcePipeline()
        case .both: return startBoth()
        case .help: overlay = .help(top: 0)
        case .repaint: return [.repaint]
        case .suspend: return [.suspend]
        case .nextPane: moveFocus(1)
        case .previousPane: moveFocus(-1)
        case .pageUp: page(-1)
        case .pageDown: page(1)
        case .focusTranscript: focus = .transcript
        case .focusTodo: focus = .todo
        case .focusMetrics: focus = .metrics
        case .focusTools: focus = .tools
        case .focusComposer: focus = .composer
        case .lineDown: moveCursor(by: 1)
        case .lineUp: moveCursor(by: -1)
        case .top: moveCursor(to: TranscriptPosition(block: 0, line: 0))
        case .bottom: followTail()
        case .previousRound: jump(rounds: -1)
        case .nextRound: jump(rounds: 1)
        case .previousLoop: jump(loops: -1)
        case .nextLoop: jump(loops: 1)
        case .previousError: jumpToError(-1)
        case .nextError: jumpToError(1)
        case .fold: fold()
        case .open: toggleCard()
        case .foldAll: foldAll()
        case .openPager: openPager()
        case .evidence: jumpToEvidence()
        case .restoreContext: return restoreContext()
        case .compactContext: return compactContext()
        case .zoom: zoomed.toggle()
        case .runs:
            overlay = .runs(RunsState())
            return [.loadRuns]
        case .resume: return resume()
        case .replay:
            guard let run, !runGoesOn else {
                say(
                    run == nil ? "there is no run to replay; r lists past runs" : "the run goes on; it can be replayed when it has ended",
                    .warning)
                return []
            }
            return [.openReplay(runID: run.runID)]
        case .theme:
            guard let index = themeNames.firstIndex(of: themeName), !themeNames.isEmpty else {
                return themeNames.first.map { [.useTheme($0)] } ?? []
            }
            return [.useTheme(themeNames[(index + 1) % themeNames.count])]
        case .quit: return leave()
        case .playPause: replay?.playing.toggle()
        case .faster: changeSpeed(1)
        case .slower: changeSpeed(-1)
        case .stepEvent: return stepReplay(toNextRound: false)
        case .stepRound: return stepReplay(toNextRound: true)
        }
        return []
    }

    private mutating func changeSpeed(_ delta: Int) {
        guard let replay else { return }
        self.replay?.speed = min(max(0, replay.speed + delta), ReplayState.speeds.count - 1)
    }

    private mutating func moveFocus(_ delta: Int) {
        if dialog != nil, dialog?.hasFocus == false {
            dialog?.hasFocus = true
            return
        }
        let count = State.Focus.allCases.count
        focus = State.Focus(rawValue: (focus.rawValue + delta + count) % count) ?? .composer
    }

    // MARK: Stop and leave

    private mutating func escape() -> [Effect] {
        if runGoesOn {
            stopStep = min(3, stopStep + 1)
            return [.stop]
        }
        if waitsForAnswer {
            say("nothing of this run goes on; it waits for your answer. r shows all runs", .text)
            return []
        }
        if canResume {
            say("nothing of this run goes on; \(Keymap.name(of: .resume)) goes on with it. r shows all runs", .text)
            return []
        }
        if replay != nil, focus == .transcript {
            replay?.playing = false
            return []
        }
        if focus == .composer, composer.draft.isEmpty { focus = .transcript }
        if zoomed { zoomed = false }
        return []
    }

    private mutating func interrupt() -> [Effect] {
        if runGoesOn { return escape() }
        if focus == .composer, !composer.draft.isEmpty {
            composer.draft.clear()
            say("draft cleared; Ctrl-C twice leaves", .dim)
            return []
        }
        if let before = interruptedAt, now - before < 2_000_000 { return [.quit] }
        interruptedAt = now
        say("Ctrl-C again within 2 s leaves", .dim)
        return []
    }

    private mutating func leave() -> [Effect] {
        guard runGoesOn else { return [.quit] }
        overlay = .confirmQuit(since: now)
        return []
    }

    private mutating func handleConfirm(_ press: KeyPress, _ since: Int64) -> [Effect] {
        guard now - since >= DialogState.armingMicroseconds else { return [] }
        switch press.key {
        case .character("y"):
            overlay = .none
            return [.stopEverything, .quit]
        case .character("n"), .escape:
            overlay = .none
        default: break
        }
        return []
    }

    // MARK: Overlays

    private mutating func handleHelp(_ press: KeyPress, _ top: Int) -> [Effect] {
        let page = max(1, size.rows - 4)
        switch press.key {
        case .escape, .character("q"), .character("?"), .function(1): overlay = .none
        case .down, .character("j"): overlay = .help(top: top + 1)
        case .up, .character("k"): overlay = .help(top: max(0, top - 1))
        case .pageDown, .character(" "): overlay = .help(top: top + page)
        case .pageUp: overlay = .help(top: max(0, top - page))
        case .character("c") where press.modifiers == .control: overlay = .none
        default: break
        }
        if case .help(let wanted) = overlay { overlay = .help(top: min(wanted, max(0, HelpPane.lineCount(state: self) - page))) }
        return []
    }

    private mutating func handlePager(_ press: KeyPress, _ pager: PagerState) -> [Effect] {
        var pager = pager
        let page = max(1, size.rows - 4)
        switch press.key {
        case .escape where runGoesOn: return escape()
        case .escape, .character("q"), .enter:
            overlay = .none
            return []
        case .character("c") where press.modifiers == .control: return interrupt()
        case .down, .character("j"): pager.top += 1
        case .up, .character("k"): pager.top -= 1
        case .pageDown, .character(" "): pager.top += page
        case .pageUp: pager.top -= page
        case .home, .character("g"): pager.top = 0
        case .end, .character("G"): pager.top = pager.lines.count
        default: break
        }
        pager.top = min(max(0, pager.top), max(0, pager.lines.count - page))
        overlay = .pager(pager)
        return []
    }

    private mutating func handleRuns(_ press: KeyPress, _ table: RunsState) -> [Effect] {
        var table = table
        let page = max(1, size.rows - 6)
        switch press.key {
        case .escape, .character("q"), .character("r"):
            overlay = .none
            return []
        case .character("c") where press.modifiers == .control:
            overlay = .none
            return []
        case .down, .character("j"): table.selected += 1
        case .up, .character("k"): table.selected -= 1
        case .pageDown: table.selected += page
        case .pageUp: table.selected -= page
        case .home, .character("g"): table.selected = 0
        case .end, .character("G"): table.selected = table.rows.count - 1
        case .enter, .character("R"), .character("c"):
            guard table.rows.indices.contains(table.selected) else { return [] }
            let row = table.rows[table.selected]
            if runGoesOn {
                overlay = .none
                say("a run goes on here; stop it first, or wait for its end", .warning)
                return []
            }
            switch press.key {
            case .enter: return [.open(runID: row.runID)]
            case .character("c"): return resume(row)
            default: return [.openReplay(runID: row.runID)]
            }
        default: break
        }
        table.selected = min(max(0, table.selected), max(0, table.rows.count - 1))
        overlay = .runs(table)
        return []
    }
}
