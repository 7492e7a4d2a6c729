import Events

/// A run that goes on in another way, with what led to it (N-05).
struct ModeChange: Equatable {
    /// Something that shows why.
    struct Witness: Equatable {
        var evidence: Evidence
        /// Where it is told; nil when it is not.
        var block: Int?

        /// What it was.
        var words: String { EventWords.words(evidence) }
    }

    var changed: ModeChanged
    var witnesses: [Witness]
}

/// The name of something that may be called to witness later.
struct EvidenceName: Hashable {
    var kind: Evidence.Kind
    var loopID: String?
    var iteration: Int?
    var callID: String?
}

extension RunModel {
    /// Remembers where an event is told that may be called to witness later; the others cost nothing.
    ///
    /// To be called after the event was applied.
    mutating func rememberEvidence(_ event: RunEvent) {
        func remember(_ kind: Evidence.Kind, call: String? = nil, at block: Int) {
            witnesses[EvidenceName(kind: kind, loopID: event.loopID, iteration: event.iteration, callID: call)] = block
        }
        switch event.payload {
        case .iterationFinished: if let round = rounds.last { remember(.round, at: round.firstBlock) }
        case .modelCallFailed(let call): remember(.modelCall, call: call.callID, at: blocks.count - 1)
        case .error(let raised):
            let call = EventWords.retriedCall(raised.detail).flatMap { blockOfCall[$0] }
            remember(.fault, at: call ?? blocks.count - 1)
        case .guardWarning: remember(.warning, at: blocks.count - 1)
        case .runStatus(let changed): if changed.mode != nil { remember(.wish, at: blocks.count - 1) }
        default: break
        }
    }

    mutating func changeMode(_ changed: ModeChanged) {
        comingMode = nil
        let found = changed.evidence.prefix(64).map { evidence in
            let name = EvidenceName(
                kind: evidence.kind, loopID: evidence.loopID, iteration: evidence.iteration, callID: evidence.callID)
            return ModeChange.Witness(evidence: evidence, block: witnesses[name].flatMap { blocks.indices.contains($0) ? $0 : nil })
        }
        add(.modeChanged(ModeChange(changed: changed, witnesses: found)))
        modeChanges.append(blocks.count - 1)
    }

    /// The mode that the run goes on in now.
    var currentMode: RunMode { loops.last?.mode ?? mode }
}
