/// Everything known of a running program, guarded by one monitor.
struct ProgramState: Sendable {
    var output: [UInt8] = []
    var errorOutput: [UInt8] = []
    var pendingInput: [UInt8] = []
    /// Close its standard input once all pending input is written.
    var wantsInputClosed = false
    var readingIsPaused = false
    /// Close our end of its terminal or pipes.
    var wantsHangUp = false
    var isReleased = false

    var exit: ExitStatus?
    var isStopped = false
    var stopCount = 0
    var continueCount = 0
    /// All it wrote before it ended has been read.
    var isDrained = false

    var finished: ExitStatus? { isDrained ? exit : nil }
}

/// Whether `needle` occurs in `bytes` at or after `start`.
func contains(_ needle: [UInt8], in bytes: [UInt8], from start: Int = 0) -> Bool {
    guard let first = needle.first else { return true }
    guard bytes.count >= needle.count else { return false }
    var index = max(0, start)
    let last = bytes.count - needle.count
    while index <= last {
        if bytes[index] == first && bytes[index..<(index + needle.count)].elementsEqual(needle) { return true }
        index += 1
    }
    return false
}
