import Events

/// A model call that goes on, from its beginning to its end.
struct OpenCall: Equatable {
    var started: ModelCallStarted
    var startedMicroseconds: Int64
    /// When the newest piece of the answer came; nil before the first.
    var contentMicroseconds: Int64?
    /// What that piece was.
    var kind: ContentKind?
    /// The silence that the answer is in; nil when something has come since it was told.
    var silence: ToldSilence?

    /// A silence as an event told of it.
    struct ToldSilence: Equatable {
        var microseconds: Int64
        var stalled: ModelCallStalled
    }

    mutating func take(_ kind: ContentKind, at microseconds: Int64) {
        self.kind = kind
        contentMicroseconds = microseconds
        silence = nil
    }
}

/// A fault of a model call, with what its beginning said of it.
struct ModelFault: Equatable {
    var failed: ModelCallFailed
    var purpose: ModelPurpose
    /// The host that was asked.
    var place: String?
    var maxAttempts: Int?

    /// What is done about it; a run from before there was a word for it only says whether it is tried again.
    var nextStep: NextStep? { failed.nextStep ?? (failed.willRetry ? .retry : nil) }
}

/// What follows a fault, until a model is asked again.
struct FaultWait: Equatable {
    var fault: ModelFault
    /// When the next try comes, on the run's clock.
    var dueMicroseconds: Int64
}
