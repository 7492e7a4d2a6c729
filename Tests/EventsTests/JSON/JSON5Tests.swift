import Testing

@testable import Events

@Suite struct JSON5Tests {
    @Test("comments, trailing commas, bare names and single quotes are read")
    func reads() throws {
        let text = """
            // a script
            {
              turns: [ { text: 'it is', count: 0x10, ratio: .5, }, ],
            }
            """
        let json = try JSON(json5: Array(text.utf8))
        #expect(json["turns"]?[0]?["text"] == "it is")
        #expect(json["turns"]?[0]?["count"]?.integer == 16)
        #expect(json["turns"]?[0]?["ratio"]?.double == 0.5)
    }

    @Test(
        "a fault is told in one line for people",
        arguments: ["{a: }", "{a: 1 b: 2}", "[1, 2", "", "{\"a\": tru}", "/* open", "{a: \"\u{1}", String(repeating: "[", count: 100_000)])
    func faults(_ text: String) throws {
        let error = try #require(throws: JSONParseError.self) { try JSON(json5: Array(text.utf8)) }
        #expect(!error.reason.isEmpty && error.reason.count < 200)
        #expect(!error.reason.contains("\n") && !error.reason.contains("UserInfo") && !error.reason.contains("Domain="))
    }

    @Test("bytes that are not UTF-8 are refused")
    func notUTF8() {
        #expect(throws: JSONParseError.self) { try JSON(json5: [0x7B, 0x61, 0x3A, 0x22, 0xFF, 0x22, 0x7D]) }
    }
}
