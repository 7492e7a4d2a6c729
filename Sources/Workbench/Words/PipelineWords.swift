package import Events

/// The words for stages, plans, steps and changes of mode.
extension EventWords {
    // MARK: Modes

    /// `loop → pipeline`.
    package func change(_ changed: ModeChanged) -> String { "\(changed.from.rawValue) \(arrow) \(changed.to.rawValue)" }

    /// Who or what wanted it.
    package static func words(_ trigger: ModeTrigger) -> String {
        switch trigger {
        case .user: "you wanted it"
        case .config: "the settings say so"
        case .failure: "the loop failed"
        case .limit: "a limit was reached"
        }
    }

    /// `goes on as a pipeline after this phase`.
    package static func willGoOn(_ mode: RunMode) -> String { "goes on as a \(mode.rawValue) after this phase" }

    /// `3 facts, 1 file, 2 effects not done again`; empty when there is nothing.
    package func carried(_ carried: CarriedOver) -> String {
        [
            some(carried.facts, "fact", "facts"), some(carried.files, "file", "files"), some(carried.todos, "todo", "todos"),
            some(carried.answers, "answer", "answers"), some(carried.effects, "effect not done again", "effects not done again"),
        ].compactMap(\.self).joined(separator: ", ")
    }

    private func some(_ items: [String], _ one: String, _ many: String) -> String? {
        items.isEmpty ? nil : "\(items.count) \(items.count == 1 ? one : many)"
    }

    /// What is carried over under its headings, in the order it is told.
    package func sections(_ carried: CarriedOver) -> [(heading: String, items: [String])] {
        [
            ("known", carried.facts), ("files", carried.files), ("todos", carried.todos), ("you said", carried.answers),
            ("not done again", carried.effects),
        ].filter { !$0.1.isEmpty }
    }

    /// `max iterations`.
    static func words(_ reason: StopReason) -> String { reason.rawValue.replacing("_", with: " ") }

    // MARK: Evidence

    /// `round 8 failed: edit_file src/dates.py`.
    static func witness(_ round: RoundModel) -> String {
        let name = round.stage.map { "stage \($0.name.rawValue)" } ?? "round \(round.number)"
        let word = round.failed ? " failed" : ""
        return name + word + (round.title.isEmpty ? "" : ": \(round.title)")
    }

    static func witness(_ card: ToolCard) -> String {
        let call = card.summary.isEmpty ? card.tool : "\(card.tool) \(card.summary)"
        return call + " failed" + (card.errorCode.map { ": " + $0.word.replacing("_", with: " ") } ?? "")
    }

    /// Nil for a block that tells of no such thing.
    static func witness(_ block: Block) -> String? {
        switch block.kind {
        case .modelFault(let fault): "the model did not answer: \(fault.failed.error.message)"
        case .fault(let detail), .stageFault(let detail): "\(detail.code.word.replacing("_", with: " ")): \(detail.message)"
        case .circles(let warning): warning.message
        case .willGoOn(let mode): "you wanted a \(mode.rawValue)"
        case .answerOfPerson(let text): "you answered: \(text)"
        case .message(let text, _): "you said: \(text)"
        case .limits: "the limits were changed"
        default: nil
        }
    }

    // MARK: Stages

    /// `4 generator`.
    package static func title(_ stage: StageName) -> String { "\(stage.index) \(stage.rawValue)" }

    // MARK: Plan

    /// `Plan v1`.
    package static func title(_ plan: Plan) -> String { "Plan v\(plan.version)" }

    /// `tool read_file`.
    package static func carrier(_ step: PlanStep) -> String { "\(step.kind.rawValue) \(step.name)" }

    /// `needs s1, s2`; empty when it needs none.
    package static func needs(_ step: PlanStep, in plan: Plan) -> String {
        let needs = plan.needs(of: step)
        return needs.isEmpty ? "" : "needs " + needs.joined(separator: ", ")
    }

    /// `2 new, 1 changed, 1 dropped`.
    func counts(_ change: PlanChange) -> String {
        [(PlanChange.Kind.new, "new"), (.changed, "changed"), (.dropped, "dropped")].compactMap { kind, word in
            let count = change.count(kind)
            return count == 0 ? nil : "\(count) \(word)"
        }.joined(separator: ", ")
    }

    // MARK: Steps

    /// `path: src/dates.py, limit: 3`; one line, at most 200 characters.
    package static func inputs(_ inputs: JSON) -> String {
        let text: String
        if let object = inputs.object {
            text = object.members.map { "\($0.key): \($0.value.string ?? $0.value.text)" }.joined(separator: ", ")
        } else {
            text = inputs.isNull ? "" : inputs.string ?? inputs.text
        }
        return String(text.prefix(200))
    }

    /// `met: it contains "def parse_date"`.
    package static func verdict(_ judged: OutputEvaluated) -> String {
        judged.verdict.rawValue + (judged.reason.isEmpty ? "" : ": \(judged.reason)")
    }

    /// Who judged.
    package static func words(_ judge: Judge) -> String { judge == .rules ? "by rules" : "by a model" }

    /// `change arguments`.
    package static func words(_ strategy: RepairStrategy) -> String { strategy.rawValue.replacing("_", with: " ") }

    /// `attempt 2: read_file path: src/parse.py`.
    package static func retry(_ retry: RetryScheduled) -> String {
        "attempt \(retry.attempt): \(retry.name)  \(inputs(retry.inputs))"
    }

    /// `waits for a person, or its process died`.
    package static func words(_ status: SubAgentStatus) -> String {
        switch status {
        case .completed: "done"
        case .failed: "failed"
        case .cancelled: "cancelled"
        case .left: "left: it waits for a person, or its process died"
        }
    }
}
