/// One command of a line: its words, and what it reads and writes.
struct ShellCommand {
    var words: [ShellWord] = []
    /// The files that `>` and its like name.
    var outputs: [ShellWord] = []
    /// The files that `<` names.
    var inputs: [ShellWord] = []
    /// The texts that `<<<` gives it.
    var hereStrings: [ShellWord] = []
    /// Places of its here-documents among those whose text is still to come.
    var hereDocuments: [Int] = []
    /// What the commands before it in the pipe do; nil when it is the first.
    var feed: CommandTraits?
}

/// One word of a command line, after the shell's quotes are gone.
struct ShellWord {
    /// What is put in only when it runs stands as it was written: `$NAME`, `$(…)`.
    var text = ""
    /// Whether a part of the text is known only when it runs.
    var isUnknown = false
    /// The same, behind the last slash only.
    var isTailUnknown = false
    var isQuoted = false
    /// Whether the shell puts names of files in its place.
    var hasPattern = false
    /// Whether it is several words, as bash reads braces.
    var hasChoices = false
    /// What the commands do whose output is a part of it.
    var traits: CommandTraits = []
}

/// What a command does that matters to the commands around it.
struct CommandTraits: OptionSet {
    let rawValue: UInt8

    static let network = CommandTraits(rawValue: 1)
    static let downloads = CommandTraits(rawValue: 2)
    static let decodes = CommandTraits(rawValue: 4)
    /// Reads keys, passwords or the environment.
    static let keys = CommandTraits(rawValue: 8)
    static let findsProcesses = CommandTraits(rawValue: 16)
}

/// The language of a script that a command reads.
enum ScriptLanguage: Equatable {
    case shell
    /// The program that reads it.
    case other(String)
}
