import Events

/// How full the context of the model is.
struct ContextFill: Equatable {
    var tokens: Int
    /// True when the number is an estimate, shown with `~`.
    var isEstimated: Bool

    init(tokens: Int, isEstimated: Bool) {
        self.tokens = tokens
        self.isEstimated = isEstimated
    }

    /// What was read and what was written: the next request holds both; nil when the provider did not say.
    init?(_ usage: Usage) {
        guard let input = usage.inputTokens else { return nil }
        self.init(tokens: input &+ (usage.outputTokens ?? 0), isEstimated: usage.estimated)
    }
}

/// A command that goes on in the background.
struct BackgroundSession: Equatable {
    var id: String
    var command: String
    var startedMicroseconds: Int64
}

/// What happens to the context and the limits, and what guards and background commands say.
extension RunModel {
    // MARK: Context

    mutating func compact(_ compacted: ContextCompacted) {
        if let before = compactions.last { setCompaction(before, .covered) }
        add(.compacted(compacted, .holds))
        compactions.append(blocks.count - 1)
        contextFill = ContextFill(tokens: compacted.afterTokens, isEstimated: true)
        for callID in compressingCalls { changeCard(callID) { $0.state = .succeeded } }
        compressingCalls = []
    }

    mutating func restore(_ restored: ContextRestored) {
        if let newest = compactions.popLast() { setCompaction(newest, .takenBack) }
        if let next = compactions.last { setCompaction(next, .holds) }
        contextFill = ContextFill(tokens: restored.tokens, isEstimated: true)
        add(.restored(restored))
    }

    private mutating func setCompaction(_ index: Int, _ state: CompactionState) {
        guard blocks.indices.contains(index), case .compacted(let compacted, _) = blocks[index].kind else { return }
        blocks[index].kind = .compacted(compacted, state)
        blocks[index].version &+= 1
    }

    // MARK: Limits and guards

    mutating func changeLimits(_ changed: LimitsChanged) {
        add(.limits(changed, before: limits))
        limits = changed.limits
        if !loops.isEmpty { loops[loops.count - 1].maxIterations = changed.limits.maxIterations }
    }

    mutating func warn(_ warning: GuardWarning) {
        add(.circles(warning))
        guard !rounds.isEmpty else { return }
        rounds[rounds.count - 1].wentInCircles = true
        touchHeader()
    }

    // MARK: Background

    mutating func changeBackground(_ session: BackgroundChanged, _ event: RunEvent) {
        let isNew = session.state == .running
        changeCard(session.toolCallID) { card in
            card.background = session
            if isNew { card.backgroundMicroseconds = event.monotonicMicroseconds }
            card.followBackground()
        }
        backgrounds.removeAll { $0.id == session.sessionID }
        if isNew {
            backgrounds.append(
                BackgroundSession(
                    id: session.sessionID, command: session.command, startedMicroseconds: event.monotonicMicroseconds))
        } else {
            add(.backgroundEnded(session))
        }
    }

    // MARK: Faults

    /// A fault of a call that is tried again shows on its card; every other is a block.
    mutating func takeFault(_ detail: ErrorDetail) {
        if let callID = EventWords.retriedCall(detail), card(callID)?.isRunning == true {
            changeCard(callID) { card in
                card.state = .retrying
                card.attempt = detail.attempt &+ 1
                card.live = detail.message + "\n"
            }
        } else {
            add(.fault(detail))
        }
    }
}
