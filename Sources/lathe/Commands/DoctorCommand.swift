import Service

extension Command {
    static let doctor = Command(
        name: "doctor", summary: "what this machine offers, and a cure for what it lacks",
        options: OptionSpec.running, example: "lathe doctor"
    ) { arguments, program in
        var settings = try program.settings(arguments)
        let servers = settings.useLocalServer()
        let checks =
            TerminalCheck.all(program) + [StoreCheck.check(settings, program)] + ProviderCheck.all(settings, servers) + [SandboxCheck.check]
        for check in checks { program.output.write(check.text) }
        let faults = checks.filter { $0.state == .broken }
        program.output.write(
            faults.isEmpty
                ? "\nReady: runs can be started.\n"
                : "\nNot ready: \(faults.map(\.name).joined(separator: ", ")). `lathe demo` shows the workbench all the same.\n")
        return faults.isEmpty ? ExitStatus.completed : ExitStatus.failed
    }
}
