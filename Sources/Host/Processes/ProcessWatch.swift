internal import CShims
internal import Glibc
internal import Synchronization

/// A command ready to start.
struct ProcessOrder: Sendable {
    let id: UInt64
    let request: ProcessRequest
    let program: String
    let environment: [String]
    /// `NAME=value`, as it stands in the environment of the whole tree.
    let marker: String
    /// Where the whole of a long output may be kept, best first.
    let spoolFolders: [String]
    let onOutput: @Sendable (OutputStream, [UInt8]) -> Void
    /// Called once.
    let done: @Sendable (Result<ProcessOutcome, HostError>) -> Void
}

/// The thread that watches all running commands.
///
/// It polls their pipes and wardens, and is asleep while nothing happens.
final class ProcessWatch: Sendable {
    private enum Wish {
        case start(ProcessOrder)
        case end(id: UInt64, politely: Bool)
        case endCall(String)
        case endAll
    }

    private struct State {
        var wishes: [Wish] = []
        /// Ends that came before their start.
        var withdrawn: Set<UInt64> = []
        var pending: Set<UInt64> = []
        var running: [(id: UInt64, process: RunningProcess)] = []
        var threadStarted = false
        var closed = false
    }

    private let state = Mutex(State())
    private let wake: Descriptor

    init() {
        wake = Descriptor(lathe_process_wake())
    }

    var running: [RunningProcess] { state.withLock { $0.running.map(\.process) } }

    func start(_ order: ProcessOrder) {
        let mustStartThread = state.withLock { state in
            state.pending.insert(order.id)
            state.wishes.append(.start(order))
            defer { state.threadStarted = true }
            return !state.threadStarted
        }
        if mustStartThread { startThread() }
        ring()
    }

    func end(id: UInt64, politely: Bool) {
        state.withLock { state in
            if !state.pending.contains(id) { state.withdrawn.insert(id) }
            state.wishes.append(.end(id: id, politely: politely))
        }
        ring()
    }

    func end(callID: String) {
        state.withLock { $0.wishes.append(.endCall(callID)) }
        ring()
    }

    func endAll() {
        state.withLock { $0.wishes.append(.endAll) }
        ring()
        let limit = MonotonicClock.nowMicroseconds() + 2_500_000
        while state.withLock({ !$0.pending.isEmpty }), MonotonicClock.nowMicroseconds() < limit { poll(nil, 0, 2) }
    }

    func close() {
        state.withLock { $0.closed = true }
        ring()
    }

    private func ring() {
        var one: UInt64 = 1
        write(wake.number, &one, 8)
    }

    private func startThread() {
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<ProcessWatch>.fromOpaque(context).takeRetainedValue().serve()
                return nil
            }, Unmanaged.passRetained(self).toOpaque())
        if code == 0 { pthread_detach(thread) } else { serveOnce(failure: code) }
    }

    /// No thread to be had: everything that waits is answered, and the next start tries again.
    private func serveOnce(failure code: Int32) {
        Unmanaged.passUnretained(self).release()
        let wishes = state.withLock { state in
            state.threadStarted = false
            state.pending = []
            defer { state.wishes = [] }
            return state.wishes
        }
        for case .start(let order) in wishes {
            order.done(.failure(.cannotStart(command: order.request.command.shown, reason: systemMessage(code))))
        }
    }

    // MARK: On the thread

    private func serve() {
        // Signals are for the threads that expect them.
        var all = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_BLOCK, &all, nil)
        var children: [ProcessTree] = []
        while true {
            let (wishes, closed) = state.withLock { state in
                defer { state.wishes = [] }
                return (state.wishes, state.closed)
            }
            let now = MonotonicClock.nowMicroseconds()
            for wish in wishes { fulfil(wish, &children, now: now) }
            if closed { children.forEach { $0.kill(now: now, cancelled: true) } }
            for child in children { child.advance(now: MonotonicClock.nowMicroseconds()) }
            publish(children)
            children.removeAll { $0.isGone && $0.isAnswered }
            if closed, children.isEmpty { return }
            wait(for: children)
        }
    }

    private func fulfil(_ wish: Wish, _ children: inout [ProcessTree], now: Int64) {
        switch wish {
        case .start(let order):
            let withdrawn = state.withLock { $0.withdrawn.remove(order.id) != nil }
            if let tree = ProcessTree.start(order, now: now) {
                if withdrawn { tree.kill(now: now, cancelled: true) }
                children.append(tree)
            } else {
                forget(order.id)
            }
        case .end(let id, let politely):
            guard let tree = children.first(where: { $0.order.id == id }) else { return }
            if politely { tree.end(now: now, cancelled: true) } else { tree.kill(now: now, cancelled: true) }
        case .endCall(let callID):
            for tree in children where tree.order.request.callID == callID { tree.end(now: now, cancelled: true) }
        case .endAll:
            for tree in children { tree.kill(now: now, cancelled: true) }
        }
    }

    private func forget(_ id: UInt64) {
        state.withLock { state in
            state.pending.remove(id)
            state.withdrawn.remove(id)
            state.running.removeAll { $0.id == id }
        }
    }

    private func publish(_ children: [ProcessTree]) {
        for tree in children where tree.hasNews {
            tree.hasNews = false
            let id = tree.order.id
            if tree.isAnswered {
                forget(id)
            } else if tree.leader > 0 {
                let process = RunningProcess(pid: tree.leader, command: tree.order.request.command.shown, callID: tree.order.request.callID)
                state.withLock { $0.running.append((id, process)) }
            }
        }
        for tree in children { tree.answerIfReady() }
    }

    private func wait(for children: [ProcessTree]) {
        var watched = [pollfd(fd: wake.number, events: Int16(POLLIN), revents: 0)]
        var due: Int64?
        for tree in children {
            watched += tree.descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            if let time = tree.due { due = min(due ?? time, time) }
        }
        var timeout: Int32 = -1
        if wake.number < 0 { timeout = 20 }  // no descriptor was left for waking: look now and then
        if let due { timeout = Int32(clamping: max(0, (due - MonotonicClock.nowMicroseconds() + 999) / 1000)) }
        poll(&watched, nfds_t(watched.count), timeout)
        var count: UInt64 = 0
        if watched[0].revents != 0 { read(wake.number, &count, 8) }
    }
}
