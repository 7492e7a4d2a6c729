import Events
import Service
import TerminalKit

/// A task that is done both ways, and what keys do while it is on the screen (N-04).
extension State {
    /// Asks for both ways of the task in the composer.
    mutating func startBoth() -> [Effect] {
        guard !preparesPair else {
            say("the folder is being copied already", .dim)
            return []
        }
        guard !runGoesOn else {
            say("a run goes on here; stop it first, or wait for its end", .warning)
            return []
        }
        guard composer.draft.text.contains(where: { !$0.isWhitespace }) else {
            focus = .composer
            say("write the task first; \(Keymap.name(of: .both)) then does it both ways, in two copies of the folder", .dim)
            return []
        }
        guard provider != nil else {
            sayNoModel()
            return []
        }
        preparesPair = true
        say("copying the folder twice …", .dim)
        return [.startBoth(composer.take())]
    }

    mutating func showPair(_ runIDs: [String], notes: [String]) {
        preparesPair = false
        show(RunModel(), live: false)
        run = nil
        overlay = .none
        notice = nil
        pair = PairView(runIDs, on: self)
        if let note = notes.first { say(note, .warning) }
    }

    /// Takes events of one of the two.
    mutating func take(_ events: [RunEvent], of mode: RunMode) -> [Effect] {
        guard let index = RunMode.both.firstIndex(of: mode), var lane = pair?.lanes[index] else { return [] }
        let wasLive = lane.runIsLive
        lane.now = now
        lane.terminalIsFocused = terminalIsFocused
        // Nothing is queued here, so all that can follow from an event is a bell.
        let effects = lane.take(events).filter { $0 == .bell }
        pair?.lanes[index] = lane
        for event in events { pair?.verdicts[index].apply(event) }
        return wasLive && !lane.runIsLive ? effects + [.lookAtFiles(mode)] : effects
    }

    // MARK: Keys

    mutating func handlePair(_ press: KeyPress) -> [Effect] {
        guard let pair, pair.lanes.indices.contains(pair.shown) else { return [] }
        if press.key == .tab || press.key == .backtab {
            self.pair?.shown = 1 - pair.shown
            return []
        }
        var lane = pair.lanes[pair.shown]
        if let dialog = lane.dialog, let effects = lane.handleDialog(press, dialog) {
            self.pair?.lanes[pair.shown] = lane
            takeNotice(of: lane)
            return effects.map { .ofRun(lane.run?.runID ?? "", $0) }
        }
        guard let command = Keymap.command(for: press, inPane: true, replaying: false) else { return [] }
        switch command {
        case .stop: return pair.goesOn ? stopBoth() : leavePair()
        case .interrupt: return pair.goesOn ? stopBoth() : perform(command)
        case .quit where !pair.goesOn: return leavePair()
        case .quit, .help, .repaint, .suspend, .theme: return perform(command)
        case .lineDown, .lineUp, .top, .bottom, .pageUp, .pageDown, .previousRound, .nextRound, .previousLoop, .nextLoop, .previousError,
            .nextError:
            _ = lane.perform(command)
            self.pair?.lanes[pair.shown] = lane
            self.pair?.synchronise()
        case .fold, .open, .foldAll:
            _ = lane.perform(command)
            self.pair?.lanes[pair.shown] = lane
        default: say(pair.goesOn ? "not while both runs go on" : "Esc first leaves the comparison; both runs are in the list (r)", .dim)
        }
        takeNotice(of: lane)
        return []
    }

    /// What a run would say in its own footer is said in the one footer there is.
    private mutating func takeNotice(of lane: State) {
        guard let said = lane.notice, let shown = pair?.shown else { return }
        notice = said
        pair?.lanes[shown].notice = nil
    }

    /// The next of the three steps of stopping, for each that goes on.
    private mutating func stopBoth() -> [Effect] {
        var effects: [Effect] = []
        for (index, lane) in (pair?.lanes ?? []).enumerated() where lane.runGoesOn {
            pair?.lanes[index].stopStep = min(3, lane.stopStep + 1)
            effects.append(.ofRun(lane.run?.runID ?? "", .stop))
        }
        return effects
    }

    /// Back to one run: the one that keys moved in, as a run that is over.
    private mutating func leavePair() -> [Effect] {
        guard let pair, let run = pair.lanes[pair.shown].run else { return [] }
        self.pair = nil
        show(run, live: false)
        focus = .transcript
        return [.endBoth]
    }

    /// How far the stopping of both is: the smaller step of those that go on; 0 when nothing is stopped.
    var pairStopStep: Int { pair?.lanes.filter(\.runGoesOn).map(\.stopStep).min() ?? 0 }
}
