internal import Events

/// What the model said in its answers without calls, so that saying the same again is seen.
struct AnswerWatch: Sendable, Equatable {
    private var callID: String?
    private var text = Fingerprint()
    private var hasCalls = false
    private var said = Memory()
    /// Answers without calls that were said before, and the first of them, since something last changed.
    private(set) var repeats = 0

    mutating func begin(_ call: ModelCallStarted) {
        // Only what drives the loop: a summary or a criticism may well be the same twice.
        callID = call.purpose == .decide || call.purpose == .execute ? call.callID : nil
        text = Fingerprint()
        hasCalls = false
    }

    mutating func hear(_ delta: TextDelta) {
        guard delta.callID == callID else { return }
        // Spaces and line breaks say nothing.
        for byte in delta.text.utf8 where byte > 0x20 { text.add(byte: byte) }
    }

    mutating func draft(_ delta: ToolCallDelta) {
        if delta.callID == callID { hasCalls = true }
    }

    /// The answer is whole; true when it was one without calls.
    mutating func end(_ call: ModelCallFinished) -> Bool {
        guard call.callID == callID else { return false }
        callID = nil
        if hasCalls { return false }
        repeats = said.insert(text) ? 1 : repeats + 1
        return true
    }

    mutating func clear() { repeats = 0 }
}
