import Events
import Glibc
import Observe
import Testing

@testable import Workbench

/// The documents against the code and the tests.
@Suite struct DocumentTests {
    // MARK: Keys

    @Test("docs/keys.md holds the keymap: every key, every command, in the words of the help page")
    func keys() throws {
        let path = "docs/keys.md"
        let (start, end) = ("<!-- keymap -->\n", "<!-- end of keymap -->\n")
        let text = try Repository.text(path)
        let head = try #require(text.firstRange(of: start))
        let tail = try #require(text.firstRange(of: end))
        if getenv("LATHE_RECORD").map({ String(cString: $0) }) == "1" {
            try Repository.write(text[..<head.upperBound] + Self.keymap + text[tail.lowerBound...], to: path)
        }
        let now = try Repository.text(path)
        #expect(now.contains(start + Self.keymap + end), "LATHE_RECORD=1 writes it anew")
    }

    private static var keymap: String {
        let titles: [(KeyScope, String)] = [
            (.everywhere, "Everywhere"), (.pane, "In a pane; from the composer with Alt"), (.replay, "In a pane, while a run is replayed"),
        ]
        var text = ""
        for (scope, title) in titles {
            text += "\n### \(title)\n\n| key | does |\n|---|---|\n"
            for binding in Keymap.bindings where binding.scope == scope {
                text += "| \(binding.keys.map { "`\($0.name)`" }.joined(separator: " ")) | \(binding.command.explanation) |\n"
            }
        }
        return text + "\n"
    }

    // MARK: Events

    @Test("002-27: docs/observability.md lists every type of event in its group, and links to its members")
    func eventCatalogue() throws {
        let path = "docs/observability.md"
        let (start, end) = ("<!-- catalogue -->\n", "<!-- end of catalogue -->\n")
        let text = try Repository.text(path)
        let head = try #require(text.firstRange(of: start))
        let tail = try #require(text.firstRange(of: end))
        if getenv("LATHE_RECORD").map({ String(cString: $0) }) == "1" {
            try Repository.write(text[..<head.upperBound] + Self.catalogue() + text[tail.lowerBound...], to: path)
        }
        #expect(try Repository.text(path).contains(start + Self.catalogue() + end), "LATHE_RECORD=1 writes it anew")
    }

    private static func catalogue() throws -> String {
        // Each type is read from its example of the protocol page, so that a group is what the code says of a real event.
        var groups: [EventCategory: [String]] = [:]
        for line in try Repository.lines("docs/streaming-protocol.md") where line.hasPrefix("{\"v\":") {
            let event = try RunEvent(line: Array(line.utf8))
            let link = "[`\(event.type)`](streaming-protocol.md#\(event.type))"
            let isNew = groups[EventCategory(event.payload), default: []].contains(link) == false
            if isNew { groups[EventCategory(event.payload), default: []].append(link) }
        }
        #expect(groups.values.joined().count == EventCatalogue.types.count)
        var text = "\n| group | types |\n|---|---|\n"
        for group in EventCategory.allCases { text += "| `\(group.rawValue)` | \((groups[group] ?? []).joined(separator: " ")) |\n" }
        return text + "\n"
    }

    // MARK: Coverage

    /// The sentences of all tests.
    private static func tests() throws -> Set<String> {
        var names: Set<String> = []
        for file in try Repository.files(below: "Tests", endingIn: ".swift") {
            let lines = try Repository.lines(file)
            for number in try Repository.lines(of: file, with: "@" + "Test(") {
                // The sentence is the first literal, on this line or the next.
                let text = lines[(number - 1)...min(number, lines.count - 1)].joined(separator: " ")
                var rest = text.drop { $0 != "\"" }.dropFirst()
                var name = ""
                while let character = rest.popFirst(), character != "\"" {
                    name.append(character == "\\" ? rest.popFirst() ?? character : character)
                }
                names.insert(name)
            }
        }
        return names
    }

    @Test("the coverage table names rows, states and tests that exist")
    func coverage() throws {
        let tests = try Self.tests()
        #expect(tests.count > 100)
        var seen: Set<String> = []
        for line in try Repository.lines("docs/coverage.md") where line.hasPrefix("| ") && !line.hasPrefix("| row ") {
            let cells = line.split(separator: "|", omittingEmptySubsequences: false).map { Self.trimmed($0) }
            #expect(cells.count == 6, "\(line)")
            guard cells.count == 6 else { continue }
            let (row, place, test, state) = (cells[1], cells[2], cells[3], cells[4])
            #expect(row.wholeMatch(of: #/\d{3}-\d{2,3}|[XWN]-\d\d/#) != nil, "\(row)")
            #expect(seen.insert(row).inserted, "\(row) twice")
            #expect(state == "works" || state == "not yet" || state.hasPrefix("partly: "), "\(row): \(state)")
            for match in place.matches(of: #/`([^`]+)`/#) where match.1.contains("/") {
                #expect(Repository.exists("Sources/\(match.1)") || Repository.exists(String(match.1)), "\(row): \(match.1) is not there")
            }
            let named = test.matches(of: #/“([^”]*)”/#).map { String($0.1) }
            for name in named {
                let isThere = tests.contains(name)
                #expect(isThere, "\(row): there is no test “\(name)”")
            }
            if state == "works" { #expect(!named.isEmpty, "\(row) works, and no test says so") }
            if state == "not yet" { #expect(named.isEmpty, "\(row) is not there, and a test says so?") }
        }
        #expect(seen.count > 50)
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while text.last == " " { text.removeLast() }
        return String(text.drop { $0 == " " })
    }

    @Test("every row that a test names is in the coverage table")
    func rowsOfTests() throws {
        let text = try Repository.text("docs/coverage.md")
        for name in try Self.tests() {
            let head = name.prefix { $0 != ":" }
            for match in head.matches(of: #/\b(?:00[0-4]-\d{2,3}|[XWN]-\d\d)\b/#) where name.contains(":") {
                let isThere = text.contains("| \(match.0) |")
                #expect(isThere, "\(match.0) of “\(name)”")
            }
        }
    }

    // MARK: Links and commands

    @Test("000-43: every link between documents leads to a file")
    func links() throws {
        let pages = ["README.md"] + (try Repository.files(below: "docs", endingIn: ".md"))
        for page in pages {
            let folder = page.split(separator: "/").dropLast().joined(separator: "/")
            for match in try Repository.text(page).matches(of: #/\]\(([^)\s]+)\)/#) where !match.1.contains("://") {
                let target = match.1.prefix { $0 != "#" }
                guard !target.isEmpty else { continue }
                #expect(Repository.exists(folder.isEmpty ? String(target) : folder + "/" + target), "\(page) → \(target)")
            }
        }
    }

    @Test("002-26: tool protocol, event schema and retry policy each have their decision, with state, question, decision and reasons")
    func namedDecisions() throws {
        for name in ["0020-tool-protocol", "0021-event-schema", "0014-what-follows-a-failed-call"] {
            let text = try Repository.text("docs/decisions/\(name).md")
            for part in ["**State:**", "**Question.**", "**Decision.**", "**Why.**"] { #expect(text.contains(part), "\(name) \(part)") }
        }
    }

    @Test("docs/architecture.md names files that are there")
    func places() throws {
        for match in try Repository.text("docs/architecture.md").matches(of: #/`((?:Sources|Tests|docs|themes|\.ci)/[^`<>*]+)`/#) {
            let path = String(match.1)
            // NAME stands for what somebody adds.
            #expect(path.contains("NAME") || Repository.exists(path), "\(path)")
        }
    }

    @Test("000-42: README.md has its two commands where .ci/run looks for them")
    func commands() throws {
        let lines = try Repository.lines("README.md")
        for (marker, wanted) in [
            ("<!-- command: demo -->", "bash .ci/setup && swift run -c release lathe demo"),
            ("<!-- command: tests -->", "bash .ci/setup && swift build --build-tests && swift test --skip-build --no-parallel"),
        ] {
            let places = lines.indices.filter { lines[$0] == marker }
            #expect(places.count == 1, "\(marker)")
            let behind = lines[((places.first ?? 0) + 1)...].drop { $0.isEmpty || $0.hasPrefix("```") }
            #expect(behind.first == wanted)
        }
        #expect(Repository.exists(".ci/setup") && Repository.exists(".ci/run"))
    }

    @Test("docs/architecture.md lists every package that .ci/setup installs")
    func packages() throws {
        let setup = try Repository.text(".ci/setup")
        let list = try #require(setup.firstMatch(of: #/packages=\(([^)]*)\)/#)).1
        let page = try Repository.lines("docs/architecture.md")
        for package in list.split(whereSeparator: \.isWhitespace) {
            #expect(page.contains { $0.hasPrefix("| ") && $0.contains("`\(package)`") }, "\(package)")
        }
    }
}
