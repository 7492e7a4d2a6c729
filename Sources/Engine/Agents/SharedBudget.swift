internal import Events

/// What a run may use of tokens together with the runs it works for and the agents beside it.
struct SharedBudget: Sendable {
    let gate: ModelCallGate
    let recorder: RunRecorder
    let control: RunControl
    /// What is left above the run; nil for a run of a person, and where nothing above has a budget.
    let above: (@Sendable () -> Int?)?

    /// The end of a loop whose asking run has no tokens left; nil while it has.
    var end: LoopEnd? {
        guard let left = above?(), left <= 0 else { return nil }
        return .failed(
            .tokenBudget,
            ErrorDetail(
                code: .tokenBudget, message: "the tokens of the run that asked are used up; allow more with --max-tokens, or ask for less",
                source: .config))
    }

    /// Waits for the turn to ask the model and returns what was reserved; nil when there is nothing to share.
    func enter() async -> Int? {
        guard let above, above() != nil else { return nil }
        let tokens = recorder.read { $0.estimatedTokens &+ ($0.limits.maxOutputTokens ?? ModelCallGate.outputReserve) }
        // The wait of a round: ended by the first step of a stop.
        _ = await control.run(.model) { [gate] in await gate.enter(tokens, left: above) }
        return tokens
    }

    func leave(_ reserved: Int?) { if let reserved { gate.leave(reserved) } }
}
