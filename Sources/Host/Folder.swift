internal import CShims
internal import Glibc

/// An open folder: it stays the same folder even when its path is renamed or replaced.
public final class Folder: Sendable {
    /// The path it was opened by, for people.
    public let path: String
    let descriptor: Descriptor

    /// Opens a folder anywhere; links in the path are followed.
    ///
    /// Throws `notFound`, `notAFolder`, `permissionDenied`.
    public init(path: String) throws(HostError) {
        guard !path.utf8.contains(0) else { throw .invalidPath(path: path, reason: "it holds a NUL") }
        let number = lathe_open_at(AT_FDCWD, path, O_RDONLY | O_CLOEXEC | lathe_flag_directory(), 0)
        guard number >= 0 else { throw hostError(errno, "opening", path) }
        self.path = path
        descriptor = Descriptor(number)
    }

    init(_ descriptor: Descriptor, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    /// Where the folder is now, with every link resolved.
    public var realPath: String {
        linkText(AT_FDCWD, "/proc/self/fd/\(descriptor.number)") ?? path
    }

    /// A folder directly below, not through a link.
    func inner(_ name: String) throws(HostError) -> Folder {
        let flags = O_RDONLY | O_CLOEXEC | lathe_flag_directory() | lathe_flag_no_follow()
        let number = lathe_open_at(descriptor.number, name, flags, 0)
        guard number >= 0 else { throw hostError(errno, "opening", name) }
        return Folder(Descriptor(number), path: path + "/" + name)
    }
}
