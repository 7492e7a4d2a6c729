import CTestShims
import Glibc

/// A spawned child, watched by a thread that is the only one to reap it.
final class ChildProcess: Sendable {
    let processId: Int32
    let mark: String
    private let state: Monitor<ProgramState>

    enum Ends {
        case terminal(String)
        case descriptors([Int32])
    }

    init(
        _ program: String, _ arguments: [String], environment: ProgramEnvironment, folder: String?, ends: Ends,
        state: Monitor<ProgramState>, wake: Wake
    ) throws {
        mark = ProcessMark.next()
        self.state = state
        var variables = environment.variables
        variables[ProcessMark.name] = mark
        let process: Int32 = try withCStrings([program] + arguments) { arguments in
            try withCStrings(variables.map { "\($0.key)=\($0.value)" }.sorted()) { variables in
                var process: pid_t = 0
                let result =
                    switch ends {
                    case .terminal(let path): testshims_spawn(program, arguments, variables, folder, path, nil, &process)
                    case .descriptors(let three): testshims_spawn(program, arguments, variables, folder, nil, three, &process)
                    }
                guard result == 0 else { throw TestKitError.system(call: "posix_spawn \(program)", errorNumber: -result) }
                return process
            }
        }
        processId = process
        do {
            try startThread { Self.watch(process, state, wake) }
        } catch {
            // Nobody would reap it: end it here.
            kill(-process, SIGKILL)
            waitpid(process, nil, 0)
            throw error
        }
    }

    private static func watch(_ process: Int32, _ state: Monitor<ProgramState>, _ wake: Wake) {
        while true {
            let failure = testshims_await_change(process)
            let isOver = state.change { state in
                var value: Int32 = 0
                switch testshims_take_change(process, &value) {
                case Int32(TESTSHIMS_EXITED): state.exit = .code(value)
                case Int32(TESTSHIMS_KILLED): state.exit = .signal(value)
                case Int32(TESTSHIMS_STOPPED):
                    state.isStopped = true
                    state.stopCount += 1
                case Int32(TESTSHIMS_CONTINUED):
                    state.isStopped = false
                    state.continueCount += 1
                default: if failure != 0 { state.exit = .code(-1) }
                }
                return state.exit != nil
            }
            if isOver {
                wake.poke()
                return
            }
        }
    }

    /// Sends a signal unless it has ended; `group` reaches every process of its group.
    func signal(_ number: Int32, group: Bool = false) {
        // Under the lock the child cannot be reaped meanwhile, so its number cannot belong to another.
        state.read { state in
            guard state.exit == nil else { return }
            kill(group ? -processId : processId, number)
        }
    }

    /// Ends everything that is left of it.
    func end() {
        signal(SIGKILL, group: true)
        for process in survivors() { kill(process, SIGKILL) }
    }

    /// Other living processes of its session, or with its mark in their environment.
    func survivors() -> [Int32] {
        let wanted = Array("\(ProcessMark.name)=\(mark)".utf8)
        return Files.names(in: "/proc").compactMap { Int32($0) }.filter { process in
            guard process != processId, let status = try? Files.read("/proc/\(process)/stat") else { return false }
            guard let close = status.lastIndex(of: UInt8(ascii: ")")) else { return false }
            // After the name: state, parent, group, session.
            let fields = status[(close + 1)...].split(separator: 0x20)
            guard fields.count > 3, fields[0].first != UInt8(ascii: "Z"), fields[0].first != UInt8(ascii: "X") else { return false }
            if Int32(String(decoding: fields[3], as: UTF8.self)) == processId { return true }
            guard let variables = try? Files.read("/proc/\(process)/environ") else { return false }
            return variables.split(separator: 0).contains { $0.elementsEqual(wanted) }
        }
    }
}

/// Calls `body` with a null-terminated array of C strings.
private func withCStrings<Result>(
    _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) throws -> Result
) rethrows -> Result {
    let copies: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return try body(copies + [nil])
}
