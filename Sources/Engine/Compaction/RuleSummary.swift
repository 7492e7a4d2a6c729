internal import Events

/// Sums up what leaves a context without a model: what was asked, done and found, in order, bounded.
struct RuleSummary: Sendable {
    let plan: CompactionPlan
    let todos: [TodoItem]
    let filesChanged: [String]
    /// What must be kept in mind, as the model said; may be empty.
    let focus: String

    private static let lineLimit = 120
    private static let lineCharacters = 160

    var text: String {
        var parts: [String] = []
        if !focus.isEmpty { parts.append("To keep in mind: \(CompactionPlan.cut(focus, 2000))") }
        let earlier = plan.removed.compactMap { if case .summary(let text) = $0 { text } else { nil } }
        if !earlier.isEmpty { parts.append(CompactionPlan.cut(earlier.joined(separator: "\n"), 4096)) }
        parts.append("What happened:\n" + bounded(plan.removed.flatMap(lines)).joined(separator: "\n"))
        if !filesChanged.isEmpty { parts.append("Files changed so far: " + CompactionPlan.cut(filesChanged.joined(separator: ", "), 2000)) }
        if !todos.isEmpty { parts.append("Todos:\n" + todos.map { "- [\($0.status.rawValue)] \($0.text)" }.joined(separator: "\n")) }
        return parts.joined(separator: "\n\n")
    }

    private func lines(_ entry: Conversation.Entry) -> [String] {
        func short(_ text: String) -> String { Headline.of(text, limit: RuleSummary.lineCharacters) }
        switch entry {
        case .summary: return []
        case .user(let text): return ["- The person said: \(short(text))"]
        case .note(let text), .images(let text, _): return ["- Note: \(short(text))"]
        case .answer(let answer):
            let said = answer.text.utf8.contains { $0 > 0x20 } ? ["- You said: \(short(answer.text))"] : []
            return said
                + answer.calls.map { call in
                    "- You called \(call.name) \(Headline.of(call.arguments, limit: 100)): \(short(call.result ?? "no result"))"
                }
        }
    }

    /// The first few tell what it was about, the last ones where it stands.
    private func bounded(_ lines: [String]) -> [String] {
        guard lines.count > RuleSummary.lineLimit else { return lines }
        let head = RuleSummary.lineLimit / 6
        let tail = RuleSummary.lineLimit - head
        return lines.prefix(head) + ["- [… \(lines.count - head - tail) steps left out …]"] + lines.suffix(tail)
    }
}
