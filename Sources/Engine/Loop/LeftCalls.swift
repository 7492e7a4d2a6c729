internal import Events
internal import Models
internal import Tools

/// The calls of the newest answer as a run left them when its process went away.
struct LeftCalls: Sendable {
    enum State: Sendable {
        case done
        /// It did not begin.
        case fresh
        /// It waits for an answer.
        case asks(String, QuestionDesk.Question)
        /// It waits for a verdict on what the person was shown.
        case waitsForApproval(String, what: String)
        /// It is an agent's, whose own run tells how far it came.
        case agent
        /// It began, and nobody knows how it ended.
        case begun
    }

    struct Call: Sendable {
        let call: ToolCall
        let state: State
        /// Microseconds since the run began.
        let began: Int64
    }

    /// What is told of a call that began and has no result.
    static let lost = ToolResult.failure(
        .outcomeUnknown, "The process died while this call ran; it is not known whether it took effect. Look before you try again.")

    let calls: [Call]

    init(_ context: RunContext) {
        guard let answer = context.conversation.lastAnswer, answer.iteration == context.iteration else {
            calls = []
            return
        }
        calls = answer.drafts.map { draft in
            let call = ToolCall(id: draft.id, name: draft.name, arguments: draft.arguments)
            let open = context.open.tools.first { $0.id == draft.id }
            let state: State
            if let question = context.open.questions.first(where: { $0.subject == draft.id }) {
                state = .asks(question.id, context.openQuestion ?? QuestionDesk.Question(text: "", options: [], selection: .text))
            } else if let approval = context.open.approvals.first(where: { $0.subject == draft.id }) {
                state = .waitsForApproval(approval.id, what: context.openApproval?.what ?? "")
            } else if open != nil, open?.subject == ToolName.runAgent {
                state = .agent
            } else if open != nil {
                state = .begun
            } else {
                state = answer.calls.contains { $0.id == draft.id } ? .done : .fresh
            }
            return Call(call: call, state: state, began: open?.sinceMicroseconds ?? 0)
        }
    }
}
