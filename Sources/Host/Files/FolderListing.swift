internal import CShims
internal import Glibc

/// One name in a folder.
public struct FolderEntry: Sendable, Equatable {
    public let name: String
    public let kind: FileKind
    /// Of a regular file, when asked for; otherwise nil.
    public let byteCount: Int?
}

/// What is in a folder, sorted by the bytes of the names.
public struct FolderListing: Sendable, Equatable {
    public let entries: [FolderEntry]
    /// There were more names than were asked for.
    ///
    /// Which ones were left out is up to the file system.
    public let truncated: Bool
}

extension Folder {
    /// At most `limit` entries.
    ///
    /// `sized` also asks for the size of each file, one system call more for each.
    public func entries(limit: Int, sized: Bool = false) throws(HostError) -> FolderListing {
        let number = lathe_open_at(descriptor.number, ".", O_RDONLY | O_CLOEXEC | lathe_flag_directory(), 0)
        guard number >= 0 else { throw hostError(errno, "reading", path) }
        guard let reader = lathe_folder_read_begin(number) else { throw hostError(errno, "reading", path) }
        defer { lathe_folder_read_end(reader) }
        var entries: [FolderEntry] = []
        var name: UnsafePointer<CChar>?
        var kind: Int32 = 0
        var answer = lathe_folder_read_next(reader, &name, &kind)
        while answer == 1, let current = name {
            guard entries.count < limit else { return FolderListing(entries: sorted(entries), truncated: true) }
            let kindFound = FileKind(rawValue: kind) ?? .unknown
            let byteCount = sized && kindFound == .regular ? size(of: current) : nil
            entries.append(FolderEntry(name: String(cString: current), kind: kindFound, byteCount: byteCount))
            answer = lathe_folder_read_next(reader, &name, &kind)
        }
        guard answer == 0 else { throw hostError(errno, "reading", path) }
        return FolderListing(entries: sorted(entries), truncated: false)
    }

    private func size(of name: UnsafePointer<CChar>) -> Int? {
        var found = lathe_file_status()
        return lathe_file_status_at(descriptor.number, name, &found) == 0 ? Int(clamping: found.bytes) : nil
    }

    private func sorted(_ entries: [FolderEntry]) -> [FolderEntry] {
        entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }
}

extension Workspace {
    /// What is in the folder at `path`; see ``Folder/entries(limit:sized:)``.
    public func list(_ path: String, limit: Int, sized: Bool = true) throws(HostError) -> FolderListing {
        try folder(path).entries(limit: limit, sized: sized)
    }
}
