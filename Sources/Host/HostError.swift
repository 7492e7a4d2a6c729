/// What can go wrong with files and processes, said so that the cure is clear.
public enum HostError: Error, Equatable, CustomStringConvertible {
    /// The path leaves the workspace: by `..`, as an absolute path, or through a link.
    case outsideWorkspace(path: String)
    case notFound(path: String)
    case alreadyExists(path: String)
    /// A FIFO, device, socket or folder where a regular file is needed.
    case notARegularFile(path: String, kind: FileKind)
    case notAFolder(path: String)
    /// A part of the workspace that steers other programs (`.git`, `.lathe`, `.mcp.json`); tools do not write there.
    case protected(path: String)
    case invalidPath(path: String, reason: String)
    case permissionDenied(path: String)
    case tooLarge(path: String, byteCount: Int, limitBytes: Int)
    /// Somebody else wrote the file between our reading and our writing.
    case changedMeanwhile(path: String)
    case cannotStart(command: String, reason: String)
    /// Any other answer of the system; `code` is its errno.
    case system(operation: String, path: String, code: Int32)

    public var description: String {
        switch self {
        case .outsideWorkspace(let path): "\(quoted(path)) lies outside the workspace; give a path inside it, relative to its top"
        case .notFound(let path): "\(quoted(path)) does not exist; list the folder to see what is there (~ and variables are not expanded)"
        case .alreadyExists(let path): "\(quoted(path)) exists already; choose another name"
        case .notARegularFile(let path, let kind): "\(quoted(path)) is a \(kind.word); only regular files are opened"
        case .notAFolder(let path): "\(quoted(path)) is not a folder; give the path of a folder"
        case .protected(let path): "\(quoted(path)) steers other programs and is not written by tools; ask the user to change it"
        case .invalidPath(let path, let reason): "\(quoted(path)) is not a usable path (\(reason)); give a plain relative path"
        case .permissionDenied(let path): "\(quoted(path)) may not be opened by this user; change its permissions or choose another file"
        case .tooLarge(let path, let byteCount, let limit):
            "\(quoted(path)) holds \(byteCount) bytes, the limit is \(limit); work on a part of it"
        case .changedMeanwhile(let path): "\(quoted(path)) was changed by somebody else meanwhile; read it again, then repeat the change"
        case .cannotStart(let command, let reason): "\(quoted(command)) cannot be started (\(reason)); check the program and its path"
        case .system(let operation, let path, let code):
            "\(operation) \(quoted(path)) failed: \(systemMessage(code)); check the file system"
        }
    }
}

/// A path as it may stand in a message: shortened, and without control characters.
private func quoted(_ path: String) -> String {
    var text = ""
    for scalar in path.unicodeScalars.prefix(200) {
        if scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) {
            text += "\\u{\(String(scalar.value, radix: 16))}"
        } else {
            text.unicodeScalars.append(scalar)
        }
    }
    return "'" + text + (path.unicodeScalars.count > 200 ? "…'" : "'")
}
