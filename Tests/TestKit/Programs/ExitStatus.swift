/// How a program ended.
public enum ExitStatus: Sendable, Hashable, CustomStringConvertible {
    /// It left by itself with this code.
    case code(Int32)
    /// It was ended by this signal.
    case signal(Int32)

    public var description: String {
        switch self {
        case .code(let code): "exit code \(code)"
        case .signal(let signal): "signal \(signal)"
        }
    }
}
