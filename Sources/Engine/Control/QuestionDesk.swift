internal import Events

/// Asks a person something and records the answer (001-21, 001-31, X-03).
struct QuestionDesk: Sendable {
    let desk: PersonDesk
    let identifiers: IdentifierSequence

    struct Question: Sendable, Equatable {
        let text: String
        let options: [String]
        let selection: AnswerSelection

        static let accept = "Accept"
        private static let acceptance = "Is the task done? "

        /// Whether what the model offers as the end is taken as such (004-126).
        static func acceptance(of result: String) -> Question {
            Question(text: acceptance + "Accept it, or write what is missing.\n\n" + result, options: [accept], selection: .single)
        }

        var isAcceptance: Bool { text.hasPrefix(Question.acceptance) && options == [Question.accept] }
    }

    enum Reply: Sendable, Equatable {
        case answer(String)
        /// The run is being stopped; recorded as unanswered.
        case stopped
        /// Nobody is there: the question stays open, and the run is left with it.
        case nobody
    }

    /// Whether there is somebody to ask while the run goes on.
    var hasPerson: Bool { desk.whenAsked == .wait }

    /// Asks and waits; `toolCallID` is nil between two rounds, and the loop goes back there, or else to `back`.
    func ask(_ question: Question, of toolCallID: String?, back: LoopState? = nil) async throws(EngineError) -> Reply {
        let id = identifiers.make("question")
        let request = UserInputRequested(
            questionID: id, toolCallID: toolCallID, question: question.text, options: question.options, selection: question.selection)
        return try await settle(
            id, desk.ask(id, .waitingUser, .userInputRequested(request)), back: back ?? (toolCallID == nil ? .observe : .toolCall))
    }

    /// Waits on for a question that was asked before the run was taken up.
    func waitOn(_ id: String, back: LoopState = .toolCall) async throws(EngineError) -> Reply {
        try await settle(id, desk.waitOn(id), back: back)
    }

    private func settle(_ id: String, _ outcome: PersonDesk.Outcome, back: LoopState) async throws(EngineError) -> Reply {
        switch outcome {
        case .reply(.answer(let answer)):
            desk.recorder.record(.userInputReceived(UserInputReceived(questionID: id, answer: answer)))
            try desk.goOn(to: back)
            return .answer(answer)
        case .reply(.verdict), .reply(.left), .stopped:
            desk.recorder.record(.userInputReceived(UserInputReceived(questionID: id, answer: "", outcome: "unanswered")))
            try desk.goOn(to: back)
            return .stopped
        case .nobody: return .nobody
        }
    }
}
