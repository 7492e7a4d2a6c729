// swift-tools-version: 6.2
import PackageDescription

/// The settings of every Swift target.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

func layer(_ name: String, uses dependencies: [Target.Dependency] = [], resources: [Resource]? = nil) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: settings)
}

func tests(_ name: String, of dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies + ["TestKit"], exclude: exclude, swiftSettings: settings)
}

let package = Package(
    name: "lathe",
    products: [.executable(name: "lathe", targets: ["lathe"])],
    targets: [
        // 0 C: system libraries and the few lines that must be C
        .systemLibrary(name: "CNcurses"),
        .systemLibrary(name: "CSQLite"),
        .systemLibrary(name: "CCurl"),
        .systemLibrary(name: "CCMark"),
        .systemLibrary(name: "CPCRE2"),
        .systemLibrary(name: "CMicroHTTPD"),
        .target(name: "CShims"),
        // 1 Ground: values, the machine, bytes, cells
        layer("Events"),
        layer("Host", uses: ["CShims"]),
        layer("Wire", uses: ["CCurl", "CMicroHTTPD"]),
        layer("TerminalKit", uses: ["CNcurses", "CCMark", "CShims"]),
        // 2 Parts: what a run is made of
        layer("Observe", uses: ["Events"]),
        layer("Models", uses: ["Events", "Wire"]),
        layer("Tools", uses: ["Events", "Host", "CPCRE2"]),
        layer("Store", uses: ["Events", "Observe", "CSQLite"]),
        // 3 Engine: how a run goes forward
        layer("Engine", uses: ["Events", "Host", "Models", "Tools", "Observe"]),
        // 5 Service: the one place where parts are joined
        layer(
            "Service", uses: ["Engine", "Events", "Host", "Models", "Observe", "Store", "Tools", "Wire"],
            resources: ["mend", "retry", "ask", "long", "tour"].map { .embedInCode("Demos/Scripts/\($0).json5") }),
        // 6 Faces: what people and programs touch
        layer(
            "Workbench", uses: ["Service", "TerminalKit", "Events"],
            resources: ["ink", "paper", "contrast", "colorblind", "terminal"].map { .embedInCode("Themes/Shipped/\($0).json5") }),
        layer("API", uses: ["Service", "Engine", "Events", "Wire"]),
        .executableTarget(
            name: "lathe", dependencies: ["Workbench", "API", "Service", "Engine", "Events", "TerminalKit"], swiftSettings: settings),
        // Measuring: `swift run -c release bench`
        .executableTarget(
            name: "bench",
            dependencies: ["Engine", "Events", "Host", "Models", "Store", "TerminalKit", "TestKit", "Tools", "Wire", "Workbench"],
            path: "Tests/Benchmarks", swiftSettings: settings),
        // Tests
        .systemLibrary(name: "CVTerm", path: "Tests/CVTerm"),
        .target(name: "CTestShims", path: "Tests/CTestShims"),
        .target(name: "TestKit", dependencies: ["CVTerm", "CTestShims", "Events"], path: "Tests/TestKit", swiftSettings: settings),
        // A provider that speaks all formats, for clients that are no test of ours: `swift run provider`
        .executableTarget(name: "provider", dependencies: ["TestKit"], path: "Tests/Provider", swiftSettings: settings),
        tests("TestKitTests", of: ["Events"]),
        tests("EventsTests", of: ["Events"]),
        tests("HostTests", of: ["Host"]),
        tests("WireTests", of: ["Wire"]),
        tests("TerminalKitTests", of: ["TerminalKit", "CVTerm", "CShims"]),
        tests("ModelsTests", of: ["Models", "Wire", "Events"], exclude: ["Fixtures", "Payloads/Snapshots"]),
        tests("ToolsTests", of: ["Tools", "Host", "Events"]),
        tests("StoreTests", of: ["Store", "Events", "Observe"]),
        tests("ObserveTests", of: ["Observe", "Events"]),
        tests("EngineTests", of: ["Engine", "Models", "Tools", "Host", "Observe", "Events"]),
        tests("ServiceTests", of: ["Service", "Store", "Engine", "Events", "Host", "Models", "Observe", "Tools"]),
        tests("WorkbenchTests", of: ["Workbench", "Service", "TerminalKit", "Events"], exclude: ["Snapshots"]),
        tests("APITests", of: ["API", "Service", "Store", "Engine", "Events", "Wire"]),
        tests("CommandTests", of: ["lathe", "Workbench", "Service", "Engine", "Store", "Events", "Wire"], exclude: ["Snapshots"]),
        tests("EndToEndTests", of: ["lathe", "Engine", "Tools", "Events"]),
        tests("ArchitectureTests", of: ["Events", "Tools", "TerminalKit", "Workbench", "Service", "Engine", "Store", "Host", "Observe"]),
    ],
    swiftLanguageModes: [.v6]
)
