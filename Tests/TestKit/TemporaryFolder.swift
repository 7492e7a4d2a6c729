import Glibc

/// A folder that is gone, with all in it, when the last one who holds it lets go.
public final class TemporaryFolder: Sendable {
    /// Its absolute path, free of symbolic links.
    public let path: String

    /// Makes a new folder under `TMPDIR` or `/tmp`.
    public init(_ label: String = "lathe-test") throws {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        let template = (parent.isEmpty ? "/tmp" : parent) + "/\(label)-XXXXXX"
        var bytes = template.utf8CString
        let made = bytes.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
        }
        guard let made else { throw TestKitError.system(call: "mkdtemp \(template)", errorNumber: errno) }
        guard let real = realpath(made, nil) else {
            path = made
            return
        }
        path = String(cString: real)
        free(real)
    }

    deinit { Files.remove(path) }

    /// The absolute path of something inside.
    public func path(of name: String) -> String { name.isEmpty ? path : path + "/" + name }

    /// Writes a file, making the folders above it; returns its path.
    @discardableResult
    public func write(_ name: String, _ bytes: [UInt8], permissions: UInt32 = 0o644) throws -> String {
        let target = path(of: name)
        if let slash = target.lastIndex(of: "/") { try Files.makeFolder(String(target[..<slash])) }
        try Files.write(bytes, to: target, permissions: mode_t(permissions))
        return target
    }

    /// Writes a text file, making the folders above it; returns its path.
    @discardableResult
    public func write(_ name: String, _ text: String, permissions: UInt32 = 0o644) throws -> String {
        try write(name, Array(text.utf8), permissions: permissions)
    }

    /// Makes a folder inside, and those above it; returns its path.
    @discardableResult
    public func makeFolder(_ name: String) throws -> String {
        try Files.makeFolder(path(of: name))
        return path(of: name)
    }

    /// The bytes of a file inside.
    public func bytes(of name: String) throws -> [UInt8] { try Files.read(path(of: name)) }

    /// A file inside as text, bad bytes replaced.
    public func text(of name: String) throws -> String { String(decoding: try bytes(of: name), as: UTF8.self) }

    public func exists(_ name: String) -> Bool { Files.exists(path(of: name)) }

    /// The names in a folder inside, sorted.
    public func list(_ name: String = "") -> [String] { Files.names(in: path(of: name)) }

    /// Removes a file or folder inside.
    public func remove(_ name: String) { if !name.isEmpty { Files.remove(path(of: name)) } }
}
