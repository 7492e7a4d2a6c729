package import Events

/// The words for what happens to model calls.
extension EventWords {
    // MARK: Purposes

    /// What a call of this purpose does, as the header says it; nil for the calls that go forward with the conversation.
    package static func activity(_ purpose: ModelPurpose) -> String? {
        switch purpose {
        case .decide, .execute: nil
        case .review: "review"
        case .plan: "plan"
        case .evaluate: "evaluate"
        case .summarise: "compact"
        case .critic: "judge"
        }
    }

    /// `Review`.
    package func title(_ purpose: ModelPurpose) -> String {
        switch purpose {
        case .decide: "Decide"
        case .execute: "Carries out"
        case .review: "Review"
        case .plan: "Plan"
        case .evaluate: "Evaluate"
        case .summarise: "Summary"
        case .critic: "Critic"
        }
    }

    /// `now asks gpt-5 at api.b.com`, and that its cache knows nothing of the run yet.
    package func nowAsks(_ change: AskedModels.Change, breaksCache: Bool) -> String {
        let what =
            switch (change.model, change.place) {
            case (let model?, let place?): "now asks \(model) at \(place)"
            case (let name?, nil), (nil, let name?): "now asks \(name)"
            case (nil, nil): "now asks another place"
            }
        return breaksCache ? what + "; the cache begins anew there" : what
    }

    // MARK: Silence

    /// `no answer for 5 s`, `stalled for 5 s, last byte 1 s ago`.
    package func stalled(_ stalled: ModelCallStalled) -> String {
        let silence = Figures.wait(Int64(stalled.silentUs))
        let bytes = stalled.byteSilentUs.map { "last byte \(Figures.wait(Int64($0))) ago" } ?? "no byte came"
        return (stalled.phase == .beforeContent ? "no answer for \(silence), " : "the answer is stalled: nothing for \(silence), ") + bytes
    }

    // MARK: Faults

    /// `429 rate limited`.
    package func cause(_ detail: ErrorDetail) -> String {
        let words = detail.code.word.replacing("_", with: " ")
        let status = detail.cause.lazy.compactMap { cause -> Substring? in
            guard cause.hasPrefix("HTTP ") else { return nil }
            let digits = cause.dropFirst("HTTP ".count).prefix { $0.isASCII && $0.isNumber }
            return digits.count == 3 ? digits : nil
        }.first
        return status.map { "\($0) \(words)" } ?? words
    }

    /// `2 of 4`; `2` when nobody knows how many there may be.
    func count(_ attempt: Int, of most: Int?) -> String { most.map { "\(attempt) of \(max(attempt, $0))" } ?? "\(attempt)" }

    /// `attempt 2 of 4`.
    package func attempt(_ attempt: Int, of most: Int?) -> String { "attempt \(count(attempt, of: most))" }

    /// What is done about a fault: `retry in 3.2 s`, `next endpoint`.
    ///
    /// - Parameter wait: microseconds until it is done; nil when nobody waits.
    package func next(_ step: NextStep, wait: Int? = nil) -> String {
        let time = wait.flatMap { $0 > 0 ? Figures.precise(Int64($0)) : nil }
        switch step {
        case .retry: return "retry" + (time.map { " in \($0)" } ?? " now")
        case .nextKey: return "next key" + (time.map { " in \($0)" } ?? "")
        case .nextEndpoint: return "next endpoint" + (time.map { " in \($0)" } ?? "")
        case .nextRound: return "asked again in the next round"
        case .compact: return "shortened, and asked again in the next round"
        case .ask: return "asks whether to wait" + (time.map { " \($0)" } ?? "")
        case .giveUp: return "given up"
        }
    }

    // MARK: Cost and cache

    /// Why the provider's cache of the prompt does not serve a call: `the cache begins anew: new tool edit_file, the context was compacted`.
    package func cacheBegins(_ breaks: [CacheBreak]) -> String {
        "the cache begins anew: " + breaks.map { reason($0) }.joined(separator: ", ")
    }

    private func reason(_ cause: CacheBreak) -> String {
        switch cause {
        case .model(let name): "another model, \(name)"
        case .place(let name): "another place, \(name)"
        case .tools(let added, let removed):
            ([added.isEmpty ? nil : "new \(listed(added))", removed.isEmpty ? nil : "gone \(listed(removed))"] as [String?])
                .compactMap(\.self).joined(separator: "; ")
        case .prompt: "the prompt changed"
        case .compacted: "the context was compacted"
        case .restored: "the context was restored"
        }
    }

    private func listed(_ tools: [String]) -> String {
        let names = tools.prefix(4).joined(separator: ", ")
        return (tools.count == 1 ? "tool " : "tools ") + names + (tools.count > 4 ? " and \(tools.count - 4) more" : "")
    }

    /// `$0.0123+`: a lower bound when some of it is not known; nil when none is.
    package func cost(_ spending: Spending) -> String? { Figures.cost(spending) }

    /// `cached 7.0k (74 %)`; nil when it cannot be told.
    package func cached(_ spending: Spending) -> String? {
        Figures.cachedShare(spending).map { "cached \(Figures.count(spending.cachedTokens)) (\($0))" }
    }
}
