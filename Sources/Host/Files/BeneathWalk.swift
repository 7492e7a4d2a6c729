internal import CShims
internal import Glibc

/// Where a path leads: an entry of an open folder, which may or may not exist yet.
struct ResolvedEntry {
    let parent: Descriptor
    /// `.` for the top itself.
    let name: String
    /// The way from the top with every link resolved.
    let names: [String]
    /// nil when nothing bears that name.
    let status: FileStatus?
}

/// Resolves a path name by name from an open top, never leaving it, without help from the kernel.
///
/// Each name is opened from the folder held open before it and without following links; links are read and walked by the same rule, and
/// `..` goes back along our own way. So nothing that others rename meanwhile can lead outside. Links with an absolute target work when the
/// target is inside, which `RESOLVE_BENEATH` alone refuses.
struct BeneathWalk {
    let top: Descriptor
    /// The absolute spellings of the top, taken apart.
    let tops: [[String]]
    static let maximumDepth = 128
    static let maximumLinks = 40

    func resolve(_ path: WorkspacePath, as shown: String, creatingParents: Bool = false) throws(HostError) -> ResolvedEntry {
        var way: [(folder: Descriptor, name: String)] = [(top, ".")]
        var pending = Array(path.names.reversed())
        var links = 0
        while let name = pending.popLast() {
            if name == ".." {
                guard way.count > 1 else { throw .outsideWorkspace(path: shown) }
                way.removeLast()
                continue
            }
            guard way.count <= Self.maximumDepth else {
                throw .invalidPath(path: shown, reason: "deeper than \(Self.maximumDepth) folders")
            }
            let here = way[way.count - 1].folder
            let names = way.dropFirst().map(\.name) + [name]
            guard let found = try open(name, in: here, shown: shown, creating: creatingParents && !pending.isEmpty) else {
                guard pending.isEmpty else { throw .notFound(path: shown) }
                return ResolvedEntry(parent: here, name: name, names: names, status: nil)
            }
            guard let status = found.status() else { throw .system(operation: "examining", path: shown, code: errno) }
            switch status.kind {
            case .link:
                links += 1
                guard links <= Self.maximumLinks else { throw .invalidPath(path: shown, reason: "links that lead in a circle") }
                let target = try read(link: found, shown: shown)
                if target.utf8.first == UInt8(ascii: "/") { way.removeSubrange(1...) }
                do {
                    pending += try WorkspacePath(target, tops: tops).names.reversed()
                } catch {
                    throw .outsideWorkspace(path: shown)
                }
            case .folder where !pending.isEmpty:
                way.append((found, name))
            default:
                guard pending.isEmpty else { throw .notAFolder(path: shown) }
                return ResolvedEntry(parent: here, name: name, names: names, status: status)
            }
        }
        let last = way[way.count - 1]
        let parent = way.count > 1 ? way[way.count - 2].folder : top
        return ResolvedEntry(parent: parent, name: last.name, names: way.dropFirst().map(\.name), status: last.folder.status())
    }

    /// The entry itself, links not followed; nil when it does not exist.
    private func open(_ name: String, in folder: Descriptor, shown: String, creating: Bool) throws(HostError) -> Descriptor? {
        let flags = lathe_flag_path() | lathe_flag_no_follow() | O_CLOEXEC
        var number = lathe_open_at(folder.number, name, flags, 0)
        if number < 0, errno == ENOENT, creating {
            guard !ProtectedNames.contains(name) else { throw .protected(path: shown) }
            guard mkdirat(folder.number, name, 0o777) == 0 || errno == EEXIST else { throw hostError(errno, "making a folder for", shown) }
            number = lathe_open_at(folder.number, name, flags, 0)
        }
        if number < 0, errno == ENOENT { return nil }
        guard number >= 0 else { throw hostError(errno, "opening", shown) }
        return Descriptor(number)
    }

    private func read(link: Descriptor, shown: String) throws(HostError) -> String {
        guard let text = linkText(link.number, "") else { throw hostError(errno, "reading the link", shown) }
        return text
    }
}

/// Names that steer other programs when they are written: hooks, settings and servers that would run later without anybody asking.
enum ProtectedNames {
    static let all = [".git", ".lathe", ".mcp.json"]

    static func contains(_ name: String) -> Bool {
        all.contains(name.lowercased())
    }
}
