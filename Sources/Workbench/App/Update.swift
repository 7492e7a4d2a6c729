import Events
import Service
import TerminalKit

/// The whole behaviour of the workbench: takes a message, changes the state, says what the world should do.
///
/// Pure but for the layout cache.
package func update(_ state: inout State, _ message: Message) -> [Effect] {
    state.pair?.setClock(state.now)
    if let notice = state.notice, notice.until <= state.now { state.notice = nil }
    switch message {
    case .input(let input): return state.handle(input)
    case .resized(let size):
        state.size = size
        state.resettle()
        state.pair?.fit(size)
        return []
    case .tick: return state.advanceReplay()
    case .events(let events): return state.take(events)
    case .attached(let runID):
        state.show(RunModel(), live: true)
        state.run?.runID = runID
        state.nextMode = nil
        // It spoke of what was before the run.
        state.notice = nil
        return []
    case .opened(_, let events):
        var model = RunModel()
        for event in events { model.apply(event) }
        let waits = !model.isOver && (model.ownSubject != nil || model.agentRuns.asking != nil)
        state.show(model, live: false)
        state.waitsForAnswer = waits
        state.overlay = .none
        state.focus = .transcript
        state.refreshDialog()
        return []
    case .replayOpened(let runID, let total, let speed):
        state.show(RunModel(), live: false)
        state.replay = ReplayState(runID: runID, total: total, now: state.now, speed: speed)
        state.replay?.loading = true
        state.overlay = .none
        state.focus = .transcript
        return [.loadReplayPage(runID: runID, after: 0)]
    case .replayPage(let events): return state.takeReplayPage(events)
    case .runs(let rows):
        if case .runs(var table) = state.overlay {
            // Those that wait for a person come first (N-21), then those that somebody has to go on with.
            table.rows =
                rows.filter(\.waitsForPerson) + rows.filter(\.isInterrupted) + rows.filter { !$0.waitsForPerson && !$0.isInterrupted }
            table.loaded = true
            table.selected = min(table.selected, max(0, rows.count - 1))
            state.overlay = .runs(table)
        }
        return []
    case .interrupted(let run):
        state.interrupted = run
        return []
    case .resumed(let runID): return state.follow(resumed: runID)
    case .servers(let servers):
        state.takeServers(servers)
        return []
    case .pairStarted(let runIDs, let notes):
        state.showPair(runIDs, notes: notes)
        return []
    case .pairEvents(let mode, let events): return state.take(events, of: mode)
    case .pairFiles(let mode, let changes):
        if let index = RunMode.both.firstIndex(of: mode) { state.pair?.verdicts[index].changes = changes }
        return []
    case .failed(let text):
        state.say(text, .statusError)
        return []
    case .notStarted(let prompt, let reason):
        state.preparesPair = false
        state.composer.giveBack(prompt)
        state.say(reason, .statusError)
        return []
    case .themeChanged(let name):
        state.themeName = name
        state.say("theme \(name)", .dim)
        return []
    }
}

extension State {
    /// Shows a word in the footer for six seconds.
    mutating func say(_ text: String, _ role: Role = .text) {
        notice = Notice(text: DisplayText.line(text), role: role, until: now &+ 6_000_000)
    }

    /// What was found on this machine, for whoever set nothing up.
    mutating func takeServers(_ servers: [FoundServer]) {
        looksForServers = false
        self.servers = servers
        guard provider == nil || modelName == nil, let best = FoundServer.best(of: servers, provider: provider, model: modelName) else {
            return
        }
        server = best
        provider = best.providerID
        modelName = modelName ?? best.models.first
    }

    /// Puts another run on the screen.
    mutating func show(_ model: RunModel, live: Bool) {
        run = model
        runIsLive = live
        runIsOurs = live
        waitsForAnswer = false
        isTakenUp = false
        replay = nil
        dialog = nil
        stopStep = 0
        transcript = TranscriptView()
        cache.clear()
    }

    // MARK: Events

    mutating func take(_ events: [RunEvent]) -> [Effect] {
        guard runIsLive || isTakenUp, !events.isEmpty, run != nil else { return [] }
        runIsLive = true
        isTakenUp = false
        var effects: [Effect] = []
        for event in events {
            run?.apply(event)
            // Agents have clocks and ends of their own.
            guard event.runID == run?.runID else { continue }
            runClockOffset = now &- event.monotonicMicroseconds
            if event.payload.isTerminal {
                runIsLive = false
                stopStep = 0
                effects += afterEnd()
            }
        }
        refreshDialog()
        if dialog != nil, !terminalIsFocused, !effects.contains(.bell) { effects.append(.bell) }
        return effects
    }

    /// The end of a run: what was queued starts the next one.
    private mutating func afterEnd() -> [Effect] {
        let queued = run?.waitingMessages.filter { $0.delivery == .queue }.map(\.text) ?? []
        var effects: [Effect] = terminalIsFocused ? [] : [.bell]
        if !queued.isEmpty, run?.status == .completed { effects.append(.start(queued.joined(separator: "\n\n"), mode: nextMode)) }
        return effects
    }

    /// Opens, changes or closes the sheet for what the run waits for.
    mutating func refreshDialog() {
        guard let run, runIsLive || waitsForAnswer, !run.isOver else {
            dialog = nil
            return
        }
        let asking = run.ownSubject == nil ? run.agentRuns.asking : nil
        guard let wanted = run.ownSubject ?? asking?.subject else {
            dialog = nil
            return
        }
        let agent = asking.map { DialogState.Agent(runID: $0.id, name: $0.name) }
        if dialog?.subject == wanted, dialog?.agent == agent { return }
        dialog = DialogState(subject: wanted, agent: agent, shownAt: now, hasFocus: composer.draft.isEmpty)
        asker = agent?.runID
        if case .question(let request) = wanted { dialog?.takesOwnWords = run.takesOwnWords(request) }
    }

    // MARK: Replay

    mutating func takeReplayPage(_ events: [RunEvent]) -> [Effect] {
        guard replay != nil else { return [] }
        replay?.loading = false
        if events.isEmpty {
            replay?.allLoaded = true
        } else {
            if let next = replay?.next, next > 0 { replay?.coming.removeFirst(next) }
            replay?.next = 0
            replay?.coming += events
            // Those of agents lie among the run's own.
            let runID = replay?.runID
            replay?.loadedSeq = events.last { $0.runID == runID }?.seq ?? 0
        }
        return advanceReplay()
    }

    /// Moves the replay's clock and shows what is due; pauses longer than two seconds are cut to that.
    mutating func advanceReplay() -> [Effect] {
        guard var replay, run != nil else { return [] }
        let elapsed = now &- replay.movedAt
        replay.movedAt = now
        if replay.playing {
            if replay.factor == .infinity {
                replay.clock = .max / 2
            } else {
                replay.clock = replay.clock &+ Int64(Double(elapsed) * replay.factor)
            }
        }
        var shown = 0
        while let event = replay.nextEvent, replay.playing, shown < 4000 {
            if event.monotonicMicroseconds > replay.clock { break }
            run?.apply(event)
            replay.next += 1
            if event.runID == replay.runID { replay.shown += 1 }
            shown += 1
        }
        if replay.factor == .infinity, let run { replay.clock = run.microseconds }
        squeeze(&replay)
        self.replay = replay
        return loadMoreOfReplay()
    }

    private func squeeze(_ replay: inout ReplayState) {
        guard let event = replay.nextEvent, event.monotonicMicroseconds - replay.clock > 2_000_000 else { return }
        // An idle gap: the clock jumps so that two seconds of it are left.
        let last = run?.microseconds ?? 0
        if event.monotonicMicroseconds - last > 2_000_000 { replay.clock = max(replay.clock, event.monotonicMicroseconds - 2_000_000) }
    }

    private mutating func loadMoreOfReplay() -> [Effect] {
        guard let replay, !replay.allLoaded, !replay.loading, replay.coming.count - replay.next < 2000 else { return [] }
        self.replay?.loading = true
        return [.loadReplayPage(runID: replay.runID, after: replay.loadedSeq)]
    }

    /// Shows `count` more events at once, or all up to the next round's beginning.
    mutating func stepReplay(toNextRound: Bool) -> [Effect] {
        guard replay != nil else { return [] }
        replay?.playing = false
        repeat {
            guard let event = replay?.nextEvent else { break }
            run?.apply(event)
            replay?.next += 1
            replay?.clock = event.monotonicMicroseconds
            guard event.runID == replay?.runID else { continue }
            replay?.shown += 1
            if event.payload.beginsRound { break }
        } while toNextRound
        return loadMoreOfReplay()
    }

    /// When the screen must move by itself next, in microseconds of the monotonic clock; nil when nothing will.
    var nextTick: Int64? {
        var due: Int64?
        func consider(_ time: Int64) { due = min(due ?? time, time) }
        if let notice { consider(notice.until) }
        if let replay, replay.playing, !replay.ended {
            if let event = replay.nextEvent, replay.factor.isFinite {
                let wait = Double(max(0, event.monotonicMicroseconds - replay.clock)) / replay.factor
                consider(max(now + 16_000, replay.movedAt + Int64(min(wait, 1e9))))
            } else if replay.nextEvent != nil {
                consider(now + 16_000)
            }
        }
        // The spinner and the clock: four times a second while a run goes on, and only then.
        if runGoesOn { consider(now + 250_000 - now % 250_000) }
        // In a replay too, the time that nothing comes goes on.
        if let replay, replay.playing, !replay.ended, pulse != nil { consider(now + 250_000 - now % 250_000) }
        for lane in pair?.lanes ?? [] { if let time = lane.nextTick { consider(time) } }
        if let dialog, !dialog.isArmed(now: now) { consider(dialog.shownAt + DialogState.armingMicroseconds) }
        return due
    }
}

extension Payload {
    /// True for the beginning of a round or a stage.
    fileprivate var beginsRound: Bool {
        switch self {
        case .iterationStarted, .stageStarted: true
        default: false
        }
    }
}

extension RunSummary {
    /// True when the run waits for an answer or an approval.
    var waitsForPerson: Bool { status == RunStatus.waitingUser.rawValue || status == RunStatus.waitingApproval.rawValue }
}
