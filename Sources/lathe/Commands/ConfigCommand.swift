import Events
import Service

extension Command {
    static let config = Command(
        name: "config", summary: "every setting as it holds here",
        options: [
            .flag("explain", "with what is built in, where each value came from and what it does"),
            .flag("json", "one JSON object a line"),
        ] + OptionSpec.settings,
        example: "lathe config --explain"
    ) { arguments, program in
        // Read without the check of what can run: this is where people look when something cannot.
        var settings = try Settings.load(
            environment: program.environment, options: arguments.settings, configFile: arguments.value("config"),
            workingFolder: program.workingFolder)
        settings.useLocalServer()
        for setting in settings.report {
            if arguments.flag("json") {
                program.output.write(setting.json.text + "\n")
            } else {
                program.output.write(SettingListing.text(setting, explained: arguments.flag("explain")))
            }
        }
        return ExitStatus.completed
    }
}

/// A setting as people read it.
enum SettingListing {
    static func text(_ setting: SettingReport, explained: Bool) -> String {
        let line = "\(setting.name) = \(SettingReport.text(setting.value))\n"
        guard explained else { return line }
        return line + "    \(setting.summary)\n    from: \(TextSanitiser.clean(setting.origin))\n"
            + "    built in: \(SettingReport.text(setting.builtIn))\n"
    }
}
