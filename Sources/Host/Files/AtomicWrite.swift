internal import CShims
internal import Glibc

/// What a write did.
public struct WriteReceipt: Sendable, Equatable {
    /// False when a file of that name was replaced.
    public let created: Bool
    public let byteCount: Int
    /// Relative to the top of the workspace, links resolved.
    public let path: String
}

extension Workspace {
    /// Writes a whole file at once: readers see the old bytes or the new ones, never a part, also after power loss.
    ///
    /// Goes through a new file beside it, synced and then renamed; keeps permission bits, and the owner where allowed. A link inside the
    /// workspace is followed and stays a link. `expecting` is the version the new bytes were made from: any other throws `changedMeanwhile`.
    /// Throws `protected` for names that steer other programs.
    @discardableResult
    public func writeAtomically(
        _ path: String, _ bytes: [UInt8], creatingParents: Bool = false, expecting: FileStamp? = nil
    ) throws(HostError) -> WriteReceipt {
        let target = try entry(path, creatingParents: creatingParents)
        try refuseProtected(target, shown: path)
        if let status = target.status, status.kind != .regular { throw .notARegularFile(path: path, kind: status.kind) }
        guard path.utf8.last != UInt8(ascii: "/") else { throw .invalidPath(path: path, reason: "it names a folder") }

        let temporary = ".lathe-\(String(UInt64.random(in: .min ... .max), radix: 36)).tmp"
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | lathe_flag_no_follow()
        let number = lathe_open_at(target.parent.number, temporary, flags, 0o666)
        guard number >= 0 else { throw hostError(errno, "writing", path) }
        let file = Descriptor(number)
        do throws(HostError) {
            try fill(file, bytes, like: target, shown: path)
            let now = status(of: target)
            guard expecting == nil || now?.stamp == expecting else { throw HostError.changedMeanwhile(path: path) }
            guard renameat(target.parent.number, temporary, target.parent.number, target.name) == 0 else {
                throw hostError(errno, "replacing", path)
            }
        } catch {
            unlinkat(target.parent.number, temporary, 0)
            throw error
        }
        sync(target)
        return WriteReceipt(created: target.status == nil, byteCount: bytes.count, path: target.names.joined(separator: "/"))
    }

    /// Makes a folder and those above it that are missing.
    ///
    /// True when it was not there before.
    @discardableResult
    public func makeFolder(_ path: String) throws(HostError) -> Bool {
        let target = try entry(path, creatingParents: true)
        try refuseProtected(target, shown: path)
        if let status = target.status {
            guard status.kind == .folder else { throw .alreadyExists(path: path) }
            return false
        }
        guard mkdirat(target.parent.number, target.name, 0o777) == 0 else { throw hostError(errno, "making", path) }
        return true
    }

    private func refuseProtected(_ target: ResolvedEntry, shown: String) throws(HostError) {
        guard !target.names.contains(where: ProtectedNames.contains) else { throw .protected(path: shown) }
    }

    private func fill(_ file: Descriptor, _ bytes: [UInt8], like target: ResolvedEntry, shown: String) throws(HostError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { Glibc.write(file.number, $0.baseAddress.map { $0 + written }, bytes.count - written) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw hostError(errno, "writing", shown) }
            written += count
        }
        var old = lathe_file_status()
        if target.status != nil, lathe_file_status_at(target.parent.number, target.name, &old) == 0 {
            // The owner first: changing it takes special bits away. Not being allowed to is no fault.
            _ = fchown(file.number, old.owner, old.group)
            _ = fchmod(file.number, mode_t(old.mode))
        }
        guard fsync(file.number) == 0 else { throw hostError(errno, "writing", shown) }
    }

    private func status(of target: ResolvedEntry) -> FileStatus? {
        var found = lathe_file_status()
        return lathe_file_status_at(target.parent.number, target.name, &found) == 0 ? FileStatus(found) : nil
    }

    /// The folder's own record of the new name.
    ///
    /// The parent may be open only as a path, which cannot be synced, so it is opened again.
    private func sync(_ target: ResolvedEntry) {
        let number = lathe_open_at(target.parent.number, ".", O_RDONLY | O_CLOEXEC | lathe_flag_directory(), 0)
        guard number >= 0 else { return }
        fsync(number)
        close(number)
    }
}
