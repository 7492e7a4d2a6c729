internal import Events
internal import Models
internal import Synchronization
internal import Tools

/// What stops a stage from outside its own work.
enum StageStop: Error, Sendable {
    /// The run is being stopped, or its time is over.
    case interrupted
    /// It cannot be done.
    case failed(ErrorDetail)
    /// A person is needed and nobody is there; the text says what for.
    case left(String)
    /// We broke, or the store did.
    case broken(EngineError)

    static func failed(_ code: ErrorCode, _ message: String, _ source: ErrorSource = .model) -> StageStop {
        .failed(ErrorDetail(code: code, message: message, source: source))
    }
}

/// An answer that was whole when a run was left and that nothing had followed from; it is given out once.
final class LeftAnswer: Sendable {
    private let answer = Mutex<PipelineRecord.AsideAnswer?>(nil)

    func put(_ answer: PipelineRecord.AsideAnswer?) { self.answer.withLock { $0 = answer } }

    /// The text, when it is the answer to what is asked now.
    func take(_ purpose: ModelPurpose, _ prefixHash: String) -> String? {
        answer.withLock { answer in
            defer { answer = nil }
            guard let left = answer, left.isWhole, left.purpose == purpose, left.prefixHash == prefixHash else { return nil }
            return left.text
        }
    }
}

/// What the stages of a pipeline work with.
struct StageDesk: Sendable {
    let request: RunRequest
    let recorder: RunRecorder
    let control: RunControl
    let cycle: Cycle
    let turn: ToolTurn
    let questions: QuestionDesk
    let limits: LimitDesk
    let planner: any Planner
    /// One for each kind of step.
    let runners: [any StepRunner]
    /// What a model had said when the run was left, for whoever asks the same first.
    let left = LeftAnswer()
    /// Who says after some steps whether the plan still holds; nil for nobody (004-54).
    let hasCritic: Bool

    var pipeline: PipelineRecord { recorder.read { $0.pipeline } }

    func runner(of kind: StepKind) -> (any StepRunner)? { runners.first { $0.kind == kind } }

    /// Throws when the run has to end, or its tokens are used.
    func check() throws(StageStop) {
        if control.interruption != nil { throw .interrupted }
        let (used, budget) = recorder.read { ($0.tokensUsed, $0.limits.maxTokens) }
        guard let budget, used >= budget else { return }
        throw .failed(
            .tokenBudget, "\(used) of \(budget) tokens are used; allow more with --max-tokens, or ask for less", .config)
    }

    // MARK: Models

    /// Asks a model beside the conversation, with the tries and waits of a round, and returns what it said.
    ///
    /// - Parameters:
    ///   - instruction: what it is to do; the same bytes in every call of one kind.
    ///   - text: made of exactly what the log holds when the call begins.
    func ask(
        _ purpose: ModelPurpose, _ instruction: String, _ text: @escaping @Sendable (RunContext) -> String
    ) async throws(StageStop) -> String {
        let plan = RoundPlan(
            prompt: SystemPrompt(text: instruction, prefixHash: PrefixHash.of(instruction, [])), tools: [], offered: [], toolBytes: 0)
        if let said = left.take(purpose, plan.prompt.prefixHash) { return said }
        var failures = 0
        while true {
            try check()
            let outcome: Cycle.Outcome
            do throws(EngineError) { outcome = try await cycle.run(plan, as: purpose, question: text) } catch { throw .broken(error) }
            switch outcome {
            case .interrupted: throw .interrupted
            case .answered(let answer): return try StageDesk.text(answer)
            case .tooLong(let detail), .broken(let detail, _): throw .failed(detail)
            case .failed(let detail):
                if try await isAllowedToWait() { continue }
                failures += 1
                guard failures < recorder.read({ max(1, $0.limits.maxFailures) }) else { throw .failed(detail) }
            }
        }
    }

    private static func text(_ answer: Cycle.Answer) throws(StageStop) -> String {
        switch answer.finishReason {
        case .length: throw .failed(.outputLimit, "the answer was cut at the output limit; allow more with --max-output-tokens")
        case .contentFilter: throw .failed(.contentFiltered, "the provider's content filter withheld the answer; ask in another way")
        case .refusal: throw .failed(.refused, "the model would not answer; ask in another way, or another model")
        default: return answer.text
        }
    }

    /// Asks the person for the long wait that the provider wants, and waits; false when it wants none or nobody allows it.
    private func isAllowedToWait() async throws(StageStop) -> Bool {
        guard let wanted = recorder.read({ $0.wantedWait }), let end = recorder.read({ LoopLimit.reached($0) }) else { return false }
        let word: LimitDesk.Word
        do throws(EngineError) { word = try await limits.word(after: end) } catch { throw .broken(error) }
        switch word {
        case .goOn:
            await cycle.wait(wanted)
            return true
        case .left(let what): throw .left(what)
        case .end, .pipeline:
            if control.interruption != nil { throw .interrupted }
            return false
        }
    }

    /// Asks for one JSON object, once more when what came is not what was asked for.
    ///
    /// - Parameter read: makes the value, or throws what is wrong in words for the model.
    func object<Value: Sendable>(
        _ purpose: ModelPurpose, _ instruction: String, _ text: @escaping @Sendable (RunContext) -> String,
        read: (JSON) throws(PlanFault) -> Value
    ) async throws(StageStop) -> Result<Value, PlanFault> {
        var fault = PlanFault("")
        for attempt in 1...2 {
            let repair = attempt == 1 ? "" : "\n\n\(StageDesk.repair(fault))"
            let said = try await ask(purpose, instruction) { text($0) + repair }
            do throws(PlanFault) {
                guard let json = FirstObject.read(said) else { throw PlanFault("it is no JSON object") }
                return .success(try read(json))
            } catch {
                fault = error
            }
        }
        return .failure(fault)
    }

    /// The same where there is another way: a model that cannot be asked is one that says nothing usable.
    ///
    /// A budget that is used up, a stop and what we broke still end the stage.
    func objectIfPossible<Value: Sendable>(
        _ purpose: ModelPurpose, _ instruction: String, _ text: @escaping @Sendable (RunContext) -> String,
        read: (JSON) throws(PlanFault) -> Value
    ) async throws(StageStop) -> Result<Value, PlanFault> {
        do throws(StageStop) {
            return try await object(purpose, instruction, text, read: read)
        } catch {
            guard case .failed(let detail) = error, detail.code != .tokenBudget, control.interruption == nil else { throw error }
            return .failure(PlanFault("the model could not be asked (\(Headline.of(detail.message, limit: 300)))"))
        }
    }

    private static func repair(_ fault: PlanFault) -> String {
        "Your last answer could not be used: \(fault.text). Answer again with exactly one JSON object as described and nothing else."
    }

    // MARK: People

    /// Whether anybody may be asked while the pipeline goes on.
    var mayAsk: Bool { request.capabilities.allowInterruption }

    /// Asks a person and waits for the answer; a question that was open when the run was left is waited for and not asked again.
    func ask(_ question: QuestionDesk.Question) async throws(StageStop) -> String {
        let open = recorder.read { context in
            context.openQuestion == question ? context.open.questions.first { $0.subject.isEmpty }?.id : nil
        }
        let reply: QuestionDesk.Reply
        do throws(EngineError) {
            reply =
                if let open { try await questions.waitOn(open) } else { try await questions.ask(question, of: nil, back: .toolCall) }
        } catch {
            throw .broken(error)
        }
        switch reply {
        case .answer(let answer): return answer
        case .stopped: throw .interrupted
        case .nobody: throw .left(question.text)
        }
    }
}
