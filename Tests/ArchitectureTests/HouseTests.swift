import Testing

@Suite struct HouseTests {
    @Test("the top level holds what it should and nothing else")
    func topLevel() throws {
        let names = Set(try Repository.names().filter { !$0.hasPrefix(".") })
        #expect(names == ["Package.swift", "Sources", "Tests", "docs", "themes", "README.md"])
    }

    @Test("no source file has more than 400 lines")
    func length() throws {
        for ending in [".swift", ".c", ".h"] {
            for file in try Repository.files(below: "Sources", endingIn: ending) where !Self.longTables.contains(file) {
                let count = try Repository.lines(file).count - 1
                #expect(count <= 400, "\(file) has \(count) lines")
            }
        }
    }

    /// Files that are one thing and longer all the same.
    private static let longTables: Set<String> = [
        // The warden of child processes: one program, written to be read from top to bottom.
        "Sources/CShims/process.c"
    ]

    @Test("nothing in the sources traps on purpose, is forced, or is left for later")
    func words() throws {
        let forbidden = ["try!", " as!", "fatalError(", "preconditionFailure(", "TODO", "FIXME"]
        for file in try Repository.files(below: "Sources", endingIn: ".swift") {
            for word in forbidden {
                for line in try Repository.lines(of: file, with: word) { Issue.record("\(file):\(line) has \(word)") }
            }
        }
    }

    @Test("no file is named after nothing in particular")
    func fileNames() throws {
        for folder in ["Sources", "Tests"] {
            for file in try Repository.files(below: folder, endingIn: ".swift") {
                let name = String(file.split(separator: "/").last?.dropLast(6) ?? "")
                #expect(!name.contains(#/(Util|Utils|Utilities|Helper|Helpers|Manager|Base|Common|Misc)$/#), "\(file)")
            }
        }
    }

    @Test("nothing names a place of one machine")
    func places() throws {
        // Put together here, so that this file does not hold them.
        let forbidden = ["/wo" + "rk/", "/ro" + "ot/", "/tmp/" + "lathe/", "/home/" + "user"]
        let files =
            try ["Sources", "Tests", "docs", "themes"].flatMap { try Repository.files(below: $0, endingIn: "") } + [
                "README.md", "Package.swift",
            ]
        for file in files {
            for place in forbidden {
                for line in try Repository.lines(of: file, with: place) { Issue.record("\(file):\(line) names \(place)") }
            }
        }
    }

    @Test("every test has a name that is a sentence")
    func sentences() throws {
        for file in try Repository.files(below: "Tests", endingIn: ".swift") {
            let lines = try Repository.lines(file)
            for number in try Repository.lines(of: file, with: "@" + "Test") where !lines[number - 1].contains("@" + "Test(") {
                Issue.record("\(file):\(number) has a test without a name")
            }
        }
    }
}
