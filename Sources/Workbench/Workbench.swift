public import Events
import Glibc
public import Service
public import TerminalKit

/// The terminal face: one thread that owns the state, the grid and the terminal.
///
/// `poll(terminal, wake-up, signals, deadline)` → messages → `update` → if something changed and a frame is due: draw into a grid → the changed cells as one buffer of bytes → terminal.
/// With nothing to show it sleeps.
public final class Workbench {
    /// Opens the workbench on this process' terminal and returns when it is left.
    ///
    /// Call on the main thread; the terminal is restored on every way out that can be caught.
    ///
    /// - Throws: `TerminalKitError` when there is no usable terminal.
    public static func run(_ options: WorkbenchOptions, service: Service, surroundings: Surroundings) throws(TerminalKitError)
        -> WorkbenchEnd
    {
        let workbench = try Workbench(options, service: service, surroundings: surroundings)
        return try workbench.loop()
    }

    private let options: WorkbenchOptions
    private let service: Service
    private let surroundings: Surroundings
    private let signals: SignalPipe
    private let wakeup: Wakeup
    private let device: TerminalDevice
    private let screen: CursesScreen
    private let session: TerminalSession
    private let shelf: ThemeShelf
    private var parser: InputParser
    private var state: State
    private var subscription: RunTreeSubscription?
    private let pairDesk: PairDesk
    /// The runs that were started here, oldest first.
    private var sessionRuns: [String] = []
    private var end: WorkbenchEnd?
    private var isSuspended = false
    /// What was found on this machine and is not yet in the state.
    private let serverInbox = ServerInbox()
    /// When the workbench leaves by itself.
    private var leavesAt: Int64?

    /// Frames are at least this far apart, but for the answer to a key.
    private static let frameMicroseconds: Int64 = 16_000

    private init(_ options: WorkbenchOptions, service: Service, surroundings: Surroundings) throws(TerminalKitError) {
        self.options = options
        self.service = service
        self.surroundings = surroundings
        signals = try SignalPipe.open()
        wakeup = try Wakeup()
        device = try TerminalDevice.open()
        let size = device.size
        screen = try CursesScreen(settings: .init(term: options.term, size: size, depth: options.depth, synchronized: options.sync))
        session = TerminalSession(
            device: device,
            settings: .init(
                screenEnter: screen.enterBytes, screenLeave: screen.leaveBytes, logFD: options.logDescriptor, insideTmux: options.insideTmux
            ))
        pairDesk = PairDesk(service) { [wakeup] in wakeup.signal() }
        shelf = ThemeShelf(folder: options.themeFolder)
        parser = InputParser(timing: options.isRemote ? .remote : .local)
        let names = shelf.names
        state = State(
            size: size, glyphs: options.ascii ? .ascii : .unicode, now: surroundings.monotonicMicroseconds(),
            wallMilliseconds: surroundings.wallMilliseconds(), place: options.place, provider: options.provider,
            modelName: options.modelName,
            themeNames: names, themeName: options.theme ?? names.first ?? "")
        if options.startsInTranscript { state.focus = .transcript }
    }

    // MARK: The loop

    private func loop() throws(TerminalKitError) -> WorkbenchEnd {
        useTheme(state.themeName, announce: false)
        try session.enter()
        defer { session.leave() }
        parser = InputParser(timing: options.isRemote ? .remote : .local, backspaceByte: session.backspaceByte)
        if let notice = screen.notice { state.say(notice, .warning) }
        begin()
        var dirty = true
        var answersKey = true
        var lastFrame: Int64 = 0
        while end == nil {
            state.now = surroundings.monotonicMicroseconds()
            if dirty, !session.output.pending, !isSuspended, answersKey || state.now - lastFrame >= Workbench.frameMicroseconds {
                state.wallMilliseconds = surroundings.wallMilliseconds()
                session.output.send(screen.present(WorkbenchScreen.draw(state)))
                if lastFrame == 0 { service.prepare() }
                lastFrame = state.now
                dirty = false
                answersKey = false
            }
            var due = state.nextTick
            if dirty, !session.output.pending { due = min(due ?? .max, lastFrame + Workbench.frameMicroseconds) }
            if let deadline = parser.deadlineMicros { due = min(due ?? .max, deadline) }
            if let leavesAt { due = min(due ?? .max, leavesAt) }
            let now = surroundings.monotonicMicroseconds()
            let ready = waitForInput(
                tty: isSuspended ? -1 : device.fd, wakeup: wakeup.fd, signals: signals.fd, writePending: session.output.pending,
                timeoutMicros: due.map { max(0, $0 - now) })
            state.now = surroundings.monotonicMicroseconds()
            if let leavesAt, state.now >= leavesAt { end = .left(runID: state.run?.runID) }
            if ready.writable, session.output.flush() == .hangup { end = .hangup }
            if ready.signalled, takeSignals() { dirty = true }
            if ready.input || ready.hangup || parser.deadlineMicros != nil {
                if takeInput(ready) {
                    dirty = true
                    answersKey = true
                }
            }
            if ready.woken {
                wakeup.drain()
                if let servers = serverInbox.take() {
                    service.use(servers)
                    perform(update(&state, .servers(servers)))
                    dirty = true
                }
            }
            let wasLive = state.runIsLive
            let pairMessages = pairDesk.takeMessages()
            for message in pairMessages { perform(update(&state, message)) }
            if !pairMessages.isEmpty { dirty = true }
            if takeEvents() {
                dirty = true
                // The end of a run is shown at once.
                if wasLive, !state.runIsLive { answersKey = true }
            }
            if let tick = due, state.now >= tick, state.nextTick != nil || state.notice != nil {
                perform(update(&state, .tick))
                dirty = true
            }
        }
        return end ?? .left(runID: nil)
    }

    /// What the workbench was opened for.
    private func begin() {
        if options.looksForServers { lookForServers() }
        if let prompt = options.prompt { perform([.start(prompt)]) }
        if let runID = options.replayRunID { openReplay(runID, speed: options.replaySpeed) }
        if options.prompt == nil, options.replayRunID == nil {
            tell { () throws(ServiceError) in .interrupted(try self.service.newestInterrupted()) }
        }
    }

    /// In the background, half a second at most.
    private func lookForServers() {
        state.looksForServers = true
        let (inbox, wakeup) = (serverInbox, wakeup)
        Settings.findLocalServers { servers in
            inbox.put(servers)
            wakeup.signal()
        }
    }

    private func takeInput(_ ready: Ready) -> Bool {
        var inputs: [InputEvent] = []
        if ready.input || ready.hangup {
            let now = state.now
            switch device.read({ bytes in inputs += parser.feed(bytes, now: now) }) {
            case .hangup: end = .hangup
            case .data, .empty: if ready.hangup, !ready.input { end = .hangup }
            }
        }
        inputs += parser.expire(now: state.now)
        for input in inputs { perform(update(&state, .input(input))) }
        return !inputs.isEmpty
    }

    private func takeEvents() -> Bool {
        guard let subscription else { return false }
        var changed = false
        var isEmptied = false
        // A flood is taken in slices, so that keys are answered in between.
        for _ in 0..<4 {
            let events = subscription.drain(limit: 512)
            isEmptied = events.isEmpty
            guard !isEmptied else { break }
            changed = true
            let wasLive = state.runIsLive
            perform(update(&state, .events(events)))
            if wasLive, !state.runIsLive {
                if self.subscription === subscription { forget() }
                // The end is shown for a moment before the screen goes.
                if options.leavesWhenEnded { leavesAt = state.now &+ 1_000_000 }
                return true
            }
        }
        if !isEmptied { wakeup.signal() }
        if let failure = subscription.failure {
            perform(update(&state, .failed(failure.message)))
            forget()
            changed = true
        }
        return changed
    }

    private func forget() {
        subscription?.cancel()
        subscription = nil
    }

    /// True when the screen must be painted.
    private func takeSignals() -> Bool {
        var changed = false
        for signal in signals.drain() {
            switch signal {
            case SIGWINCH:
                let size = device.size
                screen.resize(to: size)
                perform(update(&state, .resized(size)))
                changed = true
            case SIGTSTP: suspend()
            case SIGCONT:
                if session.resume() {
                    isSuspended = false
                    screen.resize(to: device.size)
                    screen.repaintAll()
                    perform(update(&state, .resized(device.size)))
                    changed = true
                }
            case SIGHUP: end = .hangup
            default: end = .signal(signal)
            }
        }
        return changed
    }

    private func suspend() {
        isSuspended = !session.suspend()
        guard !isSuspended else { return }
        screen.resize(to: device.size)
        screen.repaintAll()
        perform(update(&state, .resized(device.size)))
    }

    // MARK: Effects

    private func perform(_ effects: [Effect]) {
        for effect in effects { perform(effect) }
    }

    private func perform(_ effect: Effect) { perform(effect, on: state.run?.runID ?? "") }

    /// - Parameter runID: the run that effects without one are meant for.
    private func perform(_ effect: Effect, on runID: String) {
        // An agent may be who asks.
        let asker = state.run?.runID == runID ? state.asker ?? runID : (try? service.asker(of: runID)) ?? runID
        switch effect {
        case .startBoth(let prompt): pairDesk.start(prompt, options: RunOptions(previousRuns: sessionRuns))
        case .ofRun(let runID, let effect): perform(effect, on: runID)
        case .lookAtFiles(let mode): pairDesk.look(mode)
        case .endBoth: pairDesk.end()
        case .start(let prompt, let mode): start(prompt, mode)
        case .startDemo: end = .startDemo
        case .stop: _ = service.stop(runID)
        case .stopEverything:
            service.stopEverything(runID)
            pairDesk.stopEverything()
        case .say(let text, let delivery): service.say(runID, text, delivery: delivery)
        case .answer(let questionID, let answer):
            attempt { () throws(ServiceError) in try self.service.answer(asker, questionID, answer) }
        case .resolve(let approvalID, let verdict, let scope, let reason):
            attempt { () throws(ServiceError) in
                try self.service.resolve(asker, approvalID, verdict, scope: scope, reason: reason)
            }
        case .restoreContext(let runID): service.restoreContext(runID)
        case .compactContext(let runID): service.compactContext(runID)
        case .forcePipeline(let runID): service.forcePipeline(runID)
        case .follow(let runID, let after): follow(runID, after: after)
        case .resume(let runID):
            tell { () throws(ServiceError) in
                try self.service.resume(runID)
                return .resumed(runID: runID)
            }
        case .loadRuns: tell { () throws(ServiceError) in .runs(try self.service.runs(limit: 500)) }
        case .open(let runID): tell { () throws(ServiceError) in .opened(runID: runID, events: try self.service.treeEvents(of: runID)) }
        case .openReplay(let runID): openReplay(runID, speed: 1)
        case .loadReplayPage(let runID, let after):
            tell { () throws(ServiceError) in .replayPage(try self.service.replayPage(of: runID, after: after, limit: 4000)) }
        case .useTheme(let name): useTheme(name, announce: true)
        case .repaint: screen.repaintAll()
        case .suspend: suspend()
        case .bell: session.bell()
        case .quit: end = end ?? .left(runID: state.run?.runID)
        }
    }

    /// Does what may be refused, and shows why.
    private func attempt(_ work: () throws(ServiceError) -> Void) {
        do throws(ServiceError) { try work() } catch { perform(update(&state, .failed(error.message))) }
    }

    private func start(_ prompt: String, _ mode: RunMode?) {
        do throws(ServiceError) {
            let runID = try service.start(prompt, options: RunOptions(mode: mode, previousRuns: sessionRuns))
            sessionRuns.append(runID)
            perform(update(&state, .attached(runID: runID)))
            follow(runID, after: 0)
        } catch {
            perform(update(&state, .notStarted(prompt: prompt, reason: error.message)))
        }
    }

    private func follow(_ runID: String, after seq: Int) {
        forget()
        let wakeup = wakeup
        subscription = service.subscribe(toTreeOf: runID, after: seq) { wakeup.signal() }
    }

    private func openReplay(_ runID: String, speed: Double) {
        tell { () throws(ServiceError) in
            .replayOpened(runID: runID, total: try self.service.run(runID)?.eventCount ?? 0, speed: speed)
        }
    }

    /// Asks the service and brings the answer, or what went wrong, into the state.
    private func tell(_ question: () throws(ServiceError) -> Message) {
        do throws(ServiceError) {
            let message = try question()
            perform(update(&state, message))
        } catch {
            perform(update(&state, .failed(error.message)))
        }
    }

    private func useTheme(_ name: String, announce: Bool) {
        do throws(ThemeError) {
            screen.use(try shelf.theme(name))
            if announce { perform(update(&state, .themeChanged(name))) }
        } catch {
            screen.use(.plain)
            perform(update(&state, .failed("\(error)")))
        }
    }
}
