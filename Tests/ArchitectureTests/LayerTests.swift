import Testing

@Suite struct LayerTests {
    @Test("004-02: no file imports what its target may not use")
    func imports() throws {
        var seen: Set<String> = []
        for file in try Repository.files(below: "Sources", endingIn: ".swift") {
            let target = String(file.split(separator: "/")[1])
            guard let allowed = Layers.table.first(where: { $0.target == target })?.uses else {
                Issue.record("\(file) is in no target of the table")
                continue
            }
            seen.insert(target)
            for module in try Self.modules(of: file) {
                let isFree = Layers.toolchain.contains(module) || Layers.foundation[file] == module
                #expect(
                    isFree || allowed.contains(module), "\(file) imports \(module); \(target) may use \(allowed.joined(separator: ", "))")
            }
        }
        #expect(seen == Set(Layers.table.map(\.target)))
        for (file, module) in Layers.foundation {
            #expect(try Self.modules(of: file).contains(module), "\(file) needs no \(module) any more")
        }
    }

    /// The modules that a file imports, whatever stands before `import`.
    private static func modules(of file: String) throws -> [String] {
        guard try !Repository.lines(of: file, with: "import ").isEmpty else { return [] }
        return try Repository.lines(file).compactMap { line in
            guard line.utf8.first != 0x20, line.utf8.first != 0x2F else { return nil }
            let words = line.split(separator: " ")
            guard let index = words.firstIndex(of: "import") else { return nil }
            let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
            guard let path = words[(index + 1)...].first(where: { !kinds.contains($0) }) else { return nil }
            return path.split(separator: ".").first.map(String.init)
        }
    }

    @Test("004-02: imports point down only")
    func down() {
        var below = Set(Layers.c)
        for (target, uses) in Layers.table {
            #expect(below.isSuperset(of: uses), "\(target) uses \(uses.filter { !below.contains($0) }) before they are there")
            below.insert(target)
        }
    }

    @Test("004-02: Package.swift says the same as the table")
    func manifest() throws {
        let text = try Repository.text("Package.swift")
        var found: [String: Set<String>] = [:]
        for match in text.matches(of: #/(?:layer\(\s*|executableTarget\(\s*name: )"(\w+)"(?:,\s*(?:uses|dependencies): \[([^\]]*)\])?/#) {
            // Programs that only tests and measurements use are nobody's layer.
            guard Repository.exists("Sources/\(match.1)") else { continue }
            let uses = (match.2 ?? "").matches(of: #/"(\w+)"/#).map { String($0.1) }
            found[String(match.1)] = Set(uses)
        }
        #expect(found == Dictionary(uniqueKeysWithValues: Layers.table.map { ($0.target, Set($0.uses)) }))
        for target in Layers.c { #expect(text.contains("(name: \"\(target)\")"), "\(target)") }
        #expect(try Set(Repository.names("Sources").filter { !$0.hasPrefix(".") }) == Set(Layers.table.map(\.target) + Layers.c))
        #expect(!text.contains("pkgConfig"))
    }

    @Test("docs/architecture.md shows the table")
    func documented() throws {
        let lines = try Repository.lines("docs/architecture.md")
        for (target, uses) in Layers.table {
            let row = lines.first { $0.hasPrefix("| \(target) |") } ?? ""
            let shown = row.split(separator: "|").last.map { String($0) } ?? ""
            let names = Set(shown.matches(of: #/\w+/#).map { String($0.0) })
            #expect(names == Set(uses), "the row of \(target)")
        }
        for target in Layers.c { #expect(lines.contains { $0.hasPrefix("| \(target) |") }, "the row of \(target)") }
    }
}
