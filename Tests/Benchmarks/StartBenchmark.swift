import Events
import Glibc
import Host
import Store
import TerminalKit
import Workbench

/// What a start is made of, and the start of the built program when it lies beside this one.
struct StartBenchmark: Benchmark {
    let name = "start"

    func figures() async throws -> [Figure] {
        let folder = try TemporaryFolder.make(prefix: "lathe-bench")
        defer { TemporaryFolder.remove(folder) }
        let path = folder + "/lathe.db"
        try EventStore(path: path, surroundings: Samples.surroundings).close()
        let store = try best(of: 10) { try EventStore(path: path, surroundings: Samples.surroundings).close() }
        let theme = try best(of: 10) { _ = try ThemeShelf(folder: nil).theme("ink") }
        let screen = try best(of: 10) {
            let screen = try CursesScreen(settings: .init(term: "xterm-256color", size: ScreenSize(columns: 200, rows: 50)))
            screen.use(.plain)
            _ = screen.present(WorkbenchScreen.draw(FrameBenchmark.emptyState()))
        }
        var figures = [
            Figure("start: an existing store opened and closed", store * 1000, "ms", aim: "≤ 5"),
            Figure("start: a theme read", theme * 1000, "ms", aim: "≤ 2"),
            Figure("start: a screen opened and its first frame drawn", screen * 1000, "ms", aim: "≤ 5"),
        ]
        if let lathe = ProgramPath.lathe {
            let version = best(of: 20) { run([lathe, "--version"]) }
            figures.append(Figure("start: lathe --version, to its end", version * 1000, "ms", aim: "≤ 10"))
        }
        return figures
    }

    /// Runs a program to its end without its output.
    private func run(_ arguments: [String]) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        var texts: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { for text in texts { free(text) } }
        var process: pid_t = 0
        guard let program = arguments.first, posix_spawn(&process, program, &actions, nil, &texts, environ) == 0 else { return }
        var status: Int32 = 0
        waitpid(process, &status, 0)
    }
}
