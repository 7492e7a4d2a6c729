public import Events
internal import Host
internal import Tools

/// What a run did to the files of its copy of the workspace (N-04).
public struct FileChanges: Sendable, Equatable {
    public struct File: Sendable, Equatable {
        public enum How: String, Sendable {
            case added, changed, removed
        }

        public let path: String
        public let how: How
        /// Lines put in and taken out; nil where they cannot be told: no text, too long, or written in the original meanwhile.
        public let lines: Lines?

        public init(path: String, how: How, lines: Lines?) {
            self.path = path
            self.how = how
            self.lines = lines
        }
    }

    public struct Lines: Sendable, Equatable {
        public var added = 0
        public var removed = 0

        public init(added: Int = 0, removed: Int = 0) {
            self.added = added
            self.removed = removed
        }
    }

    /// By their path.
    ///
    /// What is below `.git` is not among them.
    public let files: [File]
    /// False when there was more than could be looked at.
    public let isComplete: Bool

    public init(files: [File], isComplete: Bool = true) {
        self.files = files
        self.isComplete = isComplete
    }

    /// The lines of all files where they can be told.
    public var lines: Lines {
        files.reduce(into: Lines()) { sum, file in
            sum.added += file.lines?.added ?? 0
            sum.removed += file.lines?.removed ?? 0
        }
    }

    /// False when lines of some file cannot be told.
    public var countsAllLines: Bool { files.allSatisfy { $0.lines != nil } }

    public func count(_ how: File.How) -> Int { files.count { $0.how == how } }

    /// Members: `added`, `changed`, `removed` (how many files), `lines_added`, `lines_removed`, `counts_all_lines`, `complete`, and `files`: the first 1,000, each with `path`, `how`
    /// and, where they can be told, `lines_added` and `lines_removed`.
    public var json: JSON {
        let files = files.prefix(1000).map { file -> JSON in
            var object = JSONObject()
            object.add("path", file.path)
            object.add("how", file.how.rawValue)
            object.add("lines_added", file.lines?.added)
            object.add("lines_removed", file.lines?.removed)
            return .object(object)
        }
        return [
            "added": .integer(Int64(count(.added))), "changed": .integer(Int64(count(.changed))),
            "removed": .integer(Int64(count(.removed))),
            "lines_added": .integer(Int64(lines.added)), "lines_removed": .integer(Int64(lines.removed)),
            "counts_all_lines": .bool(countsAllLines), "complete": .bool(isComplete), "files": .array(files),
        ]
    }
}

extension WorkspaceCopies {
    /// Larger files are not held against each other line by line.
    private static let limitBytes = 1 << 20
    private static let countedFiles = 2000

    /// What became of the copy for this way.
    ///
    /// Blocks: walks the copy, and reads what differs. Nil when the copy cannot be read any more.
    func changes(_ mode: RunMode) -> FileChanges? {
        guard let tree = tree(mode), let copy = try? Workspace(path: path(mode)),
            let found = try? tree.changes(in: copy, from: original)
        else { return nil }
        let files = found.changes.enumerated().map { index, change in
            FileChanges.File(
                path: TextSanitiser.clean(change.path), how: FileChanges.File.How(change.how),
                lines: index < Self.countedFiles ? lines(of: change, copy) : nil)
        }
        return FileChanges(files: files, isComplete: found.isComplete)
    }

    private func lines(of change: TreeChange, _ copy: Workspace) -> FileChanges.Lines? {
        guard change.kind == .regular, change.isBaseKnown else { return nil }
        guard let old = change.how == .added ? "" : text(change.path, original),
            let new = change.how == .removed ? "" : text(change.path, copy)
        else { return nil }
        let counts = LineDiff.counts(old, new)
        return FileChanges.Lines(added: counts.added, removed: counts.removed)
    }

    /// Nil for what is no text, or too long.
    private func text(_ path: String, _ workspace: Workspace) -> String? {
        guard let bytes = try? workspace.file(path).readAll(limitBytes: Self.limitBytes), !bytes.contains(0) else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }
}

extension FileChanges.File.How {
    fileprivate init(_ how: TreeChange.How) {
        self =
            switch how {
            case .added: .added
            case .changed: .changed
            case .removed: .removed
            }
    }
}
