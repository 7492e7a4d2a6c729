internal import Events

/// What was found out about one line; all its readers share it.
final class ShellInquiry {
    /// How sure a finding is; a surer one takes the place of a lesser one.
    enum Rank: Int, Comparable {
        case doubt, risk, danger

        static func < (one: Rank, other: Rank) -> Bool { one.rawValue < other.rawValue }
    }

    static let maximumDepth = 10
    /// A longer value counts as unknown, so that values cannot make a line grow without end.
    static let maximumValueBytes = 256

    private(set) var warning: String?
    private(set) var rank: Rank?
    private(set) var steps = 0
    /// What all commands so far do together.
    var traits: CommandTraits = []
    /// Variables whose value the line itself says.
    private var values: [String: String] = [:]
    /// Files that the line downloads.
    private var files: Set<String> = []
    private let stepLimit: Int

    init(stepLimit: Int) {
        self.stepLimit = stepLimit
    }

    func note(_ rank: Rank, _ sentence: String) {
        if let now = self.rank, now >= rank { return }
        self.rank = rank
        warning = sentence
    }

    /// False when the budget is used up; the reader then stops.
    func step(_ count: Int = 1) -> Bool {
        guard steps <= stepLimit else {
            note(.doubt, "is too intricate to tell what runs")
            return false
        }
        steps += count
        return true
    }

    func mayEnter(depth: Int) -> Bool {
        if depth <= Self.maximumDepth { return steps <= stepLimit }
        note(.risk, "is nested too deeply to tell what runs")
        steps = stepLimit + 1
        return false
    }

    func value(of name: String) -> String? { name == "IFS" ? values[name] ?? " " : values[name] }

    /// Nil forgets it.
    func assign(_ name: String, _ value: String?) {
        values[name] = value.flatMap { $0.utf8.count <= Self.maximumValueBytes ? $0 : nil }
    }

    func downloaded(_ path: String) { files.insert(Self.plain(path)) }

    func isDownloaded(_ path: String) -> Bool { files.contains(Self.plain(path)) }

    private static func plain(_ path: String) -> String { path.hasPrefix("./") ? String(path.dropFirst(2)) : path }

    /// Looks at a text that a command of the line gives to a shell.
    func lookInto(_ script: String, depth: Int) -> CommandTraits {
        var reader = ShellReader(Array(script.utf8), self)
        return reader.list(until: nil, depth: depth + 1)
    }

    /// A word in a sentence: short, and nothing hidden in it.
    static func shown(_ text: String) -> String {
        let clean = HiddenCharacters.spelledOut(TextSanitiser.clean(String(text.unicodeScalars.prefix(60))))
        return clean.unicodeScalars.count > 40 ? String(clean.unicodeScalars.prefix(40)) + "…" : clean
    }
}
