/// How long the parser waits for the rest of something before it decides.
public struct InputTiming: Sendable, Hashable {
    /// For an Esc that was all that came in a read.
    public var loneEscape: Duration
    /// For the rest of a started sequence.
    public var sequence: Duration
    /// For the rest of a terminal's answer, from its last byte.
    public var reply: Duration
    /// For the end of a paste, from its last byte.
    public var paste: Duration

    public init(
        loneEscape: Duration = .milliseconds(3), sequence: Duration = .milliseconds(50), reply: Duration = .seconds(1),
        paste: Duration = .seconds(2)
    ) {
        self.loneEscape = loneEscape
        self.sequence = sequence
        self.reply = reply
        self.paste = paste
    }

    /// For a terminal on this machine.
    public static let local = InputTiming()

    /// For a terminal behind ssh or mosh, where packets tear sequences apart.
    public static let remote = InputTiming(loneEscape: .milliseconds(100), sequence: .milliseconds(100))
}

extension Duration {
    /// Whole microseconds, clamped to a day.
    var clampedMicroseconds: Int64 {
        let (seconds, attoseconds) = components
        return min(max(0, seconds), 86_400) &* 1_000_000 &+ max(0, attoseconds) / 1_000_000_000_000
    }
}
