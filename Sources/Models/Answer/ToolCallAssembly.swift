import Events

/// A piece of a tool call as a provider sent it; every part may be missing.
struct ToolCallFragment {
    var index: Int?
    var id: String?
    var name: String?
    var arguments = ""
    /// From the `function_call` field of old servers, which knows one call only.
    var isLegacy = false
}

/// Sorts fragments into calls.
///
/// Providers disagree on almost everything: some leave the index out, some repeat name and id in every fragment, some give no id, some
/// give all calls the index 0, some send all arguments so far each time. The rules, in order: the index decides if there is one, unless
/// another id and a name come with it; then the id; then a name begins a call unless it repeats the unfinished one; the rest goes to the last call.
struct ToolCallAssembly: Sendable {
    static let maximumCalls = 256

    private struct Slot {
        let id: String
        var providerID: String?
        let index: Int?
        let isLegacy: Bool
        var name: String
        var arguments: String
    }

    private var slots: [Slot] = []
    private var lastActive: Int?
    private let argumentsAreCumulative: Bool
    private var identifiers: CallIdentifiers.Giver

    /// - Parameter argumentsAreCumulative: the provider sends all arguments so far in every fragment.
    init(argumentsAreCumulative: Bool = false, identifiers: CallIdentifiers.Giver) {
        self.argumentsAreCumulative = argumentsAreCumulative
        self.identifiers = identifiers
    }

    var isEmpty: Bool { slots.isEmpty }
    var count: Int { slots.count }
    /// The id of the call that the last fragment belonged to.
    var newestID: String? { lastActive.map { slots[$0].id } }

    /// What is known of the call with this index; nil when there is none.
    func call(at index: Int) -> (name: String, arguments: String)? {
        slots.last { $0.index == index }.map { ($0.name, $0.arguments) }
    }
    /// The indices that calls came with, in the order they began.
    var indices: [Int] { slots.compactMap(\.index) }
    var characters: Int { slots.reduce(0) { $0 &+ $1.name.unicodeScalars.count &+ $1.arguments.unicodeScalars.count } }
    var hasLegacyCall: Bool { slots.contains { $0.isLegacy } }

    /// True if every call's arguments are a whole JSON object.
    var allAreWhole: Bool { slots.allSatisfy { isWhole($0) } }

    /// The calls in the order they began.
    ///
    /// - Parameter onlyWhole: leaves out calls whose arguments are not a JSON object, for answers that were cut off.
    func calls(onlyWhole: Bool) -> [ToolCall] {
        slots.filter { !onlyWhole || isWhole($0) }.map { ToolCall(id: $0.id, name: $0.name, arguments: $0.arguments) }
    }

    /// Adds a fragment; gives what is new in it, nil if nothing is.
    mutating func add(_ fragment: ToolCallFragment) throws(ModelsError) -> (id: String, name: String?, arguments: String)? {
        let providerID = fragment.id.flatMap { $0.isEmpty ? nil : $0 }
        let name = fragment.name.flatMap { $0.isEmpty ? nil : $0 }
        guard let position = place(fragment, providerID, name) else {
            guard providerID != nil || name != nil || !fragment.arguments.isEmpty else { return nil }
            guard slots.count < ToolCallAssembly.maximumCalls else {
                throw ModelsError(
                    code: .malformedStream,
                    message: "the answer holds more than \(ToolCallAssembly.maximumCalls) tool calls; ask for smaller steps")
            }
            let id = identifiers.identifier(providerID)
            slots.append(
                Slot(
                    id: id, providerID: providerID, index: fragment.index, isLegacy: fragment.isLegacy, name: name ?? "",
                    arguments: fragment.arguments))
            lastActive = slots.count - 1
            return (id, name, fragment.arguments)
        }
        lastActive = position
        if slots[position].providerID == nil { slots[position].providerID = providerID }
        let newName = merge(name, into: position, isContinuation: providerID == nil)
        let newArguments = merge(arguments: fragment.arguments, into: position)
        guard newName != nil || !newArguments.isEmpty else { return nil }
        return (slots[position].id, newName, newArguments)
    }

    private func place(_ fragment: ToolCallFragment, _ providerID: String?, _ name: String?) -> Int? {
        if fragment.isLegacy { return slots.lastIndex { $0.isLegacy } }
        if let index = fragment.index {
            guard let position = slots.lastIndex(where: { $0.index == index }) else { return nil }
            if let providerID, name != nil, let known = slots[position].providerID, known != providerID { return nil }
            return position
        }
        if let providerID {
            if let position = slots.lastIndex(where: { $0.providerID == providerID }) { return position }
            return name == nil ? lastActive : nil
        }
        guard let name else { return lastActive }
        guard let lastActive, slots[lastActive].name == name, !isWhole(slots[lastActive]) else { return nil }
        return lastActive
    }

    /// A name that repeats says nothing; one that differs before any argument is the rest of a name that was split.
    private mutating func merge(_ name: String?, into position: Int, isContinuation: Bool) -> String? {
        guard let name, name != slots[position].name else { return nil }
        if slots[position].name.isEmpty {
            slots[position].name = name
        } else if isContinuation, slots[position].arguments.isEmpty {
            slots[position].name += name
        } else {
            return nil
        }
        return slots[position].name
    }

    private mutating func merge(arguments: String, into position: Int) -> String {
        guard argumentsAreCumulative else {
            // In place: a second holder would have all of them copied for each fragment.
            slots[position].arguments += arguments
            return arguments
        }
        let soFar = slots[position].arguments
        guard !soFar.isEmpty, arguments.utf8.starts(with: soFar.utf8) else {
            slots[position].arguments += arguments
            return arguments
        }
        slots[position].arguments = arguments
        return String(decoding: arguments.utf8.dropFirst(soFar.utf8.count), as: UTF8.self)
    }

    private func isWhole(_ slot: Slot) -> Bool {
        guard let arguments = try? JSON(parsing: slot.arguments) else { return false }
        return arguments.object != nil
    }
}
