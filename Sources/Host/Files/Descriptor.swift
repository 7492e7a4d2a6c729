internal import CShims
internal import Glibc

/// An open file descriptor that closes itself.
final class Descriptor: Sendable {
    let number: Int32

    init(_ number: Int32) {
        self.number = number
    }

    deinit {
        close(number)
    }

    /// The status of the open file itself, not of whatever bears its name now.
    func status() -> FileStatus? {
        var found = lathe_file_status()
        return lathe_file_status_of(number, &found) == 0 ? FileStatus(found) : nil
    }
}

/// The text of a link; nil and errno when it cannot be read.
///
/// `folder` is the folder of the link, or the link itself when `name` is empty.
func linkText(_ folder: Int32, _ name: String) -> String? {
    let bytes = [UInt8](unsafeUninitializedCapacity: 4096) { buffer, filled in
        guard let base = buffer.baseAddress else { return }
        filled = base.withMemoryRebound(to: CChar.self, capacity: 4096) { max(0, readlinkat(folder, name, $0, 4096)) }
    }
    return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
}

/// The system's words for an errno.
func systemMessage(_ code: Int32) -> String {
    var text = [CChar](repeating: 0, count: 256)
    guard strerror_r(code, &text, text.count) == 0 else { return "error \(code)" }
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

/// Turns an errno of a file operation into the error that names the path.
func hostError(_ code: Int32, _ operation: String, _ path: String) -> HostError {
    switch code {
    case ENOENT: .notFound(path: path)
    case EACCES, EPERM, EROFS: .permissionDenied(path: path)
    case EEXIST: .alreadyExists(path: path)
    case ENOTDIR: .notAFolder(path: path)
    case EISDIR: .notARegularFile(path: path, kind: .folder)
    case ENXIO, ENODEV: .notARegularFile(path: path, kind: .unknown)
    case ELOOP: .invalidPath(path: path, reason: "links that lead in a circle")
    case ENAMETOOLONG: .invalidPath(path: path, reason: "a name longer than the file system takes")
    case EXDEV: .outsideWorkspace(path: path)
    default: .system(operation: operation, path: path, code: code)
    }
}
