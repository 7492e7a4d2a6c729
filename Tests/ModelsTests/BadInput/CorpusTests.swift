import Events
import Glibc
import Testing

@testable import Models

/// The larger corpora, for those who have them.
@Suite struct CorpusTests {
    private static let folder = getenv("LATHE_CORPORA").map { String(cString: $0) + "/sse" }

    @Test(
        "the whole corpus of provider streams ends as it should, in chunks of every size", .enabled(if: folder != nil, "set LATHE_CORPORA"))
    func streams() async throws {
        for line in try lines("provider_streams.jsonl") {
            let row = try JSON(parsing: line)
            let (name, expected) = (row["name"]?.string ?? "", row["expect"]?.string ?? "")
            let bytes = try #require(Base64.bytes(of: row["b64"]?.string ?? ""))
            var summaries: Set<String> = []
            for step in [1, 5, 4096, max(1, bytes.count)] {
                let chunks = stride(from: 0, to: bytes.count, by: step).map { Array(bytes[$0..<min($0 + step, bytes.count)]) }
                let reading = await answer(chunks, format: name.hasPrefix("an_") ? .anthropic : .chat)
                #expect(reading.endings == 1 && reading.isWhatWasShown, "\(name)")
                summaries.insert(reading.summary)
            }
            let summary = summaries.count == 1 ? summaries.first ?? "" : "\(summaries)"
            // Arguments and names that are wrong are told to the model by those who would run the call.
            let isLeftToTools = expected.hasPrefix("error:args") || expected.hasPrefix("error:unknown_tool")
            if expected.hasPrefix("ok:") { #expect(summary == "stop:" + expected.dropFirst(3), "\(name)") }
            if expected.hasPrefix("error:"), !isLeftToTools { #expect(summary.hasPrefix("error:"), "\(name): \(summary)") }
            if expected.hasPrefix("tool:") || isLeftToTools { #expect(summary.hasPrefix("tool_calls:"), "\(name): \(summary)") }
            if expected == "ok" { #expect(!summary.hasPrefix("error:"), "\(name): \(summary)") }
        }
    }

    private func lines(_ name: String) throws -> [String] {
        let file = try #require(fopen((Self.folder ?? "") + "/" + name, "r"))
        defer { fclose(file) }
        var (line, size, lines) = (UnsafeMutablePointer<CChar>?.none, 0, [String]())
        while getline(&line, &size, file) > 0, let text = line {
            lines.append(String(String(cString: text).filter { !$0.isNewline }))
        }
        free(line)
        return lines
    }
}
