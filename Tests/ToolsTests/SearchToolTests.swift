import Events
import Host
import Testing
import Tools

@Suite("Search tools")
struct SearchToolTests {
    private func bench() throws -> Bench {
        let bench = try Bench()
        try bench.put("Sources/App/Main.swift", "import A\nfunc run() {}\nlet x = 1\n")
        try bench.put("Sources/App/Other.swift", "func stop() {}\n")
        try bench.put("Tests/AppTests.swift", "func testRun() {}\r\n")
        try bench.put("README.md", "Run it.")
        try bench.put("image.bin", "func \0 hidden")
        return bench
    }

    @Test(
        "004-114: find_files takes the usual patterns",
        arguments: [
            ("*.swift", ["Sources/App/Main.swift", "Sources/App/Other.swift", "Tests/AppTests.swift"]),
            ("Sources/**/*.swift", ["Sources/App/Main.swift", "Sources/App/Other.swift"]), ("*/*.swift", ["Tests/AppTests.swift"]),
            ("**/M??n.{swift,c}", ["Sources/App/Main.swift"]), ("{README,LICENSE}.md", ["README.md"]),
            ("[A-M]*.swift", ["Sources/App/Main.swift", "Tests/AppTests.swift"]),
            ("[!A-M]*.swift", ["Sources/App/Other.swift"]), ("nothing*", []),
            ("**", ["README.md", "image.bin", "way_out", "Sources/App/Main.swift"]),
        ])
    func find(pattern: String, expected: [String]) async throws {
        let result = await (try bench()).call(ToolName.findFiles, ["pattern": .string(pattern)])
        let found = result.output.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("[no") }
        if pattern == "**" { #expect(Set(found).isSuperset(of: expected)) } else { #expect(found == expected) }
    }

    @Test("Patterns cannot explode")
    func explosive() async throws {
        let bench = try bench()
        let name = String(repeating: "a", count: 200)
        try bench.put(name, "")
        let start = ContinuousClock.now
        await bench.call(ToolName.findFiles, ["pattern": .string(String(repeating: "*a", count: 60) + "b")])
        await bench.call(ToolName.findFiles, ["pattern": .string(String(repeating: "**/", count: 300) + "b")])
        let braces = await bench.call(ToolName.findFiles, ["pattern": .string(String(repeating: "{a,b}", count: 30))])
        #expect(braces.errorCode == .invalidPattern)
        #expect(ContinuousClock.now - start < .seconds(10))
    }

    @Test("004-117: regex_search lists the lines that match, with those around them when asked")
    func search() async throws {
        let bench = try bench()
        let plain = await bench.call(ToolName.regexSearch, ["pattern": "func \\w+\\("])
        #expect(
            plain.output
                == "Sources/App/Main.swift:2:func run() {}\nSources/App/Other.swift:1:func stop() {}\nTests/AppTests.swift:1:func testRun() {}"
        )
        #expect(plain.display.fact == "3 matches")
        let around = await bench.call(ToolName.regexSearch, ["pattern": "^func", "path": "Sources/App/Main.swift", "context": 1])
        #expect(
            around.output == "Sources/App/Main.swift-1-import A\nSources/App/Main.swift:2:func run() {}\nSources/App/Main.swift-3-let x = 1"
        )
        let filtered = await bench.call(ToolName.regexSearch, ["pattern": "RUN", "ignore_case": true, "glob": "*.md"])
        #expect(filtered.output == "README.md:1:Run it.")
        #expect(await bench.call(ToolName.regexSearch, ["pattern": "zzz"]).output == "[no match]")
        let limited = await bench.call(ToolName.regexSearch, ["pattern": "func", "limit": 1])
        #expect(limited.truncated && limited.output.contains("more than 1 lines match"))
    }

    @Test("Searching finds exactly the lines that a plain search finds")
    func property() async throws {
        let bench = try Bench()
        let seed: UInt64 = .random(in: 0 ... .max)
        var random = Seeded(state: seed)
        for _ in 0..<20 {
            let lines = (0..<300).map { _ in
                (0..<Int.random(in: 0...8, using: &random)).map { _ in ["a", "b", "é", " "].randomElement(using: &random) ?? "" }.joined()
            }
            try bench.put("f", lines.joined(separator: "\n"))
            let result = await bench.call(ToolName.regexSearch, ["pattern": "ab", "limit": 1000])
            let expected = lines.enumerated().filter { $1.contains("ab") }.map { "f:\($0 + 1):\($1)" }
            #expect(result.output == (expected.isEmpty ? "[no match]" : expected.joined(separator: "\n")), "seed \(seed)")
        }
    }

    @Test(
        "004-117, F5: a pattern that would run for ever is stopped",
        arguments: ["(a+)+$", "(a|aa)+$", "(.*)*x", "a*a*a*a*a*a*b", "(?=(a+))*b", "((a{1,50}){1,50})x", "^(([a-z])+.)+[A-Z]([a-z])+$"])
    func explosiveRegex(pattern: String) async throws {
        let bench = try Bench()
        try bench.put("a.txt", String(repeating: "a", count: 300_000) + "!")
        for index in 0..<20 { try bench.put("more/\(index)", String(repeating: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa! ", count: 500)) }
        let start = ContinuousClock.now
        let result = await bench.call(ToolName.regexSearch, ["pattern": .string(pattern)])
        #expect(ContinuousClock.now - start < .seconds(6))
        #expect(result.status == .success || result.errorCode == .invalidPattern)
    }

    @Test("A wrong pattern says where and why", arguments: ["(", "[a", "*", "a{2,1}", "(?<n>x", "\\C"])
    func wrongPattern(pattern: String) async throws {
        let result = await (try Bench()).call(ToolName.regexSearch, ["pattern": .string(pattern)])
        #expect(result.errorCode == .invalidPattern && result.output.contains("at byte"))
    }

    @Test("Matches at odd places are found: empty lines, the end of a file, behind invalid bytes")
    func oddPlaces() async throws {
        let bench = try Bench()
        try bench.put("e", "a\n\nb\n")
        #expect(await bench.call(ToolName.regexSearch, ["pattern": "^$"]).output == "e:2:")
        #expect(await bench.call(ToolName.regexSearch, ["pattern": "b$"]).output == "e:3:b")
        try bench.put("e", bytes: [0xFF, 0x0A] + Array("needle".utf8))
        #expect(await bench.call(ToolName.regexSearch, ["pattern": "needle"]).output == "e:2:needle")
        try bench.put("e", String(repeating: "x", count: 1000) + "needle" + String(repeating: "y", count: 1000))
        let long = await bench.call(ToolName.regexSearch, ["pattern": "needle"])
        #expect(long.output.hasPrefix("e:1:xxx") && long.output.hasSuffix("…"))
        #expect(await bench.call(ToolName.regexSearch, ["pattern": "x*(?=n)\\Kneedle"]).output.hasPrefix("e:1:"))
    }
}
