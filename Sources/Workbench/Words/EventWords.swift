package import Events

/// The words for what happens beside answers and calls: the transcript and the plain narration say the same.
package struct EventWords: Sendable {
    let arrow: String
    let dash: String

    package init(ascii: Bool) { self.init(ascii ? .ascii : .unicode) }

    init(_ glyphs: Glyphs) {
        arrow = glyphs.arrow
        dash = glyphs.dash
    }

    // MARK: Context

    /// `Memory`.
    package func title(_ source: ContextSource) -> String {
        switch source {
        case .history: "History"
        case .memory: "Memory"
        case .knowledge: "Knowledge"
        case .plan: "Plan"
        case .image: "Image"
        }
    }

    /// `Review: sent back`.
    package func title(_ review: AnswerReviewed) -> String {
        switch review.verdict {
        case .accept: "Review: accepted"
        case .revise: "Review: sent back"
        case .unclear: "Review: not readable"
        }
    }

    /// `6 entries, rounds 1–3 → summary`.
    package func removed(_ compacted: ContextCompacted) -> String {
        let rounds = compacted.removedIterations
        var text = entries(compacted.removedEntries)
        if let first = rounds.first, let last = rounds.last {
            text += first == last ? ", round \(first)" : ", rounds \(first)\(dash)\(last)"
        }
        return text + " \(arrow) summary"
    }

    /// `~103k → 9k tokens`.
    package func tokens(_ compacted: ContextCompacted) -> String {
        "~\(Figures.count(compacted.beforeTokens)) \(arrow) \(Figures.count(compacted.afterTokens)) tokens"
    }

    /// Who wanted it and who wrote the summary.
    package func origin(_ compacted: ContextCompacted) -> String {
        let why =
            switch compacted.trigger {
            case .threshold: "the context was nearly full"
            case .tool: "the model asked for it"
            case .person: "you asked for it"
            case .overflow: "the provider refused a request as too long"
            }
        let how = compacted.method == .model ? "written by a model" : "made from the events"
        return "\(why); the summary was \(how); \(entries(compacted.keptEntries)) stayed"
    }

    /// `6 entries are back`.
    package func restored(_ restored: ContextRestored) -> String {
        entries(restored.entries) + (restored.entries == 1 ? " is back" : " are back")
    }

    private func entries(_ count: Int) -> String { counted(count, "entry", "entries") }

    // MARK: Guards, hooks, limits

    package func title(_ warning: GuardWarning) -> String { warning.halts ? "Halted" : "Going in circles" }

    /// `Hook no-push refused`.
    package func title(_ hook: HookApplied) -> String {
        "Hook \(hook.hook) " + (hook.verdict == .refused ? "refused" : "changed the arguments")
    }

    /// `8 more rounds`; what is new about the limits.
    package func more(_ changed: LimitsChanged, before: RunLimits) -> String {
        var parts: [String] = []
        let rounds = changed.limits.maxIterations &- before.maxIterations
        if rounds > 0 { parts.append(counted(rounds, "more round", "more rounds")) }
        if let now = changed.limits.maxTokens, let old = before.maxTokens, now > old {
            parts.append("\(Figures.count(now &- old)) more tokens")
        }
        if let now = changed.limits.timeout, let old = before.timeout, now > old {
            parts.append("\(Figures.clock(now.wholeMicroseconds &- old.wholeMicroseconds)) more time")
        }
        if changed.limits.maxTokens == nil, before.maxTokens != nil { parts.append("no token limit") }
        if changed.limits.timeout == nil, before.timeout != nil { parts.append("no time limit") }
        return parts.isEmpty ? "goes on" : parts.joined(separator: ", ")
    }

    // MARK: Calls

    /// `exited 0`, `exit 2`, `killed`.
    package func ended(_ session: BackgroundChanged) -> String {
        switch session.state {
        case .running: "running"
        case .exited: session.exitStatus.map { $0 == 0 ? "exited 0" : "exit \($0)" } ?? "ended by a signal"
        case .killed: "killed"
        case .lost: "outcome unknown"
        case .released: "goes on after the run"
        }
    }

    /// What a result says when it is neither good nor bad yet; nil for the others.
    package func unfinished(_ status: ToolStatus, running: Int?) -> String? {
        switch status {
        case .running: "running in the background"
        case .batchRunning: "\(running.map(String.init) ?? "several") running"
        case .pendingCompress: "compressing"
        case .waitResponse: "asks you"
        case .success, .error: nil
        }
    }

    /// `retrying, attempt 2`.
    package func retrying(attempt: Int) -> String { "retrying, attempt \(attempt)" }

    /// The id of the call that an error was raised for and that is tried again; nil for any other error.
    package static func retriedCall(_ detail: ErrorDetail) -> String? {
        guard detail.source == .tool, detail.recoverable, let mark = detail.cause.last, mark.hasPrefix("call:") else { return nil }
        return String(mark.dropFirst("call:".count))
    }

    /// `PNG  12 KB`.
    package func facts(_ image: ImageReference) -> String {
        let kind = image.mediaType.split(separator: "/").last.map { $0.uppercased() } ?? ""
        return "\(kind)  \(Figures.bytes(image.bytes))"
    }

    private func counted(_ count: Int, _ one: String, _ many: String) -> String { "\(count) \(count == 1 ? one : many)" }
}
