import Events

/// A question or an approval that waits for the person, in a sheet at the bottom.
struct DialogState: Equatable {
    enum Subject: Equatable {
        case approval(ApprovalRequested)
        case question(UserInputRequested)
    }

    struct Agent: Equatable {
        var runID: String
        var name: String
    }

    /// Keys count only after the sheet was visible this long (W-08).
    static let armingMicroseconds: Int64 = 300_000

    var subject: Subject
    /// The agent that asks; nil for the run itself.
    var agent: Agent?
    var shownAt: Int64
    /// False while the person is writing in the composer: Tab brings the focus here.
    var hasFocus: Bool
    /// True when an answer need not be one of the options: a model, or a stage that asks a person, reads any answer; a limit knows only its own.
    var takesOwnWords = false
    /// Row of the list of options.
    var selected = 0
    /// Options marked, for a question with several answers.
    var marked: Set<Int> = []
    /// What is being written: a free answer, or the reason of a no.
    var input = Draft()
    /// True while the reason of a no is written.
    var writesReason = false
    /// True while an answer that is none of the options is written.
    var writesOwn = false
    /// First line shown of what is asked, when it is long.
    var top = 0
    /// True once the end of what is asked was on the screen: nothing can be approved unseen.
    var sawEnd = false

    var identifier: String {
        switch subject {
        case .approval(let request): request.approvalID
        case .question(let request): request.questionID
        }
    }

    /// True when letters go to `input`.
    var takesText: Bool {
        if writesReason || writesOwn { return true }
        if case .question(let request) = subject { return request.selection == .text || request.options.isEmpty }
        return false
    }

    /// The key that shows more of what is asked.
    var scrollKey: String {
        if case .approval = subject, !writesReason { return "Down" }
        return "PgDn"
    }

    func isArmed(now: Int64) -> Bool { now &- shownAt >= DialogState.armingMicroseconds }
}

extension RunModel {
    /// Whether the question may be answered with words of one's own.
    func takesOwnWords(_ request: UserInputRequested) -> Bool {
        request.toolCallID != nil || isInStage && [.questionGate, .humanGate].contains(rounds.last?.stage?.name)
    }
}
