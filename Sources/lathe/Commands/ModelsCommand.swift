import Events
import Service

extension Command {
    static let models = Command(
        name: "models", summary: "models that are known, their providers, and the servers of this machine", operands: "[FILTER]",
        operandCount: 0...1,
        options: [
            .flag("json", "one JSON object a line"), .setting(.provider), .setting(.discover),
            .value("config", "FILE", "read settings from this file"),
        ],
        example: "lathe models claude"
    ) { arguments, program in
        var settings = try program.settings(arguments)
        let servers = settings.discovers ? Settings.findLocalServers() : []
        if let best = settings.localServer(among: servers) { settings.use(best) }
        let listing = ModelListing(settings, servers, matching: arguments.operands.first ?? "")
        program.output.write(arguments.flag("json") ? listing.json : listing.text)
        return ExitStatus.completed
    }
}
