import Events
import Synchronization

/// Gives tool calls ids that are unique within a run: the provider's if it is new, `call_1`, `call_2` … otherwise.
final class CallIdentifiers: Sendable {
    private let last = Mutex(0)

    /// A giver for one answer; it avoids every id that the conversation already holds.
    func giver(for request: ModelRequest) -> Giver {
        var used: Set<String> = []
        for case .assistant(_, _, let calls, _) in request.messages {
            for call in calls { used.insert(call.id) }
        }
        return Giver(source: self, used: used)
    }

    struct Giver: Sendable {
        fileprivate let source: CallIdentifiers
        fileprivate var used: Set<String>

        /// The wanted id if there is one and nobody has it yet; otherwise a new one.
        mutating func identifier(_ wanted: String?) -> String {
            if let wanted, used.insert(wanted).inserted { return wanted }
            while true {
                let made = source.last.withLock { number in
                    number &+= 1
                    return "call_\(number)"
                }
                if used.insert(made).inserted { return made }
            }
        }
    }
}
