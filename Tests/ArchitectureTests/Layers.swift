/// Which target may use which: the one table, also printed in docs/architecture.md.
enum Layers {
    /// Our targets, from the ground up, with what each may import.
    static let table: [(target: String, uses: [String])] = [
        ("Events", []),
        ("Host", ["CShims"]),
        ("Wire", ["CCurl", "CMicroHTTPD"]),
        ("TerminalKit", ["CNcurses", "CCMark", "CShims"]),
        ("Observe", ["Events"]),
        ("Models", ["Events", "Wire"]),
        ("Tools", ["Events", "Host", "CPCRE2"]),
        ("Store", ["Events", "Observe", "CSQLite"]),
        ("Engine", ["Events", "Host", "Models", "Tools", "Observe"]),
        ("Service", ["Engine", "Events", "Host", "Models", "Observe", "Store", "Tools", "Wire"]),
        ("Workbench", ["Service", "TerminalKit", "Events"]),
        ("API", ["Service", "Engine", "Events", "Wire"]),
        ("lathe", ["Workbench", "API", "Service", "Engine", "Events", "TerminalKit"]),
    ]

    /// The C targets; they use nothing of ours.
    static let c = ["CNcurses", "CSQLite", "CCurl", "CCMark", "CPCRE2", "CMicroHTTPD", "CShims"]

    /// What comes with the toolchain and may be used anywhere.
    static let toolchain: Set<String> = ["Glibc", "Synchronization"]

    /// Foundation costs start-up time, so each use is written down here.
    static let foundation: [String: String] = [
        "Sources/Events/JSON/JSON5.swift": "FoundationEssentials",
        "Sources/TerminalKit/Theme/ThemeFile.swift": "FoundationEssentials",
    ]
}
