internal import Glibc

/// One file or link that is not what it was when the folder was copied.
public struct TreeChange: Sendable, Equatable {
    public enum How: String, Sendable {
        case added, changed, removed
    }

    /// From the top of the workspace.
    public let path: String
    public let how: How
    public let kind: FileKind
    /// False when the original was written or removed since, so that what was there before cannot be read any more.
    public let isBaseKnown: Bool
}

extension TreeCopy {
    /// What became of the copy, against what was copied: files and links by their path, in order.
    ///
    /// Of two files of the same size and time it is believed that they are the same, unless they were written shortly before the copy; all others are read. Folders alone do not count.
    /// - Parameter skipping: folders that are not looked into, at any depth.
    /// - Returns: `isComplete` is false when there was more than could be looked at.
    public func changes(
        in copy: Workspace, from original: Workspace, skipping: Set<String> = [".git"]
    ) throws(HostError) -> (changes: [TreeChange], isComplete: Bool) {
        var changes: [TreeChange] = []
        var seen: Set<String> = []
        let summary = try copy.walk(limits: WalkLimits(skippedFolders: skipping)) { found throws(HostError) in
            guard found.kind == .regular || found.kind == .link else { return .onward }
            seen.insert(found.path)
            if let change = change(of: found, entries[found.path], copy, original) { changes.append(change) }
            return .onward
        }
        for (path, entry) in entries where entry.kind != .folder && !seen.contains(path) {
            guard !path.split(separator: "/").dropLast().contains(where: { skipping.contains(String($0)) }) else { continue }
            // What was not looked at is not gone.
            guard !(summary.truncated || summary.unreadable > 0) || Self.isGone(path, copy) else { continue }
            changes.append(TreeChange(path: path, how: .removed, kind: entry.kind, isBaseKnown: Self.isBase(path, entry, original)))
        }
        changes.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        return (changes, !summary.truncated && summary.unreadable == 0)
    }

    private func change(of found: WalkEntry, _ entry: CopiedEntry?, _ copy: Workspace, _ original: Workspace) -> TreeChange? {
        guard let entry, entry.kind != .folder else {
            return TreeChange(path: found.path, how: .added, kind: found.kind, isBaseKnown: true)
        }
        let change = TreeChange(path: found.path, how: .changed, kind: found.kind, isBaseKnown: Self.isBase(found.path, entry, original))
        guard found.kind == entry.kind else { return change }
        if found.kind == .link { return Self.text(of: found, copy) == entry.target ? nil : change }
        guard let status = try? copy.status(found.path) else { return change }
        guard status.mode & 0o777 == entry.mode, status.stamp.byteCount == entry.stamp.byteCount else { return change }
        if status.stamp.seconds == entry.stamp.seconds, status.stamp.nanoseconds == entry.stamp.nanoseconds {
            let tells = entry.stamp.seconds < madeSeconds - 2
            return tells || !change.isBaseKnown || Self.holdsSame(found.path, copy, original) ? nil : change
        }
        return change.isBaseKnown && Self.holdsSame(found.path, copy, original) ? nil : change
    }

    /// Whether the original is still what was copied.
    private static func isBase(_ path: String, _ entry: CopiedEntry, _ original: Workspace) -> Bool {
        if entry.kind == .link { return true }
        return (try? original.status(path))?.stamp == entry.stamp
    }

    private static func isGone(_ path: String, _ copy: Workspace) -> Bool {
        do throws(HostError) { _ = try copy.status(path) } catch {
            if case .notFound = error { return true }
        }
        return false
    }

    private static func text(of link: WalkEntry, _ copy: Workspace) -> String? {
        let parent = link.path.dropLast(link.name.count).utf8.count > 1 ? String(link.path.dropLast(link.name.count + 1)) : "."
        return (try? copy.folder(parent)).flatMap { linkText($0.descriptor.number, link.name) }
    }

    private static func holdsSame(_ path: String, _ copy: Workspace, _ original: Workspace) -> Bool {
        guard let left = try? copy.file(path), let right = try? original.file(path) else { return false }
        var offset = 0
        let step = 1 << 20
        while true {
            guard let a = try? left.read(from: offset, limitBytes: step), let b = try? right.read(from: offset, limitBytes: step), a == b
            else { return false }
            if a.count < step { return true }
            offset += step
        }
    }
}
