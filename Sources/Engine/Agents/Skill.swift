/// A written way to do a kind of work, which an agent follows (002-28).
public struct Skill: Sendable, Equatable {
    public var name: String
    /// When to take it, in a line.
    public var description: String
    /// What is written, without its front matter.
    public var text: String
    /// Where it was found, as it is shown; for people.
    public var path: String

    public init(name: String, description: String, text: String, path: String = "") {
        self.name = name
        self.description = description
        self.text = text
        self.path = path
    }
}
