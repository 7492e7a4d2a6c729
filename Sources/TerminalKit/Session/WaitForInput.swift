import CShims

/// What a wait ended with.
public struct Ready: Sendable, Hashable {
    /// The terminal has bytes.
    public var input = false
    /// Somebody signalled the wakeup.
    public var woken = false
    /// A signal came.
    public var signalled = false
    /// The terminal takes bytes again; only when asked for.
    public var writable = false
    /// The terminal is gone.
    ///
    /// Bytes may still be there to read.
    public var hangup = false

    public init(input: Bool = false, woken: Bool = false, signalled: Bool = false, writable: Bool = false, hangup: Bool = false) {
        self.input = input
        self.woken = woken
        self.signalled = signalled
        self.writable = writable
        self.hangup = hangup
    }

    /// Nothing came in time.
    public var timedOut: Bool { self == Ready() }
}

/// Waits for the terminal, a wakeup or a signal; a descriptor of -1 is left out.
///
/// Exact to microseconds. A timeout of nil waits for ever, one of 0 or less not at all. An interrupted wait ends as timed out at the latest
/// after another look, so compute timeouts from deadlines anew each turn.
public func waitForInput(tty: Int32, wakeup: Int32, signals: Int32, writePending: Bool, timeoutMicros: Int64?) -> Ready {
    let bits = lathe_wait(tty, wakeup, signals, writePending ? 1 : 0, timeoutMicros.map { max(0, $0) } ?? -1)
    func has(_ bit: Int) -> Bool { bits & UInt32(truncatingIfNeeded: bit) != 0 }
    return Ready(
        input: has(LATHE_READY_INPUT), woken: has(LATHE_READY_WAKEUP), signalled: has(LATHE_READY_SIGNAL),
        writable: has(LATHE_READY_WRITABLE), hangup: has(LATHE_READY_HANGUP))
}
