package import Events

/// Remembers which model was asked last for each purpose, and where, so that a change can be told.
package struct AskedModels: Sendable, Equatable {
    /// What is new about a call: the model, the place, or both.
    package struct Change: Sendable, Equatable {
        package var model: String?
        package var place: String?
    }

    private struct Asked: Sendable, Equatable {
        var model: String
        var place: String?
    }

    private var newest: [ModelPurpose: Asked] = [:]

    package init() {}

    /// Takes a call; nil when it asks what the one before it asked, or is the first of its purpose.
    package mutating func take(_ call: ModelCallStarted) -> Change? {
        defer { newest[call.purpose] = Asked(model: call.model, place: call.place) }
        guard let before = newest[call.purpose] else { return nil }
        let change = Change(
            model: before.model == call.model ? nil : call.model, place: before.place == call.place ? nil : call.place)
        return change.model == nil && change.place == nil ? nil : change
    }
}
