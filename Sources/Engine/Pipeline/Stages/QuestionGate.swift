internal import Events

/// Asks the person what is not clear before anything is planned (003-23).
///
/// Output: `answers`, each with its `question`.
struct QuestionGate: PipelineStage {
    let name = StageName.questionGate

    func reasonToSkip(_ desk: StageDesk) -> String? {
        if QuestionGate.questions(desk.pipeline).isEmpty { return "nothing is unclear" }
        return desk.mayAsk ? nil : "nobody may be asked while the agent works"
    }

    func run(_ desk: StageDesk) async throws -> StageEnd {
        for question in QuestionGate.questions(desk.pipeline) {
            // What was answered before a crash is not asked again.
            guard !desk.pipeline.answers.contains(where: { $0.question == question.text }) else { continue }
            _ = try await desk.ask(question)
        }
        let answers = desk.pipeline.answers
        let list = answers.map { answer -> JSON in ["question": .string(answer.question), "answer": .string(answer.answer)] }
        return .passed("\(answers.count) answered", output: ["answers": .array(list)])
    }

    private static func questions(_ pipeline: PipelineRecord) -> [QuestionDesk.Question] {
        (pipeline.outputs[.intentExtract]?["unclear"]?.array ?? []).map { item in
            let options = (item["options"]?.array ?? []).compactMap(\.string)
            return QuestionDesk.Question(
                text: item["question"]?.string ?? "", options: options, selection: options.isEmpty ? .text : .single)
        }
    }
}
