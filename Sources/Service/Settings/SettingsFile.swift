internal import Events
internal import Glibc

/// Reads small files of the user: settings, scripts, instructions.
enum SettingsFile {
    static let limitBytes = 1024 * 1024

    /// The bytes of a regular file, nil when there is none.
    ///
    /// Throws when it is there and cannot be read or is too long.
    static func read(_ path: String, limitBytes: Int = limitBytes) throws(ServiceError) -> [UInt8]? {
        guard !path.utf8.contains(0) else { throw ServiceError(.settings, "a file name holds a NUL; correct it") }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw fault(path, errno)
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw ServiceError(.settings, "\(path) is not a regular file; name a file")
        }
        guard status.st_size <= limitBytes else {
            throw ServiceError(.settings, "\(path) is longer than \(limitBytes / 1024) KiB; shorten it")
        }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        while bytes.count <= limitBytes {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw fault(path, errno) }
            if count == 0 { break }
            bytes += buffer[..<count]
        }
        return bytes
    }

    private static func fault(_ path: String, _ code: Int32) -> ServiceError {
        ServiceError(.settings, "\(path) cannot be read (\(String(cString: strerror(code)))); check its permissions")
    }
}
