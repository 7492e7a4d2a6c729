import Service

/// What stood behind a command, checked against its options.
struct ParsedArguments {
    private(set) var operands: [String] = []
    private(set) var settings: [SettingKey: String] = [:]
    private var values: [String: String] = [:]
    private var flags: Set<String> = []

    init() {}

    /// Reads `--name`, `--name VALUE`, `--name=VALUE`; `--` ends options, `-` is an operand.
    ///
    /// The last of repeated options counts.
    init(_ arguments: some Sequence<String>, of command: Command) throws {
        var rest = Array(arguments)[...]
        var onlyOperands = false
        while let argument = rest.popFirst() {
            if onlyOperands || argument == "-" || !argument.hasPrefix("-") {
                operands.append(argument)
            } else if argument == "--" {
                onlyOperands = true
            } else {
                try take(argument, &rest, command)
            }
        }
        guard command.operandCount.contains(operands.count) else {
            let fault =
                operands.count < command.operandCount.lowerBound
                ? "\(command.title) needs \(command.operands)"
                : "\(command.title) takes no more than \(command.operands.isEmpty ? "its options" : command.operands)"
            throw UsageError("\(fault); try `lathe \(command.helpName)--help`")
        }
    }

    private mutating func take(_ argument: String, _ rest: inout ArraySlice<String>, _ command: Command) throws {
        guard argument.hasPrefix("--") else {
            throw UsageError("\(argument) is no option, options are long; try `lathe \(command.helpName)--help`")
        }
        let parts = argument.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let name = parts.first, let option = command.options.first(where: { $0.name == name }) else {
            let near = Nearest.word(to: parts.first ?? "", in: command.options.map(\.name) + ["help"])
            throw UsageError(
                "\(command.title) has no option --\(parts.first ?? ""); "
                    + (near.map { "did you mean --\($0)?" } ?? "try `lathe \(command.helpName)--help`"))
        }
        guard option.value != nil else {
            guard parts.count == 1 else { throw UsageError("--\(name) takes no value; leave out what follows the =") }
            flags.insert(name)
            return
        }
        guard let value = parts.count == 2 ? parts[1] : rest.popFirst() else {
            throw UsageError("--\(name) needs a value; write --\(name) \(option.value ?? "VALUE")")
        }
        guard option.setting != .mode || value != OptionSpec.both || option.takesBoth else {
            throw UsageError("--mode both does a task both ways and works with `lathe run` only; give loop or pipeline here")
        }
        values[name] = value
        if let setting = option.setting { settings[setting] = value }
    }

    /// The same without one setting.
    func without(_ setting: SettingKey) -> ParsedArguments {
        var arguments = self
        arguments.settings[setting] = nil
        return arguments
    }

    func flag(_ name: String) -> Bool { flags.contains(name) }
    func value(_ name: String) -> String? { values[name] }

    /// A whole number of at least 1, or `standard` when the option was not given.
    func count(_ name: String, standard: Int) throws -> Int {
        guard let text = values[name] else { return standard }
        guard let number = Int(text), number >= 1 else { throw UsageError("--\(name) must be a whole number from 1 on; correct it") }
        return number
    }
}
