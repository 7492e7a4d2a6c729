import Events

/// What the model is doing at a moment: what the header, the ribbon and the newest round say of it (W-15, N-17).
struct ModelPulse: Equatable {
    enum Phase: Equatable, CaseIterable {
        /// The request is out and nothing of the answer has come.
        case waiting
        case thinking, writing
        /// The answer has begun, and nothing has come for a while.
        case stalled
        /// The same place is asked again, now or after a wait.
        case retrying
        /// Another key or another place is asked.
        case switching
        /// A person is asked what to do about a fault.
        case asking
    }

    /// How long ago the newest byte of any kind came.
    enum ByteSilence: Equatable {
        case exactly(Int64)
        /// As it was told, and the time since: bytes that are no content may have come and are not told of.
        case atMost(Int64)
        /// None had come when the silence had lasted so long.
        case noneIn(Int64)
    }

    /// A silence of so long is a stall; before the first content it is late.
    static let lateMicroseconds: Int64 = 5_000_000

    var phase: Phase
    var purpose: ModelPurpose
    /// Since the newest content, or the request before there is any; until the next try after a fault.
    var microseconds: Int64
    var byteSilence: ByteSilence?
    /// Of this try, or after a fault of the next one.
    var attempt = 1
    var maxAttempts: Int?
    var fault: ErrorDetail?
    var nextStep: NextStep?

    /// True when a person should know: the model is silent, or failed.
    var isTrouble: Bool {
        switch phase {
        case .waiting: isLate
        case .thinking, .writing: false
        case .stalled, .retrying, .switching, .asking: true
        }
    }

    var isLate: Bool { phase == .waiting && microseconds >= ModelPulse.lateMicroseconds }

    /// Nil while no model is asked.
    init?(_ run: RunModel, at now: Int64) {
        // A tool that runs says more than the call that asked for it.
        guard run.runningCalls.isEmpty else { return nil }
        if let call = run.call, run.status == .running {
            self.init(call, at: now)
            // The summary of a pipeline is its answer.
            if run.isAnswer(call.started) { purpose = .execute }
        } else if let wait = run.faultWait, run.status == .running || wait.fault.nextStep == .ask && !run.isOver {
            self.init(wait, at: now)
        } else {
            return nil
        }
    }

    private init(_ call: OpenCall, at now: Int64) {
        microseconds = max(0, now &- (call.contentMicroseconds ?? call.startedMicroseconds))
        purpose = call.started.purpose
        attempt = call.started.attempt
        maxAttempts = call.started.maxAttempts
        switch call.kind {
        case nil: phase = .waiting
        case .reasoning: phase = .thinking
        case .text, .toolCall: phase = .writing
        }
        if let told = call.silence {
            let since = max(0, now &- told.microseconds)
            if let bytes = told.stalled.byteSilentUs {
                byteSilence = since < 1_000_000 ? .exactly(Int64(bytes)) : .atMost(Int64(bytes) &+ since)
            } else {
                byteSilence = .noneIn(Int64(told.stalled.silentUs))
            }
        }
        // Told and not guessed: content that is held back, such as an action that is being written, is no silence.
        if phase != .waiting, call.silence != nil { phase = .stalled }
    }

    private init?(_ wait: FaultWait, at now: Int64) {
        purpose = wait.fault.purpose
        nextStep = wait.fault.nextStep
        switch nextStep {
        case .retry, .nextRound, .compact: phase = .retrying
        case .nextKey, .nextEndpoint: phase = .switching
        case .ask: phase = .asking
        case .giveUp, nil: return nil
        }
        microseconds = max(0, wait.dueMicroseconds &- now)
        attempt = wait.fault.failed.error.attempt &+ 1
        maxAttempts = wait.fault.maxAttempts
        fault = wait.fault.failed.error
    }
}

extension State {
    /// What the model is doing now; nil when no model is asked, or the run is not followed.
    var pulse: ModelPulse? {
        guard let run, runGoesOn || replay != nil || waitsForAnswer else { return nil }
        return ModelPulse(run, at: runMicroseconds)
    }
}
