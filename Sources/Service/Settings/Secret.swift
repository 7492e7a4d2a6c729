/// A word that must never be shown: it prints as `***` whatever is done to it.
public struct Secret: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let word: String

    public init(_ word: String) { self.word = word }

    /// The word itself, for the one place that sends it.
    package func reveal() -> String { word }

    public var description: String { "***" }
    public var debugDescription: String { "***" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
