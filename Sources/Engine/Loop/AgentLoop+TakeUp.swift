internal import Events

/// The beginning of a loop that another process left.
extension AgentLoop {
    /// Goes on with a run that was left while it waited for a person, or in the middle of a round; nil when another round follows.
    func takeUp() async throws(EngineError) -> LoopEnd? {
        let (question, isInRound, hasModelCall) = recorder.read { context in
            (context.open.questions.first { $0.subject.isEmpty }?.id, context.open.iteration != nil, context.open.modelCall != nil)
        }
        if let question {
            guard let end = recorder.read({ LoopLimit.reached($0) }) else { return nil }
            let asked = recorder.read { $0.wantedWait }
            if let end = lifted(end, try await limits.word(after: end, waitingOn: question)) { return end }
            if let asked { await cycle.wait(asked) }
            return nil
        }
        guard isInRound else { return nil }
        guard !hasModelCall, recorder.read({ $0.round.answer != nil }) else {
            recorder.closeLeftRound()
            return nil
        }
        // What the deciding model said alone is asked for again, so that the other one is asked too.
        guard !recorder.read({ division.isDivided && $0.round.purpose == .decide && $0.round.calls == 0 }) else {
            recorder.closeLeftRound()
            return nil
        }
        if let heard = recorder.read({ $0.conversation.lastAnswer?.drafts.isEmpty == true ? $0.round.answer : nil }) {
            recorder.stand(at: .think)
            return try await hear(Cycle.Answer(calls: [], finishReason: heard.finishReason, malformed: nil))
        }
        return try await observe(await turn.takeUp(offered: currentPlan.offered))
    }
}
