import Events
import Glibc
import Service

/// What the commands take from the process they run in.
struct Program {
    var environment: [String: String]
    /// Absolute.
    var workingFolder: String
    var output: TextOutput
    var errors: TextOutput
    /// Where `-` reads a prompt from.
    var inputDescriptor: Int32 = 0
    var surroundings: Surroundings

    static func live() -> Program {
        var environment: [String: String] = [:]
        var entry = environ
        while let text = entry.pointee {
            let pair = String(cString: text).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if pair.count == 2 { environment[String(pair[0])] = String(pair[1]) }
            entry += 1
        }
        var folder = "/"
        if let current = getcwd(nil, 0) {
            folder = String(cString: current)
            free(current)
        }
        return Program(
            environment: environment, workingFolder: folder, output: TextOutput(descriptor: 1), errors: TextOutput(descriptor: 2),
            surroundings: .live(environment: environment))
    }

    /// Writes `lathe: fault; cure` to standard error.
    func complain(_ message: String) {
        errors.write("lathe: " + TextSanitiser.clean(message).replacing("\n", with: " ") + "\n")
    }

    /// The settings with what the command line says.
    func settings(_ arguments: ParsedArguments) throws -> Settings {
        var settings = try Settings.load(
            environment: environment, options: arguments.settings, configFile: arguments.value("config"), workingFolder: workingFolder)
        if arguments.flag("force-pipeline") { settings.mode = .pipeline }
        return settings
    }

    /// A service that is only asked about past runs: no log, and a store that cannot be written is no news.
    func archive(_ settings: Settings) throws -> Service {
        var settings = settings
        settings.logPath = nil
        return try Service(settings: settings, surroundings: surroundings)
    }

    func service(_ settings: Settings) throws -> Service {
        let service = try Service(settings: settings, surroundings: surroundings)
        // A store that cannot be written is said when the run is refused.
        if service.isWritable { for warning in service.warnings { complain(warning) } }
        return service
    }
}
