package import Events

/// Why a provider's cache of the prompt does not serve a call (N-22).
package enum CacheBreak: Sendable, Equatable {
    case model(String)
    case place(String)
    case tools(added: [String], removed: [String])
    /// Something else of what stays the same from round to round: the prompt, or how a tool is described.
    case prompt
    case compacted
    case restored
}

/// Sees where a provider's cache of the prompt breaks: holds each call against the newest one that was answered.
///
/// Only calls that carry the conversation count; a review or a summary has a prompt of its own.
package struct CacheWatch: Sendable, Equatable {
    private struct Prefix: Sendable, Equatable {
        var model: String
        var place: String?
        var hash: String
        var tools: [String]
        /// How often the conversation had been compacted and put back.
        var compactions: Int
        var restorations: Int

        init(_ call: ModelCallStarted, compactions: Int, restorations: Int) {
            self.compactions = compactions
            self.restorations = restorations
            model = call.model
            place = call.place
            hash = call.prefixHash
            tools = call.toolNames
        }
    }

    private var cached: [ModelPurpose: Prefix] = [:]
    private var asked: Asked?
    private var compactions = 0
    private var restorations = 0

    private struct Asked: Sendable, Equatable {
        var callID: String
        var purpose: ModelPurpose
        var prefix: Prefix
    }

    package init() {}

    /// Takes an event; what breaks the cache when this one is a call that finds it broken, else nothing.
    package mutating func take(_ payload: Payload) -> [CacheBreak] {
        switch payload {
        case .modelCallStarted(let call): return began(call)
        case .modelCallFinished(let call):
            if let asked, asked.callID == call.callID { cached[asked.purpose] = asked.prefix }
        case .contextCompacted: compactions &+= 1
        case .contextRestored: restorations &+= 1
        default: break
        }
        return []
    }

    private mutating func began(_ call: ModelCallStarted) -> [CacheBreak] {
        guard call.purpose.carriesConversation else { return [] }
        let now = Prefix(call, compactions: compactions, restorations: restorations)
        asked = Asked(callID: call.callID, purpose: call.purpose, prefix: now)
        guard let before = cached[call.purpose] else { return [] }
        // Another model or place has a cache of its own: whatever else changed says nothing then.
        if before.model != now.model { return [.model(now.model)] }
        if let place = now.place, let old = before.place, place != old { return [.place(place)] }
        var found: [CacheBreak] = []
        if before.hash != now.hash {
            let added = now.tools.filter { !before.tools.contains($0) }
            let removed = before.tools.filter { !now.tools.contains($0) }
            found.append(added.isEmpty && removed.isEmpty ? .prompt : .tools(added: added, removed: removed))
        }
        if before.compactions != now.compactions { found.append(.compacted) }
        if before.restorations != now.restorations { found.append(.restored) }
        return found
    }
}

extension ModelPurpose {
    /// True for the calls that go forward with the run's conversation; the others have a prompt of their own.
    package var carriesConversation: Bool {
        switch self {
        case .decide, .execute: true
        case .review, .plan, .evaluate, .summarise, .critic: false
        }
    }
    /// True for the calls whose beginning is worth a line: all but those that every round begins with.
    package var isTold: Bool { self != .decide }
}
