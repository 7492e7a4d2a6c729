internal import Events
internal import Synchronization

/// Tells that a tool still runs while it says nothing, for those who only hear events (002-24).
final class ToolPulse: Sendable {
    /// Between two signs of life.
    static let interval = Duration.seconds(5)

    private let callID: String
    private let recorder: RunRecorder
    private let delay: @Sendable (Duration) async throws -> Void
    private let hasSpoken = Mutex(false)

    init(callID: String, recorder: RunRecorder, delay: @escaping @Sendable (Duration) async throws -> Void) {
        self.callID = callID
        self.recorder = recorder
        self.delay = delay
    }

    /// The tool printed something, which is sign enough.
    func note() { hasSpoken.withLock { $0 = true } }

    /// Until its task is cancelled; every five seconds without output are an event.
    func run() async {
        let began = recorder.microseconds
        while (try? await delay(ToolPulse.interval)) != nil, !Task.isCancelled {
            let isSilent = hasSpoken.withLock { spoken in
                defer { spoken = false }
                return !spoken
            }
            guard isSilent else { continue }
            let seconds = max(0, recorder.microseconds &- began) / 1_000_000
            recorder.record(
                .toolOutputDelta(ToolOutputDelta(toolCallID: callID, stream: .progress, text: "still running after \(seconds) s\n")))
        }
    }
}
