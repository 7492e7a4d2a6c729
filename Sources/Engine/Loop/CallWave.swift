internal import Events
internal import Models
internal import Tools

/// A call of the model and what the dispatcher read of it.
struct ReadCall: Sendable {
    let call: ToolCall
    var prepared: PreparedCall
    /// What the model is told before the result; nil for nothing.
    var note: String?
    /// The step of a plan that it carries out; nil for a call of a model.
    var stepID: String?
    /// Whether a person must allow it, whatever is free.
    var asks = false

    var id: String { call.id }

    /// Whether it may change something outside the run, so that its start must be on disk first.
    var hasLastingEffect: Bool { prepared.effects.contains { $0 != .read && $0 != .control } }
}

/// Calls of one answer that may run at the same time (000-09).
enum CallWave {
    /// The calls in their order, cut into waves: a call that must not run beside one of its wave begins the next one, so that reads and
    /// writes of one path keep the order the model gave them.
    static func waves(_ calls: [ReadCall]) -> [[ReadCall]] {
        var waves: [[ReadCall]] = []
        for call in calls {
            if let last = waves.last, !last.contains(where: { footprint($0).conflicts(with: footprint(call)) }) {
                waves[waves.count - 1].append(call)
            } else {
                waves.append([call])
            }
        }
        return waves
    }

    /// A call that cannot run touches nothing.
    private static func footprint(_ call: ReadCall) -> Footprint { call.prepared.fault == nil ? call.prepared.footprint : Footprint() }
}
