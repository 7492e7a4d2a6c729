internal import CShims
internal import Glibc

/// The folder a run works in; nothing is read or written outside it.
///
/// Every path is resolved beneath the open folder by the kernel (`openat2`), or name by name where the kernel cannot; what is checked and what
/// is used is always the same descriptor. Absolute paths are taken when they lie inside. All functions block; call them off the screen's thread.
public final class Workspace: Sendable {
    /// The path it was given as.
    public let path: String
    /// The same with every link resolved, when it was opened.
    public let realPath: String
    /// The top, for running commands in it.
    public let root: Folder
    let walk: BeneathWalk
    private let asksKernel: Bool

    /// Opens the workspace at `path`, which must be absolute.
    ///
    /// `asksKernel` false resolves without `openat2`, as on kernels before 5.6.
    public init(path: String, asksKernel: Bool = true) throws(HostError) {
        guard path.utf8.first == UInt8(ascii: "/") else {
            throw .invalidPath(path: path, reason: "a workspace is given by its absolute path")
        }
        root = try Folder(path: path)
        self.path = path
        realPath = root.realPath
        self.asksKernel = asksKernel
        walk = BeneathWalk(top: root.descriptor, tops: [WorkspacePath.split(path), WorkspacePath.split(realPath)])
    }

    /// What is at `path`; links inside the workspace are followed.
    ///
    /// Throws `notFound` and the path errors.
    public func status(_ path: String) throws(HostError) -> FileStatus {
        guard let status = try open(path, lathe_flag_path()).status() else {
            throw .system(operation: "examining", path: path, code: errno)
        }
        return status
    }

    /// A folder inside; `.` is the top.
    public func folder(_ path: String) throws(HostError) -> Folder {
        let descriptor = try open(path, O_RDONLY | lathe_flag_directory())
        return Folder(descriptor, path: path)
    }

    /// Opens a regular file for reading.
    ///
    /// FIFOs, devices, sockets and folders throw `notARegularFile`, without waiting for anybody.
    public func file(_ path: String) throws(HostError) -> ReadableFile {
        let descriptor = try open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY)
        guard let status = descriptor.status() else { throw .system(operation: "examining", path: path, code: errno) }
        guard status.kind == .regular else { throw .notARegularFile(path: path, kind: status.kind) }
        return ReadableFile(descriptor, path: path, status: status)
    }

    /// The bytes from `offset` on, at most `limitBytes`; fewer at the end of the file.
    public func read(_ path: String, from offset: Int = 0, limitBytes: Int) throws(HostError) -> [UInt8] {
        try file(path).read(from: offset, limitBytes: limitBytes)
    }

    /// The path as it is shown: relative to the top, links resolved.
    ///
    /// Throws when it leads outside.
    public func relativePath(_ path: String) throws(HostError) -> String {
        let names = try entry(path).names
        return names.isEmpty ? "." : names.joined(separator: "/")
    }

    func entry(_ path: String, creatingParents: Bool = false) throws(HostError) -> ResolvedEntry {
        try walk.resolve(WorkspacePath(path, tops: walk.tops), as: path, creatingParents: creatingParents)
    }

    private func open(_ path: String, _ flags: Int32) throws(HostError) -> Descriptor {
        let parsed = try WorkspacePath(path, tops: walk.tops)
        let flags = flags | O_CLOEXEC
        var attempts = asksKernel ? 16 : 0
        while attempts > 0 {
            let number = lathe_open_beneath(root.descriptor.number, parsed.text, flags, 0, 0)
            if number >= 0 { return Descriptor(number) }
            switch errno {
            case EAGAIN: attempts -= 1  // a rename somewhere on the way, says the kernel; nothing is known yet
            case ENOSYS, EXDEV: attempts = 0  // no such call, or outside by the kernel's rule: ours decides about absolute links
            default: throw hostError(errno, "opening", path)
            }
        }
        let found = try walk.resolve(parsed, as: path)
        let number = lathe_open_at(found.parent.number, found.name, flags | lathe_flag_no_follow(), 0)
        guard number >= 0 else { throw hostError(errno, "opening", path) }
        return Descriptor(number)
    }
}
