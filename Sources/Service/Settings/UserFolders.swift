/// Where a user's files are (XDG base directories).
///
/// Relative values of the variables do not count, as the specification says.
struct UserFolders {
    let home: String?
    private let environment: [String: String]

    init(environment: [String: String]) {
        self.environment = environment
        home = environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    }

    var config: String? { folder("XDG_CONFIG_HOME", ".config") }
    var data: String? { folder("XDG_DATA_HOME", ".local/share") }
    var state: String? { folder("XDG_STATE_HOME", ".local/state") }

    private func folder(_ variable: String, _ below: String) -> String? {
        if let given = environment[variable], given.hasPrefix("/") { return given + "/lathe" }
        return home.map { $0 + "/" + below + "/lathe" }
    }
}
