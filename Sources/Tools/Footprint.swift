internal import Events

/// What a call touches, to tell which calls of one answer may run at the same time (000-09).
public struct Footprint: Sendable, Equatable {
    /// Nothing else may run meanwhile.
    public var isAlone: Bool
    /// Paths it changes, normalised; a folder stands for all in it.
    public var writes: [String]
    /// Paths it reads only, normalised.
    public var reads: [String]

    public static let alone = Footprint(isAlone: true)

    public init(isAlone: Bool = false, writes: [String] = [], reads: [String] = []) {
        self.isAlone = isAlone
        self.writes = writes
        self.reads = reads
    }

    /// Whether the two must come one after the other.
    public func conflicts(with other: Footprint) -> Bool {
        if isAlone || other.isAlone { return true }
        func meet(_ some: [String], _ others: [String]) -> Bool {
            some.contains { one in others.contains { Footprint.contains(one, $0) || Footprint.contains($0, one) } }
        }
        return meet(writes, other.writes) || meet(writes, other.reads) || meet(reads, other.writes)
    }

    /// Whether `path` is `folder` or lies in it.
    private static func contains(_ folder: String, _ path: String) -> Bool {
        folder.isEmpty || path == folder || path.hasPrefix(folder + "/")
    }

    /// A path without `.`, doubled or trailing slashes; empty for the top of the workspace.
    ///
    /// Empty too for paths that only the file system understands: with `..`, which may follow a link, and absolute ones.
    static func normalised(_ path: String) -> String {
        let parts = path.split(separator: "/").filter { $0 != "." }
        return path.hasPrefix("/") || parts.contains("..") ? "" : parts.joined(separator: "/")
    }
}

extension Footprint {
    /// What a call with these (valid) arguments touches.
    init(of arguments: JSONObject, for tool: any Tool, effects: [ToolEffect]) {
        switch tool.spec.concurrency {
        case .alone: self = .alone
        case .shared: self.init()
        case .byPath:
            let written = tool.paths(of: arguments)
            // A call that names no path may touch all.
            let paths = written.isEmpty ? [""] : written.map(Footprint.normalised)
            // What runs a program may write too.
            self = effects.allSatisfy { $0 == .read || $0 == .control } ? Footprint(reads: paths) : Footprint(writes: paths)
        }
    }
}
