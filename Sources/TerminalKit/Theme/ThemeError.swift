/// Why a theme file cannot be used.
public struct ThemeError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The theme's file name, or whatever it was called by the caller.
    public let theme: String
    /// Fault, culprit and cure in one sentence.
    public let problem: String

    public init(theme: String, problem: String) {
        self.theme = theme
        self.problem = problem
    }

    public var description: String { "theme \(theme): \(problem)" }
}
