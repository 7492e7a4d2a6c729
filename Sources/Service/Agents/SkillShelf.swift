internal import Engine
internal import Events
internal import Glibc

/// Finds the skills: folders with a `SKILL.md`, below `skills` of the user's folder and `.lathe/skills` of the workspace; the nearest of a name counts (002-28).
///
/// What a workspace says is material of the project, as its AGENTS.md is; its links are not followed.
struct SkillShelf {
    static let limitBytes = 64 * 1024
    /// Folders beyond these are not looked at.
    static let limit = 100

    private let own: String?
    private let workspace: String

    init(_ settings: Settings) {
        own = settings.configFolder.map { $0 + "/skills" }
        workspace = settings.workspacePath + "/.lathe/skills"
    }

    /// In the order of their names, with one sentence for each that cannot be used.
    func load() -> (skills: [Skill], faults: [String]) {
        var skills: [String: Skill] = [:]
        var faults: [String] = []
        for (folder, follows) in [(own, true), (workspace, false)] {
            guard let folder else { continue }
            for name in names(in: folder) {
                do throws(ServiceError) {
                    guard let skill = try read(folder, name, follows) else { continue }
                    skills[skill.name] = skill
                } catch {
                    faults.append(error.message)
                }
            }
        }
        return (skills.values.sorted { $0.name < $1.name }, faults)
    }

    private func names(in folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory), names.count < SkillShelf.limit {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }

    private func read(_ folder: String, _ name: String, _ follows: Bool) throws(ServiceError) -> Skill? {
        let path = "\(folder)/\(name)/SKILL.md"
        if !follows, isLink("\(folder)/\(name)") || isLink(path) || isLink(folder) { return nil }
        guard let bytes = try SettingsFile.read(path, limitBytes: SkillShelf.limitBytes) else { return nil }
        return try SkillText(TextSanitiser.clean(bytes: bytes[...]), path: path, folder: name).skill()
    }

    private func isLink(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }
}

/// The text of a `SKILL.md`: lines of `name: value` between two lines `---`, then the skill itself.
struct SkillText {
    private let text: String
    private let path: String
    private let folder: String

    init(_ text: String, path: String, folder: String) {
        self.text = text
        self.path = path
        self.folder = folder
    }

    /// - Throws: `ServiceError` (`settings`) when there is no description, no name that can be used, or nothing to follow.
    func skill() throws(ServiceError) -> Skill {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
        var members: [String: String] = [:]
        guard lines.first.map(trimmed) == "---" else { throw fault("does not begin with ---, name: and description:") }
        lines = lines.dropFirst()
        guard let end = lines.firstIndex(where: { trimmed($0) == "---" }) else { throw fault("has no second --- after its name") }
        for line in lines[..<end] {
            guard let colon = line.firstIndex(of: ":") else { continue }
            members[trimmed(line[..<colon])] = unquoted(trimmed(line[line.index(after: colon)...]))
        }
        let name = members["name"].flatMap { $0.isEmpty ? nil : $0 } ?? folder
        guard name.utf8.count <= 64, name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { throw fault("has a name that is no word") }
        guard let description = members["description"], !description.isEmpty else {
            throw fault("has no description, which says when to take it")
        }
        let body = lines[lines.index(after: end)...].joined(separator: "\n")
        guard body.contains(where: { !$0.isWhitespace }) else { throw fault("says nothing after its name and description") }
        return Skill(name: name, description: description, text: body, path: path)
    }

    private func trimmed(_ text: Substring) -> String {
        let start = text.drop { $0.isWhitespace }
        guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(start[...last])
    }

    private func unquoted(_ text: String) -> String {
        guard text.count >= 2, let first = text.first, first == text.last, first == "\"" || first == "'" else { return text }
        return String(text.dropFirst().dropLast())
    }

    private func fault(_ what: String) -> ServiceError {
        ServiceError(.settings, "the skill \(TextSanitiser.clean(path)) \(what); mend it or move it away")
    }
}
