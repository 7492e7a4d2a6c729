internal import Events
internal import Models
internal import Tools

/// Which answers of the model that decides are asked for again of the one that carries out (003-18, 003-20).
///
/// The cheaper one looks around; what changes something, and the answer itself, come from the other.
struct WorkDivision: Sendable {
    let roles: [ModelPurpose: ModelRoutes]
    let specs: [ToolSpec]

    /// Whether two models share the rounds.
    var isDivided: Bool { roles[.decide] != nil || roles[.execute] != nil }

    func hands(over answer: Cycle.Answer) -> Bool {
        isDivided && (answer.calls.isEmpty || answer.calls.contains { !isHarmless($0.name) })
    }

    /// Whether a call only looks, or only steers; a call that ends the run is as good as an answer.
    private func isHarmless(_ name: String) -> Bool {
        guard let spec = specs.first(where: { $0.name == name || $0.aliases.contains(name) }),
            ![ToolName.taskFinish, ToolName.attemptCompletion, ToolName.exit].contains(spec.name)
        else { return false }
        return spec.effects.allSatisfy { $0 == .read || $0 == .control }
    }
}
