import FoundationEssentials
import Glibc
import Testing

@testable import Events

@Suite struct JSONParserTests {
    @Test("every valid text of the suite is read", arguments: JSONCases.valid)
    func reads(_ text: String) throws {
        _ = try JSON(parsing: text)
    }

    @Test("every invalid text of the suite is refused", arguments: JSONCases.invalid)
    func refuses(_ text: String) {
        #expect(throws: JSONParseError.self) { try JSON(parsing: text) }
        #expect(throws: JSONParseError.self) { try JSON(parsing: Array(text.utf8), repairingText: true) }
    }

    @Test("bytes that are not UTF-8 are refused, or become replacement characters where text is repaired, and only inside strings")
    func invalidUTF8() throws {
        for (bytes, repaired) in JSONCases.invalidUTF8 {
            #expect(throws: JSONParseError.self, "\(bytes)") { try JSON(parsing: bytes) }
            if let repaired {
                #expect(try JSON(parsing: bytes, repairingText: true).text == repaired, "\(bytes)")
            } else {
                #expect(throws: JSONParseError.self, "\(bytes)") { try JSON(parsing: bytes, repairingText: true) }
            }
        }
    }

    @Test("values come out as they were written")
    func values() throws {
        #expect(try JSON(parsing: "9223372036854775807") == .integer(.max))
        #expect(try JSON(parsing: "-9223372036854775808") == .integer(.min))
        #expect(try JSON(parsing: "9223372036854775808") == .number(9_223_372_036_854_775_808))
        #expect(try JSON(parsing: "1.0") == .number(1))
        #expect(try JSON(parsing: "1.0").integer == 1)
        #expect(try JSON(parsing: "-0.25e1") == .number(-2.5))
        #expect(try JSON(parsing: "\"\\uD834\\uDD1E\\u00e9\\/\"") == "\u{1D11E}é/")
        #expect(try JSON(parsing: "\"\\uDFAA\"") == "\u{FFFD}")
        #expect(try JSON(parsing: "\"\\uD800\\n\"") == "\u{FFFD}\n")
        #expect(try JSON(parsing: "\"\\uD888\\u1234\"") == "\u{FFFD}\u{1234}")
        let object = try JSON(parsing: #"{"b":1,"a":2,"b":3}"#)
        #expect(object.object?.keys == ["b", "a", "b"])
        #expect(object["b"] == 3)
    }

    @Test("nesting is read to its limit and refused one deeper, however deep")
    func depth() throws {
        func nested(_ count: Int) -> String { String(repeating: "[", count: count) + String(repeating: "]", count: count) }
        _ = try JSON(parsing: nested(128))
        #expect(throws: JSONParseError.self) { try JSON(parsing: nested(129)) }
        _ = try JSON(parsing: nested(3), maximumDepth: 3)
        #expect(throws: JSONParseError.self) { try JSON(parsing: nested(4), maximumDepth: 3) }
        #expect(throws: JSONParseError.self) { try JSON(parsing: String(repeating: "[", count: 100_000)) }
        #expect(throws: JSONParseError.self) { try JSON(parsing: String(repeating: "[{\"\":", count: 50_000)) }
        // Side by side is not deep.
        _ = try JSON(parsing: "[" + Array(repeating: "[[]]", count: 1000).joined(separator: ",") + "]")
    }

    @Test("a fault says where it is")
    func offset() {
        #expect(throws: JSONParseError(offset: 7, reason: "a comma or a closing bracket is missing")) { try JSON(parsing: #"{"a":[1*]}"#) }
        #expect(JSONParseError(offset: 3, reason: "a colon is missing").description == "not JSON at byte 3: a colon is missing")
    }

    @Test("the whole of JSONTestSuite holds", .enabled(if: Self.suite != nil))
    func wholeSuite() throws {
        let folder = try #require(Self.suite)
        var counts = ["y": 0, "n": 0, "i": 0]
        for name in try FileManager.default.contentsOfDirectory(atPath: folder).sorted() where name.hasSuffix(".json") {
            let bytes = Array(try Data(contentsOf: URL(filePath: folder + "/" + name)))
            let kind = String(name.prefix(1))
            counts[kind, default: 0] += 1
            let plain = try? JSON(parsing: bytes)
            let repaired = try? JSON(parsing: bytes, repairingText: true)
            switch kind {
            case "y": #expect(plain != nil && plain == repaired, "\(name)")
            case "n": #expect(plain == nil && repaired == nil, "\(name)")
            default:
                // Either way is right; what is read can be written and read again.
                if let repaired { #expect((try? JSON(parsing: repaired.bytes)) != nil, "\(name)") }
            }
        }
        #expect((counts["y"] ?? 0) > 90 && (counts["n"] ?? 0) > 180 && (counts["i"] ?? 0) > 30)
    }

    /// The folder `json/test_parsing` of the corpora that `LATHE_CORPORA` names; nil leaves the test out.
    private static let suite: String? = {
        guard let corpora = getenv("LATHE_CORPORA") else { return nil }
        let folder = String(cString: corpora) + "/json/test_parsing"
        return access(folder, R_OK) == 0 ? folder : nil
    }()
}
