internal import Engine
public import Events

/// Which of two runs did better, and by what; nobody wins where both are equal or one did not get to its end (N-04).
public enum Standing: Sendable, Equatable {
    /// What runs are compared by; of all but the first, less is better.
    public enum Measure: String, Sendable, CaseIterable {
        case expectation, time, tokens, cost
        case modelCalls = "model_calls"
        case toolCalls = "tool_calls"
    }

    /// At least one has not completed; those that have.
    case unfinished(completed: [RunMode])
    /// Neither is what was expected.
    case neitherMet
    /// What each is better by; both may be empty, and then they are equal.
    case compared(loop: [Measure], pipeline: [Measure])

    /// Times that are less than this apart, or less than a twentieth of the longer one, are equal.
    static let timeGrain = 50_000

    public init(loop: RunVerdict, pipeline: RunVerdict) {
        guard loop.isCompleted, pipeline.isCompleted else {
            self = .unfinished(completed: [loop, pipeline].filter(\.isCompleted).map(\.mode))
            return
        }
        if loop.judgement?.verdict == .unmet, pipeline.judgement?.verdict == .unmet {
            self = .neitherMet
            return
        }
        var better: (loop: [Measure], pipeline: [Measure]) = ([], [])
        for measure in Measure.allCases {
            let order = Standing.order(measure, loop, pipeline)
            if order < 0 { better.loop.append(measure) }
            if order > 0 { better.pipeline.append(measure) }
        }
        self = .compared(loop: better.loop, pipeline: better.pipeline)
    }

    /// Below 0 when the loop did better, above 0 when the pipeline did; 0 when they are equal or it cannot be told.
    private static func order(_ measure: Measure, _ loop: RunVerdict, _ pipeline: RunVerdict) -> Int {
        switch measure {
        case .expectation:
            switch (loop.judgement?.verdict, pipeline.judgement?.verdict) {
            case (.met?, .unmet?): return -1
            case (.unmet?, .met?): return 1
            default: return 0
            }
        case .time:
            let apart = abs(loop.microseconds - pipeline.microseconds)
            let longer = max(loop.microseconds, pipeline.microseconds)
            return apart < timeGrain || apart < longer / 20 ? 0 : sign(loop.microseconds, pipeline.microseconds)
        case .tokens: return sign(loop.tokens, pipeline.tokens)
        case .cost:
            let (left, right) = (loop.metrics.spending, pipeline.metrics.spending)
            // A lower bound says nothing of which is less.
            guard let first = left.cost, let second = right.cost, !left.isPartial, !right.isPartial else { return 0 }
            return sign(first, second)
        case .modelCalls: return sign(loop.metrics.modelCalls, pipeline.metrics.modelCalls)
        case .toolCalls: return sign(loop.metrics.toolCalls, pipeline.metrics.toolCalls)
        }
    }

    private static func sign<Value: Comparable>(_ left: Value, _ right: Value) -> Int { left == right ? 0 : left < right ? -1 : 1 }

    /// `{"completed": […]}`, `{"neither_met": true}`, or `{"loop": […], "pipeline": […]}` with the measures that each is better by.
    public var json: JSON {
        func words(_ measures: [Measure]) -> JSON { .array(measures.map { .string($0.rawValue) }) }
        switch self {
        case .unfinished(let completed): return ["completed": .array(completed.map { .string($0.rawValue) })]
        case .neitherMet: return ["neither_met": true]
        case .compared(let loop, let pipeline): return ["loop": words(loop), "pipeline": words(pipeline)]
        }
    }
}
