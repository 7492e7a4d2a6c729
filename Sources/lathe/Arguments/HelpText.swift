/// The help pages, made from the commands.
enum HelpText {
    static var overview: String {
        var text = """
            lathe: a workbench for agent loops in the terminal.

            Usage: lathe [PROMPT] [options]
                   lathe COMMAND [options]

            Commands:

            """
        text += table(
            Command.all.filter { !$0.name.isEmpty }.map { command in
                ([command.name, command.operands].filter { !$0.isEmpty }.joined(separator: " "), command.summary)
            })
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
        table((options + [.flag("help", "this page")]).map { ("--" + $0.name + ($0.value.map { " " + $0 } ?? ""), $0.help) })
    }

    /// Names and what they mean, in two columns.
    private static func table(_ rows: [(name: String, meaning: String)]) -> String {
        let width = (rows.map(\.name.count).max() ?? 0) + 2
        return rows.map { "  " + $0.name + String(repeating: " ", count: width - $0.name.count) + $0.meaning + "\n" }.joined()
    }
}
