/// Turns a terminal's bytes into keys, pastes, mouse reports and answers.
///
/// A state machine that takes one byte at a time, so that reads may tear a stream anywhere and the events are the same. Time only decides
/// what to do with something unfinished: call `expire` when `deadlineMicros` has come. Sequences it does not know vanish whole; no byte
/// from outside can make it trap, and its memory is bounded by the paste limit.
public struct InputParser: Sendable {
    /// The longest paste, in bytes; the rest is dropped.
    public let pasteLimit: Int

    let timing: InputTiming
    let backspaceByte: UInt8
    var state = State.ground
    /// ESC came before the sequence or scalar under way.
    var alt = false
    var sequence: [UInt8] = []
    var scalar = ScalarDecoder()
    var paste = PasteCollector()
    private var lastByteAt: Int64 = 0
    private var escapeWasAlone = false

    enum State: Sendable {
        case ground
        case escape
        /// ESC twice: either the key twice, or Alt with a sequence.
        case escapeTwice
        case control
        /// A control sequence that is too long: skipped to its end.
        case controlSkipped
        /// `ESC [ [`, a function key of the Linux console.
        case console
        /// `ESC O`.
        case single
        /// `ESC [ M` and three bytes.
        case oldMouse
        /// An answer: OSC, DCS, SOS, PM or APC, by its introducing byte.
        case string(UInt8)
        case stringEscape(UInt8)
        case paste
    }

    /// `backspaceByte` is what the terminal's settings call erase; 8 makes Ctrl-H the backspace key.
    public init(timing: InputTiming = .local, pasteLimit: Int = 4 << 20, backspaceByte: UInt8 = 0x7F) {
        self.timing = timing
        self.pasteLimit = max(0, pasteLimit)
        self.backspaceByte = backspaceByte
    }

    /// Takes what one read gave; `now` is a monotonic clock in microseconds.
    public mutating func feed(_ bytes: some Collection<UInt8>, now: Int64) -> [InputEvent] {
        let events = bytes.withContiguousStorageIfAvailable { feed(UnsafeRawBufferPointer($0), now: now) }
        return events ?? Array(bytes).withUnsafeBytes { feed($0, now: now) }
    }

    /// Takes what one read gave; `now` is a monotonic clock in microseconds.
    public mutating func feed(_ bytes: UnsafeRawBufferPointer, now: Int64) -> [InputEvent] {
        guard !bytes.isEmpty else { return [] }
        var events: [InputEvent] = []
        lastByteAt = now
        escapeWasAlone = bytes.count == 1 && bytes[0] == 0x1B
        var index = 0
        while index < bytes.count {
            if case .paste = state {
                index += takePaste(bytes, from: index, into: &events)
            } else {
                step(bytes[index], into: &events)
                index += 1
            }
        }
        return events
    }

    /// When `expire` has something to decide; nil when nothing is unfinished.
    public var deadlineMicros: Int64? {
        let wait: Duration
        switch state {
        case .ground:
            guard scalar.isUnfinished else { return nil }
            wait = timing.sequence
        case .escape, .escapeTwice: wait = escapeWasAlone ? timing.loneEscape : timing.sequence
        case .control, .controlSkipped, .console, .single, .oldMouse: wait = timing.sequence
        case .string: wait = sequence.isEmpty ? timing.sequence : timing.reply
        case .stringEscape: wait = timing.reply
        case .paste: wait = timing.paste
        }
        return lastByteAt &+ wait.clampedMicroseconds
    }

    /// Decides what an unfinished beginning was: ESC becomes the Esc key, `ESC [` becomes Alt-[, a torn paste ends, the rest vanishes.
    public mutating func expire(now: Int64) -> [InputEvent] {
        guard let deadline = deadlineMicros, now >= deadline else { return [] }
        var events: [InputEvent] = []
        let before = state
        state = .ground
        switch before {
        case .ground:
            finishScalar(into: &events)
        case .escape:
            events.append(.key(.escape, []))
        case .escapeTwice:
            events += [.key(.escape, []), .key(.escape, [])]
        case .control where sequence.isEmpty: altKey(0x5B, into: &events)
        case .single where sequence.isEmpty: altKey(0x4F, into: &events)
        case .string(let introducer) where sequence.isEmpty: altKey(introducer, into: &events)
        case .stringEscape:
            events.append(.key(.escape, []))
        case .paste:
            endPaste(into: &events)
        case .control, .controlSkipped, .console, .single, .oldMouse, .string:
            break
        }
        alt = false
        sequence.removeAll(keepingCapacity: true)
        return events
    }

    /// What looked like the beginning of a sequence was Alt and a character, after Esc when there were two of them.
    private mutating func altKey(_ byte: UInt8, into events: inout [InputEvent]) {
        if alt { events.append(.key(.escape, [])) }
        events.append(.key(.character(Character(Unicode.Scalar(byte))), .alt))
    }
}
