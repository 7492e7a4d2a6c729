internal import Events

/// What whoever plans, repairs or sums up is told of the run, made of the log alone.
enum PlanBrief {
    static func text(_ context: RunContext) -> String {
        let pipeline = context.pipeline
        var sections: [(String, String)] = []
        let task = pipeline.outputs[.normalize]?["task"]?.string ?? context.prompt
        sections.append(("Task", CompactionPlan.cut(task, 65_536)))
        if let files = pipeline.outputs[.normalize]?["files"]?.array, !files.isEmpty {
            sections.append(("Files", files.compactMap(\.string).joined(separator: "\n")))
        }
        if let intent = pipeline.outputs[.intentExtract], intent["goal"] != nil {
            sections.append(("Intent", CompactionPlan.cut(intent.text, 8192)))
        }
        let answers = pipeline.answers.filter { !$0.answer.isEmpty }.map {
            "Asked: \(Headline.of($0.question, limit: 400))\nAnswered: \($0.answer)"
        }
        if !answers.isEmpty { sections.append(("Answers", answers.joined(separator: "\n"))) }
        let said = context.steers
        if !said.isEmpty { sections.append(("Said by the person meanwhile", said.joined(separator: "\n"))) }
        sections += known(context)
        return sections.map { "<\($0.0)>\n\($0.1)\n</\($0.0)>" }.joined(separator: "\n\n")
    }

    private static func known(_ context: RunContext) -> [(String, String)] {
        var sections: [(String, String)] = context.notes.isEmpty ? [] : [("Known", context.notes.joined(separator: "\n\n"))]
        guard let carried = context.modeChange?.carriedOver else { return sections }
        func add(_ name: String, _ lines: [String]) { if !lines.isEmpty { sections.append((name, lines.joined(separator: "\n"))) } }
        add("Found out before", carried.facts)
        add("Files changed before", carried.files)
        add("Todos that are open", carried.todos)
        add("Said before", carried.answers)
        add("Done before, never to be done again", carried.effects)
        return sections
    }
}
