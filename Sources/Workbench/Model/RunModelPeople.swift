import Events

/// What the run asks a person, and what the person says.
extension RunModel {
    mutating func askApproval(_ request: ApprovalRequested, _ event: RunEvent) {
        approvals.append(request)
        placeWaiting(request.toolCallID, request.tool)
        changeCard(request.toolCallID) { card in
            card.state = .needsApproval
            let first = String(request.what.prefix { !$0.isNewline })
            card.summary = first.hasPrefix(request.tool + " ") ? String(first.dropFirst(request.tool.count + 1)) : first
        }
    }

    mutating func resolveApproval(_ resolved: ApprovalResolved) {
        guard let index = approvals.firstIndex(where: { $0.approvalID == resolved.approvalID }) else { return }
        let request = approvals.remove(at: index)
        changeCard(request.toolCallID) { $0.state = resolved.verdict == .approved ? .queued : .denied }
    }

    mutating func ask(_ request: UserInputRequested) {
        questions.append(request)
        // A question a tool asks is told by its card.
        if let callID = request.toolCallID, blockOfCall[callID] != nil {
            changeCard(callID) { card in
                card.state = .asking
                card.live = request.question
            }
        } else {
            add(.question(request.question))
        }
    }

    mutating func hear(_ message: UserMessage) {
        add(.message(message.text, message.delivery))
        waitingMessages.append(message)
    }

    mutating func receive(_ answer: UserInputReceived) {
        let callID = questions.first { $0.questionID == answer.questionID }?.toolCallID
        questions.removeAll { $0.questionID == answer.questionID }
        if let callID, answer.outcome == nil {
            changeCard(callID) { card in
                if card.state == .asking { card.state = card.durationMicroseconds == nil ? .running : .succeeded }
                card.live = ""
            }
        }
        if answer.outcome == nil { add(.answerOfPerson(answer.answer)) }
    }
}
