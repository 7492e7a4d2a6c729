/// A path taken apart: its names in order, with `..` kept for whoever resolves it.
struct WorkspacePath {
    let names: [String]

    /// What the kernel is given; `.` for the top.
    var text: String { names.isEmpty ? "." : names.joined(separator: "/") }

    /// Takes a path as a model or a person writes it.
    ///
    /// Absolute paths that begin with one of `tops` become relative; all others are outside.
    init(_ path: String, tops: [[String]]) throws(HostError) {
        guard !path.isEmpty else { throw .invalidPath(path: path, reason: "it is empty") }
        guard !path.utf8.contains(0) else { throw .invalidPath(path: path, reason: "it holds a NUL") }
        guard path.utf8.count < 4096 else { throw .invalidPath(path: path, reason: "it is longer than 4095 bytes") }
        let parts = Self.split(path)
        guard path.utf8.first == UInt8(ascii: "/") else {
            names = parts
            return
        }
        guard let top = tops.first(where: { parts.starts(with: $0, by: Self.same) }) else { throw .outsideWorkspace(path: path) }
        names = Array(parts.dropFirst(top.count))
    }

    /// The names of a path without empty ones and single dots.
    ///
    /// Splits bytes, so that no combining mark can hide a slash.
    static func split(_ path: String) -> [String] {
        path.utf8.split(separator: UInt8(ascii: "/")).map { String(decoding: $0, as: UTF8.self) }.filter { $0 != "." }
    }

    /// Equal to the file system: byte by byte, where Swift's `==` would also take canonically equal spellings.
    private static func same(_ left: String, _ right: String) -> Bool {
        left.utf8.elementsEqual(right.utf8)
    }
}
