internal import Events
package import Service

/// Who of two runs did better by what, in one line: the workbench and the plain comparison say the same.
package enum StandingWords {
    package static func sentence(_ standing: Standing) -> String {
        switch standing {
        case .unfinished(let completed):
            guard let one = completed.first else { return "Neither way came to a result; there is nothing to compare." }
            return "Only the \(one.rawValue) came to a result; the figures of the other say nothing of which way is better."
        case .neitherMet: return "Neither result is what was expected; neither way is better."
        case .compared(let loop, let pipeline):
            let parts = [("the loop", loop), ("the pipeline", pipeline)].filter { !$0.1.isEmpty }
            guard !parts.isEmpty else { return "Both ways did equally well by all that is known." }
            return "Better: " + parts.map { "\($0.0) by \(listed($0.1))" }.joined(separator: "; ") + "."
        }
    }

    private static func listed(_ measures: [Standing.Measure]) -> String {
        let words = measures.map { measure in
            switch measure {
            case .expectation: "the verdict"
            case .time: "time"
            case .tokens: "tokens"
            case .cost: "cost"
            case .modelCalls: "model calls"
            case .toolCalls: "tool calls"
            }
        }
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " and " + last
    }
}
