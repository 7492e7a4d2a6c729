public import Events
internal import Host
internal import Models
internal import Store

/// Why the service cannot do what was asked: fault; cure, naming the culprit.
public struct ServiceError: Error, Sendable, Equatable, CustomStringConvertible {
    public let code: ErrorCode
    public let message: String

    public init(_ code: ErrorCode, _ message: String) {
        self.code = code
        self.message = TextSanitiser.clean(message)
    }

    init(_ error: StoreError) {
        let isAboutRuns = [.unknownRun, .ambiguousRun, .notWaiting].contains(error.kind)
        self.init(isAboutRuns ? .notFound : .storeFailed, error.message)
    }

    init(_ error: HostError) { self.init(.settings, error.description) }

    init(_ error: ModelsError) { self.init(error.code, error.message) }

    public var description: String { message }
}
