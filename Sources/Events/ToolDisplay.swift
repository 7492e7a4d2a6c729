/// How to show what a tool did: data, so that the screen draws kinds of data and not kinds of tools.
public struct ToolDisplay: Sendable, Equatable {
    public enum Kind: String, Sendable, CaseIterable {
        /// Plain lines; the beginning tells most.
        case text
        /// What a program printed; the end tells most.
        case output
        /// A unified diff.
        case diff
        /// Paths, one a line.
        case list
        /// Nothing below the card's first line.
        case none
    }

    public var kind: Kind
    /// The body, already sanitised; empty when the call's output is to be shown instead.
    public var body: String
    /// A short fact for the right edge of the card, such as `3 matches`; empty for none.
    public var fact: String

    public init(kind: Kind, body: String = "", fact: String = "") {
        self.kind = kind
        self.body = body
        self.fact = fact
    }

    init(_ json: JSON) {
        self.init(
            kind: json["kind"]?.string.flatMap(Kind.init(rawValue:)) ?? .text, body: json["body"]?.string ?? "",
            fact: json["fact"]?.string ?? "")
    }

    var json: JSON { ["kind": .string(kind.rawValue), "body": .string(body), "fact": .string(fact)] }
}
