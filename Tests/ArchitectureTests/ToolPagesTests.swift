import Events
import Glibc
import Testing

@testable import Tools

/// docs/tool-protocol.md and docs/migration.md against the code.
@Suite struct ToolPagesTests {
    @Test("001-46: the page of the tool protocol has every status and every error code of a tool, and its example is an event")
    func protocolPage() throws {
        let text = try Repository.text("docs/tool-protocol.md")
        for status in ToolStatus.allCases { #expect(text.contains("| `\(status.rawValue)` |"), "\(status.rawValue)") }
        let streaming = try Repository.text("docs/streaming-protocol.md")
        let codes = try #require(streaming.split(separator: "\n").first { $0.hasPrefix("| tool | `unknown_tool`") })
        let listed = codes.split(separator: "|").last { $0.contains("`") }.map { $0.trimmed } ?? ""
        #expect(text.contains("<!-- tool error codes -->\n\(listed)\n"), "\(listed)")
        let example = try #require(text.split(separator: "\n").first { $0.hasPrefix("{\"v\":1") })
        let event = try RunEvent(line: Array(example.utf8))
        #expect(String(decoding: event.line, as: UTF8.self) == example)
        guard case .toolCallFinished = event.payload else { return #expect(Bool(false), "the example is no result") }
    }

    @Test("001-46: the page for newcomers has every name that a tool is known by")
    func names() throws {
        let path = "docs/migration.md"
        let (start, end) = ("<!-- tool names -->\n", "<!-- end of tool names -->\n")
        let text = try Repository.text(path)
        let head = try #require(text.firstRange(of: start))
        let tail = try #require(text.firstRange(of: end))
        if getenv("LATHE_RECORD").map({ String(cString: $0) }) == "1" {
            try Repository.write(text[..<head.upperBound] + Self.table + text[tail.lowerBound...], to: path)
        }
        #expect(try Repository.text(path).contains(start + Self.table + end), "LATHE_RECORD=1 writes it anew")
    }

    private static var table: String {
        var table = "\n| tool | also |\n|---|---|\n"
        for tool in Toolbox.builtIn {
            table += "| `\(tool.spec.name)` | \(tool.spec.aliases.map { "`\($0)`" }.joined(separator: " ")) |\n"
        }
        return table + "\n"
    }
}

extension Substring {
    fileprivate var trimmed: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
