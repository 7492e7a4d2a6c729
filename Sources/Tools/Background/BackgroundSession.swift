public import Events

/// One command in the background, as it stood when it was asked about.
public struct BackgroundSession: Sendable, Equatable {
    /// Unique in the run, counted from `bg-1` on.
    public var id: String
    /// The call that started it.
    public var toolCallID: String
    public var command: String
    public var state: BackgroundState
    /// Nil while it runs, when a signal ended it, and when it could not be started.
    public var exitStatus: Int?
    /// The signal that ended it.
    public var signal: Int?
    /// Its time limit ended it.
    public var timedOut: Bool
    /// Something of it could not be killed; it is watched on.
    public var leftBehind: Bool
    /// Why it could not be started; nil when it could.
    public var fault: String?
    /// Bytes it has printed so far.
    public var outputBytes: Int
    /// From its beginning to now, or to its end.
    public var durationUs: Int
}

/// What a command in the background has printed from some position on.
public struct BackgroundReading: Sendable, Equatable {
    public var session: BackgroundSession
    /// Raw bytes, whole characters.
    public var bytes: [UInt8]
    /// Bytes between the position asked for and the first one here that are no longer kept.
    public var droppedByteCount: Int
    /// Where to read on.
    public var nextCursor: Int
}
