import Events
import Glibc
import Service

/// The program: finds the command, reads its options, runs it and gives the exit status back.
enum Lathe {
    static let version = "0.1.0"

    static func main(_ arguments: [String]) -> Int32 {
        signal(SIGPIPE, SIG_IGN)
        return run(Array(arguments.dropFirst()), Program.live())
    }

    /// Everything behind the start of the process; tests call it with their own program.
    static func run(_ arguments: [String], _ program: Program) -> Int32 {
        do {
            let invocation = try Invocation(arguments)
            switch invocation {
            case .help(let command): program.output.write(command.map(HelpText.of) ?? HelpText.overview)
            case .version: program.output.write("lathe \(version)\n")
            case .command(let command, let arguments): return try command.run(arguments, program)
            }
            return ExitStatus.completed
        } catch let error as UsageError {
            program.complain(error.message)
            return ExitStatus.wrongUse
        } catch let error as ServiceError {
            program.complain(error.message)
            return error.code == .settings || error.code == .notEnabled ? ExitStatus.wrongUse : ExitStatus.failed
        } catch {
            program.complain("something unexpected happened (\(error)); please report it")
            return ExitStatus.failed
        }
    }
}

/// How the program ends, as `lathe --help` explains it.
enum ExitStatus {
    static let completed: Int32 = 0
    static let failed: Int32 = 1
    static let wrongUse: Int32 = 2
    static let needsAnswer: Int32 = 3
    static let limitReached: Int32 = 4

    /// Ended by a signal.
    static func signalled(_ number: Int32) -> Int32 { 128 + number }
}

/// The command line is wrong: fault; cure.
struct UsageError: Error {
    let message: String

    init(_ message: String) { self.message = TextSanitiser.clean(message) }
}
