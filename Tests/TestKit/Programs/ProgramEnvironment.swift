import Glibc
import Synchronization

/// The world a program under test sees: a home of its own, UTF-8, a common terminal, and nothing of ours but the search path.
public struct ProgramEnvironment: Sendable {
    /// Holds home, settings, data and state; kept alive by this value, so give the same one to a second run to find them again.
    public let folder: TemporaryFolder
    /// Every variable the program gets.
    public var variables: [String: String]

    /// Variables that only tune tools around the program (sanitizers, coverage, libraries) and so may pass.
    private static let passed = [
        "PATH", "LD_LIBRARY_PATH", "LLVM_PROFILE_FILE", "ASAN_OPTIONS", "TSAN_OPTIONS", "SWIFT_BACKTRACE",
    ]

    /// A fresh world; `changes` are applied last, nil removes a variable.
    public init(_ changes: [String: String?] = [:], folder: TemporaryFolder? = nil) throws {
        let folder = try folder ?? TemporaryFolder()
        self.folder = folder
        var variables: [String: String] = [
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            // A crash report that waits for a key would hold the test until its time is up.
            "SWIFT_BACKTRACE": "interactive=no,color=no",
        ]
        for name in Self.passed {
            if let value = getenv(name) { variables[name] = String(cString: value) }
        }
        variables["LC_ALL"] = "C.UTF-8"
        variables["TERM"] = "xterm-256color"
        // What else runs on the machine is no part of a test.
        variables["LATHE_DISCOVER"] = "0"
        variables["SHELL"] = "/bin/sh"
        variables["HOME"] = try folder.makeFolder("home")
        variables["XDG_CONFIG_HOME"] = try folder.makeFolder("config")
        variables["XDG_DATA_HOME"] = try folder.makeFolder("data")
        variables["XDG_STATE_HOME"] = try folder.makeFolder("state")
        variables["XDG_CACHE_HOME"] = try folder.makeFolder("cache")
        variables["XDG_RUNTIME_DIR"] = try folder.makeFolder("runtime")
        variables["TMPDIR"] = try folder.makeFolder("temporary")
        for (name, value) in changes { variables[name] = value }
        self.variables = variables
    }

    public var home: String { folder.path(of: "home") }
    public var configHome: String { folder.path(of: "config") }
    public var dataHome: String { folder.path(of: "data") }
    public var stateHome: String { folder.path(of: "state") }

    /// A folder to work in, made when first asked for.
    public func workspace() throws -> String { try folder.makeFolder("workspace") }
}

/// The mark a program and all its descendants carry in their environment, by which survivors are found.
enum ProcessMark {
    static let name = "TESTKIT_MARK"
    private static let counter = Atomic<Int>(0)

    static func next() -> String { "\(getpid())-\(counter.add(1, ordering: .relaxed).newValue)" }
}
