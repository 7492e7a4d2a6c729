public import Events

/// What a run waits for.
public enum OpenRequest: Sendable, Equatable {
    case question(UserInputRequested)
    case approval(ApprovalRequested)

    /// The newest request among these events that has no answer among them.
    static func newest(_ events: [RunEvent]) -> OpenRequest? {
        var open: OpenRequest?
        for event in events {
            switch event.payload {
            case .userInputRequested(let request): open = .question(request)
            case .approvalRequested(let request): open = .approval(request)
            case .userInputReceived, .approvalResolved: open = nil
            default: break
            }
        }
        return open
    }
}
