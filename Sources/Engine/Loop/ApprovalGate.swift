internal import Events
internal import Synchronization
internal import Tools

extension ApprovePolicy {
    enum Verdict: Equatable {
        case free, ask, refuse
    }

    /// Whether a call with these effects may run without asking.
    func verdict(on effects: [ToolEffect]) -> Verdict {
        let acting = effects.filter { $0 != .read && $0 != .control }
        if acting.isEmpty { return .free }
        return switch self {
        case .all: .free
        case .none: .refuse
        case .edits: acting.allSatisfy { $0 == .write } ? .free : .ask
        case .ask: .ask
        }
    }
}

/// Lets a call through, or asks first (000: `--approve`).
///
/// Remembers what was allowed for the whole run.
final class ApprovalGate: Sendable {
    enum Decision: Sendable, Equatable {
        case free
        /// The text is for the model.
        case denied(String)
        case stopped
        case nobody
    }

    private let policy: ApprovePolicy
    private let guardsDanger: Bool
    private let desk: PersonDesk
    private let identifiers: IdentifierSequence
    private let granted = Mutex<Set<String>>([])

    init(policy: ApprovePolicy, guardsDanger: Bool, desk: PersonDesk, identifiers: IdentifierSequence) {
        self.policy = policy
        self.guardsDanger = guardsDanger
        self.desk = desk
        self.identifiers = identifiers
    }

    /// - Parameter asks: whether a person must allow the call where it would be free.
    func decide(_ call: PreparedCall, id toolCallID: String, asks: Bool = false) async throws(EngineError) -> Decision {
        switch policy.verdict(on: call.effects) {
        // What looks dangerous is asked for whatever is free (001-37).
        case .free: if !asks, call.warning == nil || !guardsDanger { return .free }
        case .refuse:
            return .denied(
                "Refused: this run may only read (--approve none). "
                    + "Do without changes and commands, and say in your answer what you would have done."
            )
        case .ask: break
        }
        let keys = ApprovalGate.keys(of: call)
        if granted.withLock({ keys.isSubset(of: $0) }) { return .free }
        return try await ask(call, toolCallID, keys)
    }

    private func ask(_ call: PreparedCall, _ toolCallID: String, _ keys: Set<String>) async throws(EngineError) -> Decision {
        let id = identifiers.make("approval")
        let request = ApprovalRequested(
            approvalID: id, toolCallID: toolCallID, tool: call.tool, what: ApprovalGate.what(call), risk: ApprovalGate.risk(call),
            scopes: ApprovalScope.allCases)
        return try settle(id, await desk.ask(id, .waitingApproval, .approvalRequested(request)), keys)
    }

    /// Waits on for a verdict that was asked for before the run was taken up.
    ///
    /// A yes for the run is remembered only when the call is `what` the person was shown.
    func waitOn(_ approvalID: String, _ call: PreparedCall, what: String) async throws(EngineError) -> Decision {
        let keys = ApprovalGate.what(call) == what ? ApprovalGate.keys(of: call) : []
        return try settle(approvalID, await desk.waitOn(approvalID), keys)
    }

    private func settle(_ id: String, _ outcome: PersonDesk.Outcome, _ keys: Set<String>) throws(EngineError) -> Decision {
        var resolved = ApprovalResolved(approvalID: id, verdict: .unanswered, scope: .once, by: "stop")
        let decision: Decision
        switch outcome {
        case .reply(.verdict(.approved, let scope, let reason)):
            resolved = ApprovalResolved(approvalID: id, verdict: .approved, scope: scope, by: "user", reason: reason)
            if scope == .run { granted.withLock { $0.formUnion(keys) } }
            decision = .free
        case .reply(.verdict(_, let scope, let reason)):
            resolved = ApprovalResolved(approvalID: id, verdict: .denied, scope: scope, by: "user", reason: reason)
            let said = reason.map { " They said: \($0)" } ?? ""
            decision = .denied("The person did not allow this call.\(said) Do not try it again in the same way; do without it, or ask.")
        case .reply(.answer), .reply(.left), .stopped: decision = .stopped
        case .nobody: return .nobody
        }
        desk.recorder.record(.approvalResolved(resolved))
        try desk.goOn()
        return decision
    }

    /// What a yes for the run covers: all changes of files; for a program exactly this command; for the rest the tool.
    private static func keys(of call: PreparedCall) -> Set<String> {
        var keys: Set<String> = []
        for effect in call.effects {
            switch effect {
            case .read, .control: break
            case .write: keys.insert("write")
            case .execute: keys.insert("execute \(call.tool) \(command(of: call) ?? call.arguments.text)")
            case .network: keys.insert("network \(call.tool)")
            }
        }
        return keys
    }

    private static func command(of call: PreparedCall) -> String? { call.arguments["command"]?.string }

    /// The whole of what would be done, raw: whoever shows it makes hidden characters visible.
    static func what(_ call: PreparedCall) -> String {
        if let command = command(of: call) { return command }
        let members = call.arguments.object?.members ?? []
        let lines = members.map { member in "\(member.key): \(member.value.string ?? member.value.text)" }
        return ([call.summary.isEmpty ? call.tool : "\(call.tool) \(call.summary)"] + lines).joined(separator: "\n")
    }

    private static func risk(_ call: PreparedCall) -> String {
        let parts = call.effects.compactMap { effect in
            switch effect {
            case .read, .control: nil as String?
            case .write: "changes files in the workspace"
            case .execute: "runs a program with your rights"
            case .network: "sends data over the network"
            }
        }
        return (parts + [call.warning.map { "looks dangerous: \($0)" }].compactMap(\.self)).joined(separator: ", ")
    }
}
