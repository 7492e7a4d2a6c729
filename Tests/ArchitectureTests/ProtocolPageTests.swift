import Events
import Glibc
import Testing

/// docs/streaming-protocol.md and docs/event-schema.json against the code.
@Suite struct ProtocolPageTests {
    private static let page = "docs/streaming-protocol.md"

    /// The page cut at its headings: a type's word and the lines of its section.
    private static func sections() throws -> [String: [String]] {
        var sections: [String: [String]] = [:]
        var name = ""
        for line in try Repository.lines(page) {
            if line.hasPrefix("#") {
                name = line.firstMatch(of: #/^#+ `(\w+)`$/#).map { String($0.1) } ?? ""
            } else if !name.isEmpty {
                sections[name, default: []].append(line)
            }
        }
        return sections
    }

    private static func examples() throws -> [String] {
        var examples: [String] = []
        var isInside = false
        for line in try Repository.lines(page) {
            if line.hasPrefix("```") {
                isInside = line == "```json"
            } else if isInside {
                examples.append(line)
            }
        }
        return examples
    }

    @Test("000-31: every example of the protocol page is an event that is read, and written back byte for byte")
    func examplesRun() throws {
        var missing = Set(EventCatalogue.types.map(\.type))
        for example in try Self.examples() {
            let event = try RunEvent(line: Array(example.utf8))
            #expect(String(decoding: event.line, as: UTF8.self) == example)
            if case .unknown = event.payload { Issue.record("an example is not understood: \(example)") }
            #expect(event.unknownFields.isEmpty && event.unknownPayload.isEmpty, "\(example)")
            missing.remove(event.type)
        }
        #expect(missing.isEmpty, "types without an example: \(missing.sorted())")
    }

    @Test("000-31: every type has its section, with one row for each member and no other")
    func rows() throws {
        let sections = try Self.sections()
        #expect(Set(sections.keys) == Set(EventCatalogue.types.map(\.type)))
        for (type, fields) in EventCatalogue.types {
            let rows = (sections[type] ?? []).filter { $0.hasPrefix("| `") }
            #expect(rows.count == fields.count, "\(type)")
            for (row, field) in zip(rows, fields) {
                let start = "| `\(field.name)` | \(Self.words(field.kind))\(field.required ? "" : ", optional") | "
                #expect(row.hasPrefix(start), "\(type): \(row) is not \(start)…")
            }
        }
    }

    private static func words(_ kind: EventField.Kind) -> String {
        switch kind {
        case .string: "string"
        case .integer: "integer"
        case .number: "number"
        case .boolean: "boolean"
        case .object: "object"
        case .any: "any"
        case .word(let words): words.map { "`\($0)`" }.joined(separator: " ")
        case .list(let type): "list of \(type)"
        }
    }

    @Test("every member of an object inside a payload has a row")
    func innerRows() throws {
        let lines = try Repository.lines(Self.page)
        func check(_ value: JSON, _ path: String) {
            for item in value.array ?? [] { check(item, path) }
            for member in value.object?.members ?? []
            where !["arguments", "metadata", "inputs", "output", "expected_output"].contains(member.key) {
                #expect(lines.contains { $0.hasPrefix("| `\(member.key)` |") }, "\(path).\(member.key)")
                check(member.value, path + "." + member.key)
            }
        }
        for example in try Self.examples() { check(try JSON(parsing: example), "") }
    }

    @Test("every error code has a row")
    func errorCodes() throws {
        let lines = try Repository.lines(Self.page)
        for code in ErrorCode.all { #expect(lines.contains { $0.contains("`\(code.word)`") }, "\(code.word)") }
    }

    @Test("docs/event-schema.json is the schema of the code")
    func schema() throws {
        let schema = EventCatalogue.schema.prettyText + "\n"
        if getenv("LATHE_RECORD").map({ String(cString: $0) }) == "1" { try Repository.write(schema, to: "docs/event-schema.json") }
        #expect(try Repository.text("docs/event-schema.json") == schema, "LATHE_RECORD=1 writes it anew")
    }
}
