import CCurl
import Glibc
import Synchronization

/// The one thread that runs all exchanges of a client.
///
/// Other threads leave commands in a box and ring; the thread alone touches libcurl, so that nothing of libcurl needs a lock.
final class TransferLoop: Sendable {
    private enum Command: Sendable {
        case start(UInt64, HTTPRequest, any HTTPReceiver)
        case cancel(UInt64)
        case stop
    }

    /// libcurl allows exactly one call from other threads, the bell; the box's lock keeps it from ringing after the end.
    private struct Bell: @unchecked Sendable {
        let multi: UnsafeMutableRawPointer
    }

    private struct Box {
        var commands: [Command] = []
        var lastNumber: UInt64 = 0
        var bell: Bell?
        var isStarted = false
    }

    private let box = Mutex(Box())
    private let now: @Sendable () -> Int64

    init(now: @escaping @Sendable () -> Int64) {
        self.now = now
    }

    // MARK: from any thread

    func start(_ request: HTTPRequest, receiver: any HTTPReceiver) -> UInt64 {
        let (number, needsThread) = box.withLock { box in
            box.lastNumber &+= 1
            box.commands.append(.start(box.lastNumber, request, receiver))
            ring(box)
            let needsThread = !box.isStarted
            box.isStarted = true
            return (box.lastNumber, needsThread)
        }
        if needsThread, !startThread() { abandon(.noResources(what: "thread")) }
        return number
    }

    /// Starts the thread ahead of the first request, so that libcurl is ready when it comes.
    func prepare() {
        let needsThread = box.withLock { box in
            defer { box.isStarted = true }
            return !box.isStarted
        }
        if needsThread, !startThread() { abandon(.noResources(what: "thread")) }
    }

    func cancel(_ number: UInt64) {
        box.withLock { box in
            guard box.isStarted else { return }
            box.commands.append(.cancel(number))
            ring(box)
        }
    }

    func stop() {
        box.withLock { box in
            guard box.isStarted else { return }
            box.commands.append(.stop)
            ring(box)
        }
    }

    private func ring(_ box: borrowing Box) {
        if let bell = box.bell { curl_multi_wakeup(bell.multi) }
    }

    private func startThread() -> Bool {
        var thread = pthread_t()
        let context = Unmanaged.passRetained(self)
        // Signals belong to the main thread.
        var all = sigset_t()
        var before = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_SETMASK, &all, &before)
        let result = pthread_create(
            &thread, nil,
            { context in
                if let context { Unmanaged<TransferLoop>.fromOpaque(context).takeRetainedValue().run() }
                return nil
            }, context.toOpaque())
        pthread_sigmask(SIG_SETMASK, &before, nil)
        guard result == 0 else {
            context.release()
            return false
        }
        pthread_detach(thread)
        return true
    }

    /// Ends what waits in the box, and lets the next request try again.
    private func abandon(_ failure: WireError) {
        let commands = box.withLock { box in
            box.isStarted = false
            box.bell = nil
            return exchange(&box.commands, with: [])
        }
        for case .start(_, _, let receiver) in commands { receiver.end(.failure(failure)) }
    }

    // MARK: on the thread

    private static let libraryIsReady: Bool = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    private func run() {
        guard TransferLoop.libraryIsReady, let multi = curl_multi_init() else { return abandon(.noResources(what: "memory")) }
        let bell = Bell(multi: multi)
        box.withLock { $0.bell = bell }
        var transfers: [UInt64: Transfer] = [:]
        while true {
            let commands = box.withLock { exchange(&$0.commands, with: []) }
            for command in commands {
                switch command {
                case .start(let number, let request, let receiver):
                    if let transfer = begin(multi, number, request, receiver) { transfers[number] = transfer }
                case .cancel(let number):
                    if let transfer = transfers.removeValue(forKey: number) { end(multi, transfer, .failure(.cancelled)) }
                case .stop:
                    for transfer in transfers.values { end(multi, transfer, .failure(.cancelled)) }
                    abandon(.cancelled)
                    curl_multi_cleanup(multi)
                    return
                }
            }
            var running: Int32 = 0
            curl_multi_perform(multi, &running)
            for transfer in transfers.values { transfer.settle() }
            collectFinished(multi, &transfers)
            let wait = expire(multi, &transfers)
            curl_multi_poll(multi, nil, 0, wait, nil)
        }
    }

    private func begin(
        _ multi: UnsafeMutableRawPointer, _ number: UInt64, _ request: HTTPRequest, _ receiver: any HTTPReceiver
    ) -> Transfer? {
        do throws(WireError) {
            let transfer = try Transfer(number: number, request: request, receiver: receiver, now: now)
            guard curl_multi_add_handle(multi, transfer.easy) == CURLM_OK else { throw WireError.noResources(what: "memory") }
            return transfer
        } catch {
            receiver.end(.failure(error))
            return nil
        }
    }

    private func end(_ multi: UnsafeMutableRawPointer, _ transfer: Transfer, _ result: Result<Void, WireError>) {
        curl_multi_remove_handle(multi, transfer.easy)
        transfer.receiver.end(result)
    }

    private func collectFinished(_ multi: UnsafeMutableRawPointer, _ transfers: inout [UInt64: Transfer]) {
        var code = CURLE_OK
        while let easy = lathe_curl_next_finished(multi, &code) {
            guard let transfer = transfers.values.first(where: { $0.easy == easy }) else {
                curl_multi_remove_handle(multi, easy)
                continue
            }
            transfers[transfer.number] = nil
            if case .windingDown = transfer.stage {
                end(multi, transfer, .success(()))
            } else {
                end(multi, transfer, code == CURLE_OK ? .success(()) : .failure(transfer.failure(code)))
            }
        }
    }

    /// Ends what is over its time and gives the milliseconds until the next limit.
    private func expire(_ multi: UnsafeMutableRawPointer, _ transfers: inout [UInt64: Transfer]) -> Int32 {
        guard !transfers.isEmpty else { return .max }
        let time = now()
        var next = Int64.max
        for transfer in Array(transfers.values) {
            let deadline = transfer.deadline()
            guard deadline.at <= time else {
                next = min(next, deadline.at)
                continue
            }
            transfers[transfer.number] = nil
            if case .windingDown = transfer.stage {
                end(multi, transfer, .success(()))
            } else {
                let (host, port) = (transfer.address.host, transfer.address.port)
                let after = transfer.limit(deadline.phase)
                end(multi, transfer, .failure(.timedOut(phase: deadline.phase, host: host, port: port, after: after)))
            }
        }
        guard next != .max else { return .max }
        return Int32(clamping: (next &- time) / 1000 &+ 1)
    }
}
