import Events

/// A model call beside the conversation: a plan, a verdict, a summary.
///
/// What it says while it goes on is no answer; the event that follows tells what came of it.
struct SideCall: Equatable {
    var started: ModelCallStarted
    var isOpen = true
    /// The end of what it has said so far; in a stage only.
    private(set) var text = ""

    init(_ started: ModelCallStarted) { self.started = started }

    /// Keeps the last 4,000 characters; the whole is in the log.
    mutating func append(_ more: String) {
        text += more
        if text.utf8.count > 16_000 { text = String(text.suffix(4000)) }
    }
}

/// Where the text of a call beside the conversation goes.
struct SidePlace: Equatable {
    var block: Int
    /// The step that it is about; nil when it has a line of its own.
    var stepID: String?
}

extension RunModel {
    /// True for the summary of a pipeline, which is its answer.
    func isAnswer(_ call: ModelCallStarted) -> Bool {
        call.purpose == .summarise && rounds.last?.stage?.name == .summarizer && rounds.last?.outcome == nil
    }

    /// True while a stage goes on: then the person sees what calls beside the conversation say.
    var isInStage: Bool { rounds.last.map { $0.stage != nil && $0.outcome == nil } ?? false }

    /// A line that tells of the call, or its place in the step that it is about.
    mutating func beginSideCall(_ started: ModelCallStarted) {
        let call = SideCall(started)
        if let step = stepWaiting(for: started.purpose), let index = blockOfStep[step] {
            changeStep(step) { $0.parts.append(.asked(call)) }
            sidePlaces[started.callID] = SidePlace(block: index, stepID: step)
            return
        }
        add(.purpose(call))
        if isInStage { sidePlaces[started.callID] = SidePlace(block: blocks.count - 1) }
    }

    /// The step that a call judges or thinks over, as far as that can be told; nil when there is none.
    private func stepWaiting(for purpose: ModelPurpose) -> String? {
        guard purpose == .evaluate || purpose == .critic else { return nil }
        return openSteps.first { step in
            guard let card = stepCard(step), !card.isAsking else { return false }
            return purpose == .critic ? card.isThinking : card.awaitsVerdict
        } ?? openSteps.first { stepCard($0)?.isThinking == true && stepCard($0)?.isAsking == false }
    }

    mutating func appendSideText(_ text: String, _ place: SidePlace, _ callID: String) {
        changeSideCall(place, callID) { $0.append(text) }
    }

    /// What it said is folded away: the plan or the verdict tells it better.
    mutating func endSideCall(_ callID: String) {
        guard let place = sidePlaces.removeValue(forKey: callID) else { return }
        if let step = place.stepID {
            changeStep(step) { card in card.parts.removeAll { $0.isAsked(callID) } }
        } else {
            changeSideCall(place, callID) { $0.isOpen = false }
        }
    }

    private mutating func changeSideCall(_ place: SidePlace, _ callID: String, _ change: (inout SideCall) -> Void) {
        if let step = place.stepID {
            changeStep(step) { card in
                guard let index = card.parts.lastIndex(where: { $0.isAsked(callID) }), case .asked(var call) = card.parts[index] else {
                    return
                }
                change(&call)
                card.parts[index] = .asked(call)
            }
        } else if blocks.indices.contains(place.block), case .purpose(var call) = blocks[place.block].kind {
            change(&call)
            blocks[place.block].kind = .purpose(call)
            blocks[place.block].version &+= 1
        }
    }
}
