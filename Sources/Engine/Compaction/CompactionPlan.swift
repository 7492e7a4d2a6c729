internal import Events

/// Which entries of a conversation leave, and what they said (001-62).
struct CompactionPlan: Sendable, Equatable {
    /// How many leave, counted from behind the prompt.
    let removedEntries: Int
    let keptEntries: Int
    /// The first and the last round of what leaves; empty when no round does.
    let removedIterations: [Int]
    let removed: [Conversation.Entry]

    /// What can leave so that about `keptTokens` of the newest entries stay, at least the newest answer with all that follows it.
    ///
    /// Nil when nothing can leave. The prompt and what was put before it always stay.
    init?(_ conversation: Conversation, keptTokens: Int) {
        let entries = conversation.entries
        let head = conversation.headCount
        guard let lastAnswer = entries.lastIndex(where: { if case .answer = $0 { true } else { false } }), lastAnswer > head else {
            return nil
        }
        var cut = lastAnswer
        var bytes = entries[lastAnswer...].reduce(0) { $0 &+ $1.byteCount }
        while cut > head, bytes &+ entries[cut - 1].byteCount <= keptTokens &* 4 {
            cut -= 1
            bytes &+= entries[cut].byteCount
        }
        // A summary alone need not be summed up again.
        let leaving = Array(entries[head..<cut])
        guard leaving.contains(where: { if case .summary = $0 { false } else { true } }) else { return nil }
        removed = leaving
        removedEntries = leaving.count
        keptEntries = entries.count - cut
        let rounds = leaving.compactMap { if case .answer(let answer) = $0 { answer.iteration } else { nil } }
        removedIterations = [rounds.min(), rounds.max()].compactMap(\.self)
    }

    /// What leaves, as text for a model that sums it up; each result cut to 2 KiB, the whole to `limitBytes` with its middle left out.
    func transcript(limitBytes: Int) -> String {
        let parts = removed.flatMap { entry -> [String] in
            switch entry {
            case .user(let text): return ["USER: \(CompactionPlan.cut(text, 4096))"]
            case .note(let text), .images(let text, _): return ["NOTE: \(CompactionPlan.cut(text, 2048))"]
            case .summary(let text): return ["EARLIER SUMMARY: \(text)"]
            case .answer(let answer):
                let said = answer.text.isEmpty ? [] : ["ASSISTANT: \(CompactionPlan.cut(answer.text, 2048))"]
                return said
                    + answer.calls.map { call in
                        "CALL \(call.name) \(CompactionPlan.cut(call.arguments, 512))\nRESULT: \(CompactionPlan.cut(call.result ?? "none", 2048))"
                    }
            }
        }
        return CompactionPlan.cut(parts.joined(separator: "\n\n"), limitBytes)
    }

    /// Beginning and end of a text that is too long.
    static func cut(_ text: String, _ limitBytes: Int) -> String {
        let count = text.utf8.count
        guard count > limitBytes else { return text }
        let half = max(1, limitBytes / 2)
        let head = String(decoding: text.utf8.prefix(half), as: UTF8.self)
        let tail = String(decoding: text.utf8.suffix(half), as: UTF8.self)
        return head + " [… \(count - 2 * half) bytes left out …] " + tail
    }
}
