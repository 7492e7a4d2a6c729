import Events

/// A run that goes on in another way, with what led to it (N-05).
struct ModeChange: Equatable {
    /// An event that shows why.
    struct Evidence: Equatable {
        var seq: Int
        /// What it was.
        var words: String
        /// Where it is told; nil when it is not.
        var block: Int?
    }

    var changed: ModeChanged
    var evidence: [Evidence]
}

/// What an event that may be called to witness was about.
enum EvidencePlace: Equatable {
    /// The end of a round, or of a stage.
    case round(Int)
    case loop(Int)
    case call(String)
    case step(String, attempt: Int)
    case block(Int)
}

extension RunModel {
    /// Remembers where an event is told that may be called to witness later; the others cost nothing.
    ///
    /// To be called after the event was applied.
    mutating func rememberEvidence(_ event: RunEvent) {
        switch event.payload {
        case .iterationFinished, .stageFailed: if !rounds.isEmpty { witnesses[event.seq] = .round(rounds.count - 1) }
        case .loopFinished: if !loops.isEmpty { witnesses[event.seq] = .loop(loops.count - 1) }
        case .toolCallFinished(let call): if call.status == .error { witnesses[event.seq] = .call(call.toolCallID) }
        case .stepFailed(let failed): witnesses[event.seq] = .step(failed.stepID, attempt: failed.attempt)
        case .error(let raised):
            witnesses[event.seq] = EventWords.retriedCall(raised.detail).map { .call($0) } ?? .block(blocks.count - 1)
        case .modelCallFailed, .guardWarning, .userInputReceived, .userMessage, .limitsChanged, .planFailed:
            witnesses[event.seq] = .block(blocks.count - 1)
        case .runStatus(let changed): if changed.mode != nil { witnesses[event.seq] = .block(blocks.count - 1) }
        default: break
        }
    }

    mutating func changeMode(_ changed: ModeChanged) {
        comingMode = nil
        let evidence = changed.evidenceSeqs.prefix(64).map { seq in
            witnesses[seq].map { witness($0, seq) } ?? ModeChange.Evidence(seq: seq, words: "event \(seq)")
        }
        add(.modeChanged(ModeChange(changed: changed, evidence: Array(evidence))))
        modeChanges.append(blocks.count - 1)
    }

    /// The mode that the run goes on in now.
    var currentMode: RunMode { loops.last?.mode ?? mode }

    private func witness(_ place: EvidencePlace, _ seq: Int) -> ModeChange.Evidence {
        var block: Int?
        var words = "event \(seq)"
        switch place {
        case .round(let index):
            guard rounds.indices.contains(index) else { break }
            block = rounds[index].firstBlock
            words = EventWords.witness(rounds[index])
        case .loop(let index):
            guard loops.indices.contains(index) else { break }
            block = rounds.last { $0.loop == index }?.firstBlock
            words = "\(loops[index].id) ended: \(EventWords.words(loops[index].stopReason ?? .error))"
        case .call(let callID):
            block = blockOfCall[callID]
            if let card = card(callID) { words = EventWords.witness(card) }
        case .step(let id, let attempt):
            block = blockOfStep[id]
            words = "step \(id) failed" + (attempt > 1 ? " at try \(attempt)" : "")
        case .block(let index):
            guard blocks.indices.contains(index) else { break }
            block = index
            words = EventWords.witness(blocks[index]) ?? words
        }
        return ModeChange.Evidence(seq: seq, words: words, block: block)
    }
}
