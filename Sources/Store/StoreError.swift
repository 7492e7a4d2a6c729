/// Why the store cannot do what was asked: fault; cure, with the path in it.
public struct StoreError: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Kind: String, Sendable, CaseIterable {
        case folderMissing, cannotOpen, symbolicLink, notADatabase, foreignDatabase, newerSchema, readOnly, diskFull, busy, damaged, closed
        case unknownRun, ambiguousRun, notWaiting
        case other
    }

    public let kind: Kind
    public let message: String

    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    public var description: String { message }
}
