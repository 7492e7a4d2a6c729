public import Events
internal import Host

/// A fault that a tool tells the model: a word for programs and a sentence with the cure.
public struct ToolsError: Error, Equatable, CustomStringConvertible {
    public let code: ErrorCode
    public let message: String

    public init(_ code: ErrorCode, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }
}

extension ToolResult {
    /// What the model hears of something a tool threw.
    init(thrown error: any Error) {
        switch error {
        case let error as ToolsError: self = .failure(error.code, error.message)
        case let error as HostError:
            self = .failure(error.code, error.description)
            // Nothing was written; the same call may well succeed.
            if case .changedMeanwhile = error { metadata[ToolResult.faultKey] = "changed_meanwhile" }
        case is CancellationError: self = .failure(.cancelled, "the call was cancelled; what it did until then stays")
        default: self = .failure(.toolFailed, "the tool failed: \(error); try another way")
        }
    }
}

extension HostError {
    var code: ErrorCode {
        switch self {
        case .outsideWorkspace: .pathOutsideWorkspace
        case .notFound: .notFound
        case .alreadyExists: .alreadyExists
        case .notARegularFile, .notAFolder: .notARegularFile
        case .protected, .permissionDenied: .denied
        case .invalidPath: .invalidArguments
        case .tooLarge: .tooLarge
        case .changedMeanwhile, .cannotStart, .system: .toolFailed
        }
    }
}
