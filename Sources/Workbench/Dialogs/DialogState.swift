import Events

/// A question or an approval that waits for the person, in a sheet at the bottom.
struct DialogState: Equatable {
    enum Subject: Equatable {
        case approval(ApprovalRequested)
        case question(UserInputRequested)
    }

    /// Keys count only after the sheet was visible this long (W-08).
    static let armingMicroseconds: Int64 = 300_000

    var subject: Subject
    var shownAt: Int64
    /// False while the person is writing in the composer: Tab brings the focus here.
    var hasFocus: Bool
    /// Row of the list of options.
    var selected = 0
    /// Options marked, for a question with several answers.
    var marked: Set<Int> = []
    /// What is being written: a free answer, or the reason of a no.
    var input = Draft()
    /// True while the reason of a no is written.
    var writesReason = false
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
        if writesReason { return true }
        if case .question(let request) = subject { return request.selection == .text || request.options.isEmpty }
        return false
    }

    func isArmed(now: Int64) -> Bool { now &- shownAt >= DialogState.armingMicroseconds }
}
