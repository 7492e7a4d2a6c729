/// A run of text in one role.
public struct Span: Sendable, Hashable {
    public var text: String
    public var role: Role
    /// Added to what the theme says for the role.
    public var attributes: Attributes

    public init(_ text: String, _ role: Role = .text, _ attributes: Attributes = []) {
        self.text = text
        self.role = role
        self.attributes = attributes
    }

    @inline(__always)
    func looksLike(_ other: Span) -> Bool {
        role == other.role && attributes == other.attributes
    }
}
