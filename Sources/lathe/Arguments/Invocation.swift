import Service

/// What a command line asks for.
enum Invocation {
    case help(Command?)
    case version
    case command(Command, ParsedArguments)

    /// The first word is a command; a text of several words, or one behind `--`, is a prompt for the workbench.
    init(_ arguments: [String]) throws {
        var command = Command.workbench
        var rest = arguments[...]
        if let word = rest.first, !word.hasPrefix("-") {
            if word == "help" {
                let name = rest.dropFirst().first
                guard let name else { self = .help(nil); return }
                guard let named = Command.named(name) else { throw Invocation.unknown(name) }
                self = .help(named)
                return
            }
            if let named = Command.named(word) {
                command = named
                rest = rest.dropFirst()
            } else if !word.contains(where: \.isWhitespace) {
                throw Invocation.unknown(word)
            }
        }
        let options = rest.prefix { $0 != "--" }
        if options.contains("--help") || options.contains("-h") {
            self = .help(command.name.isEmpty ? nil : command)
        } else if command.name.isEmpty && options.contains("--version") {
            self = .version
        } else {
            self = .command(command, try ParsedArguments(rest, of: command))
        }
    }

    private static func unknown(_ word: String) -> UsageError {
        let near = Nearest.word(to: word, in: Command.all.map(\.name).filter { !$0.isEmpty })
        let cure = near.map { "did you mean `lathe \($0)`?" } ?? "`lathe --help` lists the commands."
        return UsageError("there is no command \(word); \(cure) For a prompt of one word write `lathe -- \(word)`")
    }
}
