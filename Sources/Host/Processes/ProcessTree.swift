internal import CShims
internal import Glibc

/// One running command with all its children, as the watching thread sees it.
///
/// Used on that thread only.
final class ProcessTree {
    static let drainMicroseconds: Int64 = 250_000
    static let graceMicroseconds: Int64 = 200_000
    static let killMicroseconds: Int64 = 2_000_000
    /// Faster writers are slowed down to about 100 MB/s, so that a flood leaves the machine usable.
    static let windowMicroseconds: Int64 = 10_000
    static let windowBytes = 1_048_576

    let order: ProcessOrder
    /// The command's process; 0 until the warden has said so.
    private(set) var leader: Int32 = 0
    /// The outcome is ready or was given.
    private(set) var isAnswered = false
    /// Answered, and the warden is gone too.
    private(set) var isGone = false
    /// Something that others can see has changed.
    var hasNews = false

    private let warden: Int32
    private let control: Descriptor
    private var streams: [(descriptor: Descriptor, stream: OutputStream)]
    private let started: Int64
    private var status: Int32?
    private var isEmpty = false
    private var timedOut = false
    private var wasCancelled = false
    private var killed: [Int32] = []
    private var answer: Result<ProcessOutcome, HostError>?

    private var limitAt: Int64?
    private var killAt: Int64?
    private var giveUpAt: Int64?
    private var windowEnd: Int64 = 0
    private var windowCount = 0

    private var both: CapturedOutput
    private var captured: [CapturedOutput]
    private var spool: OutputSpool?
    private var maySpool: Bool
    private var feed: ProgressFeed

    private init(_ order: ProcessOrder, warden: Int32, control: Int32, output: Int32, error: Int32, now: Int64) {
        self.order = order
        self.warden = warden
        self.control = Descriptor(control)
        streams = [(Descriptor(output), .standardOutput), (Descriptor(error), .standardError)]
        started = now
        limitAt = order.request.timeLimit.map { now + $0.wholeMicroseconds }
        both = CapturedOutput(limitBytes: order.request.outputLimitBytes)
        captured = [both, both]
        maySpool = order.request.wholeLimitBytes > 0
        feed = ProgressFeed(order.onOutput)
    }

    /// Starts the command.
    ///
    /// Answers the order itself and returns nil when that fails at once.
    static func start(_ order: ProcessOrder, now: Int64) -> ProcessTree? {
        var ends = (output: (Int32(-1), Int32(-1)), error: (Int32(-1), Int32(-1)))
        var code = lathe_process_pipe(&ends.output.0, &ends.output.1)
        if code == 0 { code = lathe_process_pipe(&ends.error.0, &ends.error.1) }
        var input: InputFile?
        if code == 0, !order.request.input.isEmpty { code = InputFile.make(order.request.input, &input) }
        var warden: Int32 = 0
        var control: Int32 = -1
        if code == 0 {
            code = withStrings(order.request.command.arguments) { arguments in
                withStrings(order.environment) { environment in
                    order.program.withCString { program in
                        var spawn = lathe_spawn(
                            program: program, arguments: arguments, environment: environment,
                            folder: order.request.folder.descriptor.number,
                            output: ends.output.1, error: ends.error.1,
                            file_size_limit_bytes: Int64(clamping: order.request.fileSizeLimitBytes), input: input?.number ?? 0)
                        return lathe_spawn_command(&spawn, &warden, &control)
                    }
                }
            }
        }
        // The warden has its own by now.
        withExtendedLifetime(input) {}
        for end in [ends.output.1, ends.error.1] where end >= 0 { close(end) }
        guard code == 0 else {
            for end in [ends.output.0, ends.error.0] where end >= 0 { close(end) }
            order.done(.failure(.cannotStart(command: order.request.command.shown, reason: systemMessage(code))))
            return nil
        }
        return ProcessTree(order, warden: warden, control: control, output: ends.output.0, error: ends.error.0, now: now)
    }

    // MARK: Ending

    /// SIGTERM now, SIGKILL after the grace.
    func end(now: Int64, cancelled: Bool) {
        guard killAt == nil, giveUpAt == nil else { return }
        wasCancelled = wasCancelled || cancelled
        lathe_warden_send(control.number, LATHE_ORDER_END)
        killAt = now + Self.graceMicroseconds
    }

    func kill(now: Int64, cancelled: Bool) {
        if status == nil { wasCancelled = wasCancelled || cancelled }
        guard giveUpAt == nil else { return }
        lathe_warden_send(control.number, LATHE_ORDER_KILL)
        giveUpAt = now + Self.killMicroseconds
        killAt = nil
    }

    // MARK: One turn

    var descriptors: [Int32] {
        let slowed = windowCount >= Self.windowBytes
        return (isGone ? [] : [control.number]) + (slowed ? [] : streams.map(\.descriptor.number))
    }

    /// When `advance` must be called even if nothing arrives.
    var due: Int64? {
        guard !isAnswered else { return nil }
        let slowed = windowCount >= Self.windowBytes ? windowEnd : nil
        return [status == nil ? limitAt : nil, killAt, giveUpAt, leader > 0 ? feed.due : nil, slowed].compactMap { $0 }.min()
    }

    func advance(now: Int64) {
        receive(now: now)
        guard !isAnswered else { return }
        drain(now: now)
        // Nobody hears of a command before it is listed as running.
        if leader > 0, !hasNews { feed.flush(now: now) }
        if status == nil, let limit = limitAt, now >= limit, !timedOut {
            timedOut = true
            end(now: now, cancelled: false)
        }
        if status != nil, !isEmpty, streams.isEmpty { kill(now: now, cancelled: false) }
        if let time = killAt, now >= time { kill(now: now, cancelled: false) }
        let finished = isEmpty && (streams.isEmpty || giveUpAt != nil)
        if finished || giveUpAt.map({ now >= $0 }) == true { settle(now: now) }
    }

    func answerIfReady() {
        guard let answer else { return }
        self.answer = nil
        order.done(answer)
    }

    private func receive(now: Int64) {
        var report = lathe_warden_report()
        while !isGone {
            switch lathe_warden_receive(control.number, &report) {
            case 1: take(report, now: now)
            case 0: return
            default: wardenIsGone(now: now)
            }
        }
    }

    private func take(_ report: lathe_warden_report, now: Int64) {
        switch UInt32(clamping: report.kind) {
        case LATHE_REPORT_STARTED.rawValue:
            leader = report.pid
            hasNews = true
        case LATHE_REPORT_FAILED.rawValue:
            isEmpty = true
            settle(.failure(.cannotStart(command: order.request.command.shown, reason: systemMessage(report.value))))
        case LATHE_REPORT_EXITED.rawValue:
            status = report.value
            // From here on only leftovers run. A kill already ordered goes its own way.
            if giveUpAt == nil { killAt = now + Self.drainMicroseconds }
        case LATHE_REPORT_KILLED.rawValue:
            killed.append(report.pid)
        case LATHE_REPORT_EMPTY.rawValue:
            isEmpty = true
            // All writers are gone, so the pipes end now; if one was handed to a stranger, not much later.
            if giveUpAt == nil { killAt = min(killAt ?? .max, now + Self.drainMicroseconds) }
        default:
            break
        }
    }

    private func wardenIsGone(now: Int64) {
        lathe_reap(warden)
        isGone = true
        guard !isEmpty else { return }
        // The warden was killed by somebody: its own ending went to the command, the rest is found by the mark in its environment.
        lathe_kill_marked(order.marker)
        isEmpty = true
        if status == nil { status = SIGKILL }
        giveUpAt = giveUpAt ?? now + Self.drainMicroseconds
    }

    private func drain(now: Int64) {
        if now >= windowEnd {
            windowEnd = now + Self.windowMicroseconds
            windowCount = 0
        }
        var closed: [Int32] = []
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 65_536) { buffer in
            for (descriptor, stream) in streams {
                while windowCount < Self.windowBytes {
                    let count = read(descriptor.number, buffer.baseAddress, buffer.count)
                    if count < 0, errno == EINTR { continue }
                    if count == 0 || (count < 0 && errno != EAGAIN) { closed.append(descriptor.number) }
                    guard count > 0 else { break }
                    windowCount += count
                    let bytes = UnsafeBufferPointer(rebasing: buffer[..<count])
                    keepWhole(bytes)
                    both.append(bytes)
                    captured[stream == .standardOutput ? 0 : 1].append(bytes)
                    feed.append(bytes, from: stream)
                    order.request.onBytes?(bytes)
                }
            }
        }
        streams.removeAll { closed.contains($0.descriptor.number) }
    }

    /// The disk is used only from the moment that memory no longer holds all.
    private func keepWhole(_ bytes: UnsafeBufferPointer<UInt8>) {
        if maySpool, !both.canTake(bytes.count) {
            maySpool = false
            spool = OutputSpool.make(in: order.spoolFolders, limitBytes: order.request.wholeLimitBytes)
            (both.beginning + both.end).withUnsafeBufferPointer { spool?.append($0) }
        }
        spool?.append(bytes)
        if spool?.hasFailed == true { spool = nil }
    }

    private func settle(now: Int64) {
        feed.flush(now: now, final: true)
        var number: Int32 = 0
        let exited = lathe_wait_exited(status ?? SIGKILL, &number) != 0
        settle(
            .success(
                ProcessOutcome(
                    ending: exited ? .exited(code: number) : .signalled(number: number), output: both, standardOutput: captured[0],
                    standardError: captured[1], whole: spool, timedOut: timedOut, wasCancelled: wasCancelled,
                    duration: .microseconds(now - started),
                    killed: killed, leftBehind: !isEmpty)))
    }

    private func settle(_ result: Result<ProcessOutcome, HostError>) {
        answer = result
        streams = []
        isAnswered = true
        hasNews = true
    }
}

extension Duration {
    /// Microseconds, clamped to about 290 years.
    var wholeMicroseconds: Int64 {
        let (seconds, attoseconds) = components
        guard abs(seconds) < 9_000_000_000 else { return seconds < 0 ? -9_000_000_000_000_000 : 9_000_000_000_000_000 }
        return seconds * 1_000_000 + attoseconds / 1_000_000_000_000
    }
}

/// Calls `body` with the strings as C wants them: an array of pointers with NULL at its end, alive during the call.
private func withStrings<Result>(_ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Result) -> Result {
    let copies = strings.map { string in string.withCString { strdup($0) } }
    defer { copies.forEach { free($0) } }
    let pointers = copies.map { UnsafePointer<CChar>($0) } + [nil]
    return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
}
