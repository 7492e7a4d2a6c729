internal import Events

/// How often each call came with the same result since something last changed.
struct CallTally: Sendable, Equatable {
    private struct Entry: Sendable, Equatable {
        let call: Fingerprint
        var result: Fingerprint
        var count: Int
    }

    static let capacity = 64
    private var entries: [Entry] = []

    var size: Int { entries.count }

    /// The call that came most often, and how often.
    var leader: (call: Fingerprint, count: Int)? {
        entries.max { $0.count < $1.count }.map { ($0.call, $0.count) }
    }

    /// `alike`: the result counts as the one before, though it is not quite.
    mutating func add(_ trace: CallTrace, alike: Bool) {
        var entry = Entry(call: trace.call, result: trace.result, count: 0)
        if let index = entries.firstIndex(where: { $0.call == trace.call }) {
            entry = entries.remove(at: index)
            if entry.result != trace.result && !alike { entry.count = 0 }
            entry.result = trace.result
        } else if entries.count == CallTally.capacity {
            // The longest ago, except the one that leads.
            let lead = leader?.call
            if let index = entries.firstIndex(where: { $0.call != lead }) { entries.remove(at: index) }
        }
        entry.count += 1
        entries.append(entry)
    }

    mutating func clear() { entries.removeAll() }
}

/// How long the newest calls have been going round in a cycle of two to four.
struct CallCycle: Sendable, Equatable {
    static let longest = 4
    private var last: [Fingerprint] = []
    /// By the period less one: calls in a row that are as the one so far back.
    private var matches = Array(repeating: 0, count: CallCycle.longest)

    mutating func add(_ print: Fingerprint) {
        for period in 1...CallCycle.longest {
            let isMatch = last.count >= period && last[last.count - period] == print
            matches[period - 1] = isMatch ? matches[period - 1] + 1 : 0
        }
        last.append(print)
        if last.count > CallCycle.longest { last.removeFirst() }
    }

    /// The turns of the shortest cycle that is one; 0 when the calls are no cycle, or all the same call.
    var turns: Int {
        for period in 2...CallCycle.longest where matches[period - 1] >= period && matches[0] < period {
            return matches[period - 1] / period + 1
        }
        return 0
    }
}
