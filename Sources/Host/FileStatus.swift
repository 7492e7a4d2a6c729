internal import CShims

/// What a name in a folder stands for.
public enum FileKind: Int32, Sendable, Equatable {
    case regular = 0
    case folder = 1
    case link = 2
    case fifo = 3
    case socket = 4
    case device = 5
    case unknown = 6

    /// The kind in a sentence.
    public var word: String {
        switch self {
        case .regular: "file"
        case .folder: "folder"
        case .link: "link"
        case .fifo: "FIFO"
        case .socket: "socket"
        case .device: "device"
        case .unknown: "special file"
        }
    }
}

/// What the system says about a file, taken from the very descriptor that is used.
public struct FileStatus: Sendable, Equatable {
    public let kind: FileKind
    public let byteCount: Int
    /// Permission bits, `0o000` to `0o7777`.
    public let mode: UInt32
    public let modifiedSeconds: Int
    /// Tells one version of a file from another; see ``FileStamp``.
    public let stamp: FileStamp

    init(_ found: lathe_file_status) {
        kind = FileKind(rawValue: found.kind) ?? .unknown
        byteCount = Int(clamping: found.bytes)
        mode = found.mode
        modifiedSeconds = Int(clamping: found.modified_seconds)
        stamp = FileStamp(
            device: found.device, inode: found.inode, byteCount: found.bytes, seconds: found.modified_seconds,
            nanoseconds: found.modified_nanoseconds)
    }
}

/// One version of one file: equal stamps mean that nobody wrote it between.
public struct FileStamp: Sendable, Equatable {
    let device: UInt64
    let inode: UInt64
    let byteCount: Int64
    let seconds: Int64
    let nanoseconds: Int64
}
