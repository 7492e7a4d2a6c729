internal import Events

/// Looks at what a plan gives a step.
enum StepInputs {
    /// What is wrong; nil when the inputs are an object with a text, and with nothing but that and what is `also` known.
    static func fault(in step: PlanStep, text: String, also: [String] = []) -> String? {
        guard let inputs = step.inputs.object else { return "its inputs are no object; write {\"\(text)\": \"…\"}" }
        for key in inputs.keys where key != text && !also.contains(key) {
            let known = ([text] + also).joined(separator: ", ")
            return "its input \(TextSanitiser.clean(String(key.prefix(60)))) is not known; known are \(known)"
        }
        guard let value = inputs[text]?.string, value.contains(where: { !$0.isWhitespace }) else {
            return "its input \(text) is empty; say what is wanted"
        }
        for key in also where inputs[key] != nil && key != "limit" && inputs[key]?.string == nil { return "its input \(key) is no text" }
        return nil
    }
}

/// Carries out works at the same time, as far as the limit goes.
enum SideBySide {
    static func run(
        _ works: [StepWork], limit: Int, _ carryOut: @escaping @Sendable (StepWork) async -> StepYield
    ) async -> [String: StepYield] {
        await withTaskGroup(of: (String, StepYield).self) { group in
            var yields: [String: StepYield] = [:]
            var waiting = works[...]
            var running = 0
            while running > 0 || !waiting.isEmpty {
                while running < max(1, limit), let work = waiting.popFirst() {
                    running += 1
                    group.addTask { (work.step.id, await carryOut(work)) }
                }
                guard let (id, yield) = await group.next() else { break }
                running -= 1
                yields[id] = yield
            }
            return yields
        }
    }
}
