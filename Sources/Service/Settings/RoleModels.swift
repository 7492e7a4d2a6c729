/// The models that do one part of the work, by name; nil leaves it to the run's own model (003-19).
public struct RoleModels: Sendable, Equatable {
    /// Decides what is done next.
    public var decide: String?
    /// Carries out what was decided.
    public var execute: String?
    /// Looks a result over before it is given.
    public var review: String?
    /// Makes plans.
    public var plan: String?
    /// Judges what steps of a plan give.
    public var evaluate: String?
    /// Watches over a plan, and thinks over what failed.
    public var critic: String?
    /// Sums up long outputs and old conversation; without it outputs are cut.
    public var summarise: String?

    public init() {}
}
