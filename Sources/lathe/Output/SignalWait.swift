import Glibc

/// Lets the main thread sleep until a signal comes or somebody wakes it.
///
/// The signals are blocked in this thread, and so in every thread that starts later; they are taken out of the line here. Make it before any other thread.
struct SignalWait {
    enum Event: Equatable {
        case woken
        case signal(Int32)
    }

    private let thread: pthread_t
    private static let wakeSignal = SIGUSR1

    /// Takes interrupt, termination and hang-up.
    init() {
        thread = pthread_self()
        var set = SignalWait.set
        pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    private static var endings: sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for number in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&set, number) }
        return set
    }

    private static var set: sigset_t {
        var set = endings
        sigaddset(&set, wakeSignal)
        return set
    }

    /// Wakes the waiting thread, now or at its next wait.
    ///
    /// Any thread.
    func wake() { pthread_kill(thread, SignalWait.wakeSignal) }

    func next() -> Event {
        var set = SignalWait.set
        while true {
            let number = sigwaitinfo(&set, nil)
            if number == SignalWait.wakeSignal { return .woken }
            if number > 0 { return .signal(number) }
        }
    }

    /// Waits at most this long for a signal to end, and returns it.
    ///
    /// A wake is left for `next`.
    func pause(microseconds: Int64) -> Int32? {
        var set = SignalWait.endings
        var time = timespec(tv_sec: Int(microseconds / 1_000_000), tv_nsec: Int(microseconds % 1_000_000) * 1000)
        let number = sigtimedwait(&set, nil, &time)
        return number > 0 ? number : nil
    }
}
