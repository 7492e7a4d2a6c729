/// The help pages, made from the commands.
enum HelpText {
    static var overview: String {
        var text = """
            lathe: a workbench for agent loops in the terminal.

            Usage: lathe [PROMPT] [options]
                   lathe COMMAND [options]

            Commands:

            """
        for command in Command.all where !command.name.isEmpty {
            text +=
                "  " + padded([command.name, command.operands].filter { !$0.isEmpty }.joined(separator: " "), 20) + command.summary + "\n"
        }
        text += "\nOptions:\n" + options(Command.workbench.options)
        text += """

            Exit status: 0 completed, 1 failed, 2 wrong use or settings, 3 needs an answer or an approval, 4 a limit was reached,
            130 interrupted, 143 terminated, 129 terminal gone.

            Example: lathe "Find out why the tests fail"
                     lathe demo

            """
        return text
    }

    static func of(_ command: Command) -> String {
        let usage = ["lathe", command.name, command.operands].filter { !$0.isEmpty }.joined(separator: " ")
        return
            "\(command.title): \(command.summary).\n\nUsage: \(usage) [options]\n\nOptions:\n\(options(command.options))\nExample: \(command.example)\n"
    }

    private static func options(_ options: [OptionSpec]) -> String {
        (options + [.flag("help", "this page")]).map { option in
            "  " + padded("--" + option.name + (option.value.map { " " + $0 } ?? ""), 26) + option.help + "\n"
        }.joined()
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(2, width - text.count))
    }
}
