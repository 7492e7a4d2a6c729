internal import CShims
internal import Glibc

/// How much of a folder is copied at most; more is refused before anything is made.
public struct TreeLimits: Sendable {
    /// Files, folders and links together.
    public var maximumEntries: Int
    /// Of all files together, as the sizes say.
    public var maximumBytes: Int
    public var maximumDepth: Int

    public init(maximumEntries: Int = 50_000, maximumBytes: Int = 2 << 30, maximumDepth: Int = 100) {
        self.maximumEntries = maximumEntries
        self.maximumBytes = maximumBytes
        self.maximumDepth = maximumDepth
    }
}

/// Why a folder is not copied.
public enum TreeCopyError: Error, Equatable {
    /// What was counted until a limit was reached; there may be more.
    case tooLarge(entries: Int, bytes: Int)
    case tooDeep(path: String)
    case host(HostError)
}

/// One thing of a folder as it was when it was copied.
public struct CopiedEntry: Sendable, Equatable {
    public let kind: FileKind
    /// Of the file it was copied from; nobody wrote that since if it still has it.
    public let stamp: FileStamp
    /// Permission bits, `0o000` to `0o777`.
    public let mode: UInt32
    /// Where a link of the copy leads, as it is written there; nil for what is no link.
    public let target: String?
}

/// Copies a folder with all in it: files with their permissions and times, links as links, folders.
///
/// Links are never followed. An absolute link into the folder leads into the copy. Sockets, FIFOs and devices are left out and named. The
/// owner is who copies, so special permission bits are not kept. Blocks.
public struct TreeCopy: Sendable {
    /// Everything that was copied, by its path from the top.
    public private(set) var entries: [String: CopiedEntry] = [:]
    /// The paths that were left out because they cannot be copied.
    public private(set) var leftOut: [String] = []
    /// When it was made, in seconds: of files written shortly before, the time does not tell one version from the next.
    let madeSeconds: Int64
    private let limits: TreeLimits
    /// The spellings of the top of the original, and the top of the copy, for links.
    private let tops: [String]
    private let target: String

    /// Copies what is in `source` into the folder at `target`, which must be there and empty.
    ///
    /// What is gone when its turn comes is not copied. What was made until an error stays, for the caller to remove.
    public init(_ source: Folder, to target: String, limits: TreeLimits = TreeLimits()) throws(TreeCopyError) {
        self.limits = limits
        madeSeconds = Int64(time(nil))
        self.target = target
        tops = [source.path, source.realPath]
        try Self.measure(source, limits)
        let made: Folder
        do throws(HostError) { made = try Folder(path: target) } catch { throw .host(error) }
        try copy(source, into: made, at: "", depth: 0)
        try finish(made, like: source)
    }

    /// How much there is, before anything is copied: entries and bytes of files.
    @discardableResult
    public static func measure(_ source: Folder, _ limits: TreeLimits = TreeLimits()) throws(TreeCopyError) -> (entries: Int, bytes: Int) {
        var size = (entries: 0, bytes: 0)
        try measure(source, "", 1, limits, &size)
        return size
    }

    private static func measure(
        _ folder: Folder, _ path: String, _ depth: Int, _ limits: TreeLimits, _ size: inout (entries: Int, bytes: Int)
    ) throws(TreeCopyError) {
        guard depth <= limits.maximumDepth else { throw .tooDeep(path: path) }
        for entry in try list(folder, limits, sized: true) {
            size.entries += 1
            size.bytes = size.bytes.addingReportingOverflow(entry.byteCount ?? 0).overflow ? .max : size.bytes + (entry.byteCount ?? 0)
            guard size.entries <= limits.maximumEntries, size.bytes <= limits.maximumBytes else {
                throw .tooLarge(entries: size.entries, bytes: size.bytes)
            }
            guard entry.kind == .folder else { continue }
            let inner = join(path, entry.name)
            if let below = try open(folder, entry.name, inner) { try measure(below, inner, depth + 1, limits, &size) }
        }
    }

    private static func list(_ folder: Folder, _ limits: TreeLimits, sized: Bool = false) throws(TreeCopyError) -> [FolderEntry] {
        do throws(HostError) { return try folder.entries(limit: limits.maximumEntries + 1, sized: sized).entries } catch {
            throw .host(error)
        }
    }

    /// Nil when it is gone.
    private static func open(_ folder: Folder, _ name: String, _ path: String) throws(TreeCopyError) -> Folder? {
        do throws(HostError) { return try folder.inner(name) } catch {
            switch error {
            case .notFound, .notAFolder: return nil
            case .permissionDenied: throw .host(.permissionDenied(path: path))
            default: throw .host(error)
            }
        }
    }

    private static func join(_ path: String, _ name: String) -> String { path.isEmpty ? name : path + "/" + name }

    // MARK: Copying

    private mutating func copy(_ source: Folder, into target: Folder, at path: String, depth: Int) throws(TreeCopyError) {
        guard depth < limits.maximumDepth else { throw .tooDeep(path: path) }
        for entry in try Self.list(source, limits) {
            let inner = Self.join(path, entry.name)
            guard entries.count < limits.maximumEntries else { throw .tooLarge(entries: entries.count, bytes: 0) }
            switch entry.kind {
            case .folder:
                guard let below = try Self.open(source, entry.name, inner), let status = below.descriptor.status() else {
                    note(gone: inner)
                    continue
                }
                guard mkdirat(target.descriptor.number, entry.name, 0o700) == 0 else { throw .host(hostError(errno, "making", inner)) }
                guard let made = try Self.open(target, entry.name, inner) else { throw .host(.notFound(path: inner)) }
                entries[inner] = CopiedEntry(kind: .folder, stamp: status.stamp, mode: status.mode & 0o777, target: nil)
                try copy(below, into: made, at: inner, depth: depth + 1)
                try finish(made, like: below)
            case .regular: try copyFile(entry.name, from: source, into: target, at: inner)
            case .link: try copyLink(entry.name, from: source, into: target, at: inner)
            case .fifo, .socket, .device, .unknown: leftOut.append(inner)
            }
        }
    }

    private mutating func copyFile(_ name: String, from source: Folder, into target: Folder, at path: String) throws(TreeCopyError) {
        let number = lathe_open_at(source.descriptor.number, name, O_RDONLY | O_NONBLOCK | O_CLOEXEC | lathe_flag_no_follow(), 0)
        if number < 0, errno == ENOENT { return note(gone: path) }
        guard number >= 0 else { throw .host(hostError(errno, "reading", path)) }
        let from = Descriptor(number)
        guard let status = from.status(), status.kind == .regular else { throw .host(.changedMeanwhile(path: path)) }
        let made = lathe_open_at(
            target.descriptor.number, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | lathe_flag_no_follow(), 0o600)
        guard made >= 0 else { throw .host(hostError(errno, "copying", path)) }
        let to = Descriptor(made)
        guard lathe_copy_file(from.number, to.number, Int64(limits.maximumBytes)) == 0 else {
            throw .host(hostError(errno, "copying", path))
        }
        try keep(status, on: to, path)
        entries[path] = CopiedEntry(kind: .regular, stamp: status.stamp, mode: status.mode & 0o777, target: nil)
    }

    private mutating func copyLink(_ name: String, from source: Folder, into target: Folder, at path: String) throws(TreeCopyError) {
        guard let text = linkText(source.descriptor.number, name) else {
            if errno == ENOENT { return note(gone: path) }
            throw .host(hostError(errno, "reading", path))
        }
        var status = lathe_file_status()
        guard lathe_file_status_at(source.descriptor.number, name, &status) == 0 else { return }
        let written = moved(text)
        guard symlinkat(written, target.descriptor.number, name) == 0 else { throw .host(hostError(errno, "copying", path)) }
        entries[path] = CopiedEntry(kind: .link, stamp: FileStatus(status).stamp, mode: 0o777, target: written)
    }

    /// A name that is no UTF-8 cannot be found by what we read of it; that is no file that went away.
    private mutating func note(gone path: String) {
        if path.unicodeScalars.contains("\u{FFFD}") { leftOut.append(path) }
    }

    /// Where a link leads in the copy: an absolute one into the original leads to the same place of the copy.
    private func moved(_ link: String) -> String {
        for top in tops {
            if link == top { return target }
            if link.utf8.starts(with: (top + "/").utf8) { return target + link.dropFirst(top.count) }
        }
        return link
    }

    /// The permissions and times of a folder, once nothing is put into it any more.
    private func finish(_ folder: Folder, like source: Folder) throws(TreeCopyError) {
        guard let status = source.descriptor.status() else { return }
        try keep(status, on: folder.descriptor, folder.path)
    }

    private func keep(_ status: FileStatus, on made: Descriptor, _ path: String) throws(TreeCopyError) {
        guard fchmod(made.number, mode_t(status.mode & 0o777)) == 0 else { throw .host(hostError(errno, "setting the mode of", path)) }
        let time = timespec(tv_sec: status.modifiedSeconds, tv_nsec: Int(status.stamp.nanoseconds))
        // A file system without such times keeps its own.
        _ = withUnsafePointer(to: (time, time)) { pair in
            pair.withMemoryRebound(to: timespec.self, capacity: 2) { futimens(made.number, $0) }
        }
    }
}
