import Events
import Glibc
import TestKit
import Testing

@testable import Models

/// `docs/prompt_loop_schema.md` against the reader and the prompt.
@Suite struct ActionPageTests {
    private static func page() throws -> String {
        // Tests/ModelsTests/Actions/ActionPageTests.swift
        let root = "\(#filePath)".split(separator: "/", omittingEmptySubsequences: false).dropLast(4).joined(separator: "/")
        let file = try #require(fopen(root + "/docs/prompt_loop_schema.md", "r"))
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 18)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes[..<count], as: UTF8.self)
    }

    /// The text of the block behind a marker.
    private static func block(_ marker: String) throws -> String {
        let page = try page()
        let place = try #require(page.firstRange(of: "<!-- \(marker) -->\n```"), "\(marker)")
        let rest = page[place.upperBound...].drop { $0 != "\n" }.dropFirst()
        let end = try #require(rest.firstRange(of: "\n```"))
        return String(rest[..<end.lowerBound])
    }

    private static func schema() throws -> JSON { try JSON(parsing: block("schema")) }

    @Test("003-40: every example of docs/prompt_loop_schema.md fits the schema and is read as what it says")
    func examples() throws {
        for (name, expected) in [
            ("tool_call", #"read_file{"path":"config/app.json"}"#), ("final", "final:The port is read from config/app.json; it is 8080."),
            ("need_more_info", #"ask:Which database shall I use?["SQLite", "PostgreSQL"]"#),
        ] {
            let text = try Self.block("example: \(name)")
            #expect(told(ActionReader.read(text)) == expected)
            let json = try JSON(parsing: text)
            let faults = SchemaCheck.faults(json, try Self.schema())
            #expect(json["action"]?.string == name && faults.isEmpty, "\(faults)")
        }
    }

    @Test("003-40: the page's repair is what the reader says, and the mended answer is an action")
    func repair() throws {
        guard case .malformed(let fault) = ActionReader.read(try Self.block("repair: answer")).outcome else {
            Issue.record("the broken example is an action")
            return
        }
        let message = try Self.block("repair: message")
        #expect(fault.message == message)
        let faults = SchemaCheck.faults(try JSON(parsing: Self.block("repair: answer")), try Self.schema())
        #expect(!faults.isEmpty)
        let mended = try Self.block("repair: mended")
        #expect(told(ActionReader.read(mended)) == #"read_file{"path":"config/app.json"}"#)
        let page = try Self.page()
        #expect(page.contains("`\(ActionFault.beginning)`"))
    }

    @Test("003-40: the prompt names exactly the actions and members of the schema")
    func members() throws {
        let prompt = ActionPrompt(tools: [readTool, askTool], askTool: "ask_user").text
        let rules = try #require(prompt.firstRange(of: "# Tools")).lowerBound
        var named: [String: Set<String>] = [:]
        for line in prompt[..<rules].split(separator: "\n") where line.hasPrefix("{") {
            let json = try JSON(parsing: String(line))
            let faults = SchemaCheck.faults(json, try Self.schema())
            #expect(faults.isEmpty, "\(line): \(faults)")
            named[json["action"]?.string ?? ""] = Set(json.object?.keys ?? []).subtracting(["action"])
        }
        let schema = try Self.schema()
        var written: [String: Set<String>] = [:]
        for part in schema["allOf"]?.array ?? [] {
            let word = part["if"]?["properties"]?["action"]?["const"]?.string ?? ""
            written[word] = Set(part["then"]?["properties"]?.object?.keys ?? [])
        }
        #expect(named == written && named.count == 3)
        let words = ActionWord.allCases.map(\.rawValue)
        #expect(schema["properties"]?["action"]?["enum"]?.array?.compactMap(\.string) == words && Set(named.keys) == Set(words))
    }
}
