/// The figures of a run, folded from its events.
///
/// A figure that cannot be measured is nil, never a guess.
public struct Metrics: Sendable, Equatable {
    public var iterations = 0
    public var modelCalls = 0
    public var inputTokens = 0
    public var outputTokens = 0
    public var reasoningTokens = 0
    public var cachedInputTokens = 0
    /// True when a part of the counts above is an estimate.
    public var estimated = false
    /// Time to first token (prefill) of each model call that had one, in microseconds, newest last; at most the last 1,000.
    public var ttftMicroseconds: [Int] = []
    /// From the first to the last content (decode) of each model call where it can be told, in microseconds, newest last; at most the last 1,000 (N-08).
    public var decodeMicroseconds: [Int] = []
    /// From the run's beginning to the first thing of the model that a person can see, nil before (003-39).
    ///
    /// That is the first piece of reasoning, text or a tool call.
    public var firstStepMicroseconds: Int?
    /// Tokens a second of each model call whose rate can be told, newest last; at most the last 1,000.
    public var rates: [Double] = []
    /// What the model calls cost, and what of their input was cached.
    public var spending = Spending()
    public var toolCalls = 0
    public var failedToolCalls = 0
    public var errors = 0
    /// Calls, failures and time of each tool.
    public var tools: [String: ToolFigures] = [:]
    public var ledger = TimeLedger()

    public struct ToolFigures: Sendable, Equatable {
        public var calls = 0
        public var failures = 0
        public var durationMicroseconds = 0
    }

    public init() {}

    /// Sum of the known costs in dollars, nil when none is known.
    public var cost: Double? {
        get { spending.cost }
        set { spending.cost = newValue }
    }

    /// The middle and the high end of some figures.
    public struct Spread<Value: Comparable & Sendable>: Sendable {
        public let median: Value
        public let p95: Value

        /// By nearest rank; nil of nothing.
        public init?(_ values: [Value]) {
            let sorted = values.sorted()
            guard let last = sorted.last else { return nil }
            func rank(_ percent: Int) -> Value {
                let index = (sorted.count * percent + 99) / 100 - 1
                return sorted.indices.contains(index) ? sorted[index] : last
            }
            median = rank(50)
            p95 = rank(95)
        }
    }

    public var ttft: Spread<Int>? { Spread(ttftMicroseconds) }
    public var decode: Spread<Int>? { Spread(decodeMicroseconds) }
    public var rate: Spread<Double>? { Spread(rates) }

    init(_ json: JSON) {
        iterations = json["iterations"]?.integer ?? 0
        modelCalls = json["model_calls"]?.integer ?? 0
        inputTokens = json["input_tokens"]?.integer ?? 0
        outputTokens = json["output_tokens"]?.integer ?? 0
        reasoningTokens = json["reasoning_tokens"]?.integer ?? 0
        cachedInputTokens = json["cached_input_tokens"]?.integer ?? 0
        estimated = json["estimated"]?.bool ?? false
        ttftMicroseconds = [json["ttft_us"]?.integer].compactMap(\.self)
        firstStepMicroseconds = json["first_step_us"]?.integer
        rates = [json["tokens_per_second"]?.double].compactMap(\.self)
        cost = json["cost"]?.double
        toolCalls = json["tool_calls"]?.integer ?? 0
        failedToolCalls = json["failed_tool_calls"]?.integer ?? 0
        errors = json["errors"]?.integer ?? 0
        ledger = TimeLedger(json["ledger"] ?? .null)
    }

    /// The snapshot as an event carries it: sums, and the newest TTFT and rate.
    package var json: JSON {
        var object = JSONObject()
        object.add("iterations", iterations)
        object.add("model_calls", modelCalls)
        object.add("input_tokens", inputTokens)
        object.add("output_tokens", outputTokens)
        object.add("reasoning_tokens", reasoningTokens)
        object.add("cached_input_tokens", cachedInputTokens)
        object.add("estimated", estimated)
        object.add("ttft_us", ttftMicroseconds.last)
        object.add("first_step_us", firstStepMicroseconds)
        object.add("tokens_per_second", rates.last)
        object.add("cost", cost)
        object.add("tool_calls", toolCalls)
        object.add("failed_tool_calls", failedToolCalls)
        object.add("errors", errors)
        object.add("ledger", ledger.json)
        return .object(object)
    }
}

/// Where the time of a run went: every microsecond belongs to exactly one account (N-09).
public struct TimeLedger: Sendable, Equatable {
    public enum Account: String, Sendable, CaseIterable {
        case prefill, reasoning, answer, tool, approval, user
        case backOff = "back_off"
        case own
    }

    private var micros = [Int](repeating: 0, count: Account.allCases.count)

    public init() {}

    /// Microseconds booked to an account.
    public subscript(account: Account) -> Int {
        get { micros[TimeLedger.index(account)] }
        set { micros[TimeLedger.index(account)] = newValue }
    }

    public var totalMicroseconds: Int { micros.reduce(0, &+) }

    private static func index(_ account: Account) -> Int { Account.allCases.firstIndex(of: account) ?? 0 }

    init(_ json: JSON) {
        for account in Account.allCases { self[account] = json["\(account.rawValue)_us"]?.integer ?? 0 }
    }

    var json: JSON {
        .object(JSONObject(Account.allCases.map { JSONObject.Member("\($0.rawValue)_us", .integer(Int64(self[$0]))) }))
    }
}
