internal import Events

/// What has begun in a run and has not ended yet, folded from its events.
struct OpenThings: Sendable, Equatable {
    struct Item: Sendable, Equatable {
        let id: String
        /// The tool, the call that waits for an approval, or empty.
        let subject: String
        let sinceMicroseconds: Int64
    }

    private(set) var modelCall: Item?
    private(set) var tools: [Item] = []
    private(set) var approvals: [Item] = []
    private(set) var questions: [Item] = []
    private(set) var iteration: Item?
    private(set) var loop: Item?

    mutating func apply(_ event: RunEvent) {
        func item(_ id: String, _ subject: String = "") -> Item {
            Item(id: id, subject: subject, sinceMicroseconds: event.monotonicMicroseconds)
        }
        switch event.payload {
        case .modelCallStarted(let call): modelCall = item(call.callID)
        case .modelCallFinished, .modelCallFailed: modelCall = nil
        case .toolCallStarted(let call): tools.append(item(call.toolCallID, call.tool))
        case .toolCallFinished(let call): tools.removeAll { $0.id == call.toolCallID }
        case .approvalRequested(let request): approvals.append(item(request.approvalID, request.toolCallID))
        case .approvalResolved(let resolved): approvals.removeAll { $0.id == resolved.approvalID }
        case .userInputRequested(let request): questions.append(item(request.questionID, request.toolCallID ?? ""))
        case .userInputReceived(let answer): questions.removeAll { $0.id == answer.questionID }
        case .iterationStarted: iteration = item("")
        case .iterationFinished: iteration = nil
        case .loopStarted: loop = item(event.loopID ?? "")
        case .loopFinished: loop = nil
        default: break
        }
    }

    /// Whether a piece of a stream still belongs to something; what comes after the end of its call is dropped.
    func takes(_ payload: Payload) -> Bool {
        switch payload {
        case .reasoningDelta(let delta): modelCall?.id == delta.callID
        case .textDelta(let delta): modelCall?.id == delta.callID
        case .toolCallDelta(let delta): modelCall?.id == delta.callID
        case .modelCallStalled(let stall): modelCall?.id == stall.callID
        case .toolOutputDelta(let delta): tools.contains { $0.id == delta.toolCallID }
        default: true
        }
    }
}
