import Events

/// One row of the table of what kinds of models want (001-48…53).
struct RequestRule: Sendable {
    /// Which models a row is about.
    enum Match: Sendable {
        /// The name is one of these.
        case name([String])
        case prefix([String])
        /// It begins like one of these and ends with the suffix.
        case prefixAndSuffix([String], String)
    }

    /// What a row does to the options.
    enum Change: Sendable {
        case dropSuffix(String)
        case addSuffix(String)
        /// No later row changes the name.
        case keepName
        case temperature(Double)
        case maxOutputTokens(Int)
        case effort(String)
        /// The person's word for the effort is not sent in this form.
        case noEffort
        case thinking(JSON)
        /// Effort is a number of tokens for this model.
        case countsThought
        case body(String, JSON)
        case returnsReasoning
        case asksForReasoningItems
        case takesOneSystemMessage
        /// The run's name for the provider's cache is sent.
        case namesCache
    }

    let match: Match
    /// Only for these formats; empty is every one.
    var formats: Set<WireFormatID> = []
    /// Only for hosts that end in one of these; empty is every one.
    var hosts: [String] = []
    /// nil: whether it streams or not.
    var whenStreaming: Bool?
    let changes: [Change]

    func applies(to model: String, _ place: RequestPlace) -> Bool {
        guard formats.isEmpty || formats.contains(place.format), whenStreaming == nil || whenStreaming == place.streams,
            hosts.isEmpty || hosts.contains(where: { place.host == $0 || place.host.hasSuffix("." + $0) })
        else { return false }
        switch match {
        case .name(let names): return names.contains(model)
        case .prefix(let prefixes): return prefixes.contains { model.hasPrefix($0) }
        case .prefixAndSuffix(let prefixes, let suffix): return model.hasSuffix(suffix) && prefixes.contains { model.hasPrefix($0) }
        }
    }
}

/// Where a request goes, as far as the rules ask.
struct RequestPlace: Sendable, Equatable {
    var format: WireFormatID
    /// Without the port.
    var host: String
    var streams: Bool
}
