internal import CShims
internal import Glibc

/// One file or folder met on a walk.
public struct WalkEntry: Sendable, Equatable {
    /// Relative to the top of the workspace.
    public let path: String
    public let name: String
    public let kind: FileKind
    /// 1 for what lies directly in the folder where the walk began.
    public let depth: Int
}

/// How far a walk goes.
public struct WalkLimits: Sendable {
    /// Entries visited in all, and at most so many read from one folder.
    public var maximumEntries: Int
    public var maximumDepth: Int
    /// Folders that are not entered, whatever their depth.
    public var skippedFolders: Set<String>

    public init(maximumEntries: Int = 200_000, maximumDepth: Int = 64, skippedFolders: Set<String> = [".git"]) {
        self.maximumEntries = maximumEntries
        self.maximumDepth = maximumDepth
        self.skippedFolders = skippedFolders
    }
}

/// What the visitor of a walk wants next.
public enum WalkStep: Sendable {
    case onward
    /// Do not enter this folder.
    case skip
    case stop
}

/// How a walk ended.
public struct WalkSummary: Sendable, Equatable {
    public var visited = 0
    /// Folders that could not be read.
    public var unreadable = 0
    /// A limit was reached, so there may be more.
    public var truncated = false
}

extension Workspace {
    /// Visits everything below a folder: names in order, a folder before what it holds.
    ///
    /// Links are reported, never followed. Iterative; one descriptor open at a time.
    public func walk(
        from path: String = ".", limits: WalkLimits = WalkLimits(), visit: (WalkEntry) throws(HostError) -> WalkStep
    ) throws(HostError) -> WalkSummary {
        var summary = WalkSummary()
        let start = try relativePath(path)
        var pending: [(path: String, depth: Int)] = [(start == "." ? "" : start, 0)]
        while let next = pending.popLast() {
            let listing: FolderListing
            do {
                let inner = next.depth == 0 ? try folder(path) : try plainFolder(next.path)
                listing = try inner.entries(limit: limits.maximumEntries)
            } catch {
                guard next.depth > 0 else { throw error }
                summary.unreadable += 1
                continue
            }
            summary.truncated = summary.truncated || listing.truncated
            var inner: [(path: String, depth: Int)] = []
            for entry in listing.entries {
                guard summary.visited < limits.maximumEntries else {
                    summary.truncated = true
                    return summary
                }
                summary.visited += 1
                let entryPath = next.path.isEmpty ? entry.name : next.path + "/" + entry.name
                let found = WalkEntry(path: entryPath, name: entry.name, kind: entry.kind, depth: next.depth + 1)
                switch try visit(found) {
                case .stop: return summary
                case .skip: continue
                case .onward: break
                }
                guard entry.kind == .folder, !limits.skippedFolders.contains(entry.name) else { continue }
                if next.depth + 1 < limits.maximumDepth {
                    inner.append((entryPath, next.depth + 1))
                } else {
                    summary.truncated = true
                }
            }
            pending += inner.reversed()
        }
        return summary
    }

    /// A folder reached without any link on the way.
    private func plainFolder(_ path: String) throws(HostError) -> Folder {
        let number = lathe_open_beneath(root.descriptor.number, path, O_RDONLY | O_CLOEXEC | lathe_flag_directory(), 0, 1)
        if number < 0, errno == ENOSYS { return try folder(path) }
        guard number >= 0 else { throw hostError(errno, "opening", path) }
        return Folder(Descriptor(number), path: path)
    }
}
