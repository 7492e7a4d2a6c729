import API
import Glibc
import Service

extension Command {
    static let serve = Command(
        name: "serve", summary: "runs over HTTP, for programs of this machine",
        options: [
            .value("port", "N", "where to listen; 0 takes a free one; 8421 if left out"),
            .value("address", "ADDRESS", "in numbers; 127.0.0.1 if left out; anything that others can reach needs a token"),
            .value("token-file", "FILE", "who asks must know the word in it; LATHE_SERVE_TOKEN does the same"),
        ] + OptionSpec.running,
        example: "lathe serve --approve edits\n"
            + "         curl -N -H 'Content-Type: application/json' -d '{\"prompt\": \"Explain this folder\"}' \\\n"
            + "           http://127.0.0.1:8421/api/agent/run/stream"
    ) { arguments, program in
        let settings = try program.settings(arguments)
        var options = APIServer.Options(version: Lathe.version)
        options.address = arguments.value("address") ?? options.address
        options.token = try ServeToken.find(file: arguments.value("token-file"), program)
        if let text = arguments.value("port") {
            guard let port = Int(text), (0...65_535).contains(port) else {
                throw UsageError("--port must be a whole number from 0 to 65535; correct it")
            }
            options.port = port
        }
        let signals = SignalWait()
        let service = try program.service(settings)
        defer { service.shutDown() }
        guard service.isWritable else {
            throw UsageError(service.warnings.last ?? "the store cannot be written; give another with --store")
        }
        if settings.wantsLocalServer { service.use(Settings.findLocalServers()) }
        let server = try APIServer(service: service, options: options)
        program.output.write("listening on \(server.url)\n")
        var number: Int32?
        while number == nil {
            number = signals.pause(microseconds: 2_000_000)
            server.sweep()
        }
        if program.errors.isTerminal { program.complain("stopping the runs; those that wait for a person are left") }
        // First the runs, so that whoever waits for one hears how it ended.
        service.stopRuns()
        server.stop()
        return ExitStatus.signalled(number ?? SIGTERM)
    }
}

/// The word that whoever asks must know.
enum ServeToken {
    /// Out of the file, or of the environment; nil when neither is given.
    static func find(file: String?, _ program: Program) throws -> Secret? {
        guard let file else {
            guard let word = program.environment["LATHE_SERVE_TOKEN"], !word.isEmpty else { return nil }
            return try checked(word, "LATHE_SERVE_TOKEN")
        }
        let path = file.hasPrefix("/") ? file : program.workingFolder + "/" + file
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else {
            throw UsageError("the token file \(path) cannot be read (\(String(cString: strerror(errno)))); name another with --token-file")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw UsageError("\(path) is no regular file; name a file with --token-file")
        }
        guard status.st_mode & 0o077 == 0 else { throw UsageError("others may read \(path); make it yours alone with chmod 600") }
        var buffer = [UInt8](repeating: 0, count: 4097)
        let count = read(descriptor, &buffer, buffer.count)
        guard (0...4096).contains(count) else { throw UsageError("\(path) holds more than a token; write one word of 16 to 4096 bytes") }
        return try checked(String(decoding: buffer[..<count], as: UTF8.self), path)
    }

    private static func checked(_ text: String, _ place: String) throws -> Secret {
        let word = text.filter { !$0.isNewline }
        guard (16...4096).contains(word.utf8.count), word.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw UsageError(
                "the token in \(place) is no word of at least 16 letters, digits and signs; make one with `openssl rand -hex 32`")
        }
        return Secret(word)
    }
}
