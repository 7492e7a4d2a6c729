import Events
import TestKit
import Testing
import Tools

@Suite("Argument schemas")
struct SchemaTests {
    @Test("000-07: every keyword of JSON Schema 2020-12 takes and refuses what it should")
    func table() throws {
        let cases = try SchemaTable.cases()
        #expect(cases.count > 150)
        for one in cases {
            let faults = ArgumentSchema(one.schema).faults(in: one.value)
            #expect(faults.isEmpty == one.fits, "\(one): \(faults)")
        }
    }

    @Test(
        "000-07: a fault says where it is, what is wrong and what would be right",
        arguments: [
            (#"{"properties": {"a": {"items": {"minimum": 3}}}}"#, #"{"a": [3, 2]}"#, "`a[1]` must be at least 3, but is the integer 2"),
            (#"{"const": "x"}"#, "1", "the arguments must be \"x\", but is the integer 1"),
            (#"{"exclusiveMaximum": 2.5}"#, "2.5", "must be less than 2.5, but is the number 2.5"),
            (#"{"multipleOf": 5}"#, "7", "must be a multiple of 5"),
            (#"{"pattern": "^v\\d"}"#, "\"1\"", "must match the regular expression ^v\\d, but is the string \"1\""),
            (#"{"uniqueItems": true}"#, "[1, 2, 1]", "items 0 and 2 are equal"),
            (#"{"contains": {"type": "string"}}"#, "[1]", "at least one fitting item, but holds 0; `[0]` must be a string"),
            (#"{"dependentRequired": {"a": ["b"]}}"#, #"{"a": 1}"#, "`b` is required together with `a`, but is missing"),
            (#"{"propertyNames": {"pattern": "^[a-z]+$"}}"#, #"{"A": 1}"#, "the name `A` must match"),
            (#"{"minProperties": 2}"#, #"{"a": 1}"#, "must have at least 2 members, but has 1"),
            (#"{"properties": {"a": false}}"#, #"{"a": 1}"#, "`a` is not allowed here; leave it out"),
            (#"{"not": {"type": "null"}}"#, "null", "must not be like this: {\"type\":\"null\"} describes it"),
            (
                #"{"anyOf": [{"type": "integer"}, {"required": ["path"]}]}"#, "{}",
                "fits none of 2 forms: `path` is required, but is missing"
            ),
            (
                #"{"anyOf": [{"type": "integer"}, {"type": "null"}]}"#, "\"x\"",
                "must be an integer, but is the string \"x\", or the arguments must be null"
            ),
            (#"{"oneOf": [{"minimum": 1}, {"maximum": 5}]}"#, "3", "must have exactly one of 2 forms, but has forms 1 and 2"),
            (
                #"{"allOf": [{"properties": {"abc": {}}}], "unevaluatedProperties": false}"#, #"{"abd": 1}"#,
                "`abd` is not a known name; leave it out"
            ),
        ])
    func messages(schema: String, value: String, expected: String) throws {
        let faults = ArgumentSchema(try JSON(parsing: schema)).faults(in: try JSON(parsing: value))
        #expect(faults.joined(separator: "; ").contains(expected), "\(faults)")
    }

    @Test("At most eight faults are told, and none of them is long")
    func fewFaults() throws {
        let many = JSON.array((0..<1000).map { .string(String(repeating: "x", count: $0 * 10)) })
        let faults = ArgumentSchema(["items": ["type": "integer"]]).faults(in: many)
        #expect(faults.count == 8 && faults.allSatisfy { $0.utf8.count < 200 })
        let names = JSON.array((0..<20).map { .string("member\($0)") })
        #expect(ArgumentSchema(["required": names]).faults(in: [:]).count == 8)
        let choices = JSON.array((0..<500).map { .integer($0) })
        #expect(ArgumentSchema(["enum": choices]).faults(in: "x").first.map { $0.utf8.count < 500 } == true)
    }

    @Test("References in circles, forms that double, patterns that explode and deep values come to an end")
    func hostile() async throws {
        let circle = try JSON(
            parsing: ##"{"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"allOf": [{"$ref": "#/$defs/a"}]}}}"##)
        #expect(ArgumentSchema(circle).faults(in: 1).isEmpty)
        #expect(ArgumentSchema(["$ref": "#"]).faults(in: 1).isEmpty)
        #expect(ArgumentSchema(["$ref": "https://example.org/schema"]).faults(in: 1).isEmpty)
        #expect(ArgumentSchema(["$ref": "#/%zz"]).faults(in: 1).isEmpty && ArgumentSchema(["$ref": "#/a/b"]).faults(in: 1).isEmpty)

        // 2^40 ways; the refusal must not be turned into consent by `not`.
        var definitions = JSONObject([.init("d40", false)])
        for level in 0..<40 {
            let next: JSON = ["$ref": .string("#/$defs/d\(level + 1)")]
            definitions["d\(level)"] = ["anyOf": [next, ["allOf": [next]]]]
        }
        for start in [["$ref": "#/$defs/d0"], ["not": ["$ref": "#/$defs/d0"]]] as [JSON] {
            let schema: JSON = ["allOf": [start], "$defs": .object(definitions)]
            #expect(ArgumentSchema(schema).faults(in: 1).first?.contains("send less at once") == true)
        }
        let explosive: JSON = ["pattern": "^(a+)+(b|c)(a+)+$"]
        let text = JSON.string(String(repeating: "a", count: 60) + "!")
        #expect(!ArgumentSchema(explosive).faults(in: text).isEmpty)
        #expect(!ArgumentSchema(["not": explosive]).faults(in: text).isEmpty)
        let long = JSON.string(String(repeating: "é", count: 500_000) + "z")
        #expect(ArgumentSchema(["pattern": "z$"]).faults(in: long).isEmpty)
        #expect(!ArgumentSchema(["pattern": "y$"]).faults(in: long).isEmpty)

        // As deep as the reader lets through, on a thread of the pool.
        let tree = try JSON(
            parsing: ##"{"$defs": {"t": {"anyOf": [{"type": "integer"}, {"items": {"$ref": "#/$defs/t"}}]}}, "$ref": "#/$defs/t"}"##)
        let deep = try JSON(parsing: String(repeating: "[", count: 63) + "1" + String(repeating: "]", count: 63))
        let faults = await Task.detached { ArgumentSchema(tree).faults(in: deep) }.value
        #expect(faults.isEmpty)
        let nested = try JSON(parsing: String(repeating: #"{"not":"#, count: 127) + "true" + String(repeating: "}", count: 127))
        #expect(await Task.detached { ArgumentSchema(nested).faults(in: 1) }.value.count == 1)

        let wide = JSON.array((0..<60_000).map { .integer($0) })
        #expect(ArgumentSchema(["uniqueItems": true]).faults(in: wide).isEmpty)
    }

    @Test("No schema and no value make it crash or hang, and `not` always says the opposite")
    func fuzz() {
        var random = SeededGenerator.fresh("schema fuzz")
        for _ in 0..<3000 {
            let made = SchemaMaker.schema(depth: 4, using: &random)
            var schema = made.object ?? JSONObject([.init("allOf", .array([made]))])
            schema["$defs"] = ["a": SchemaMaker.schema(depth: 2, using: &random), "b": SchemaMaker.schema(depth: 2, using: &random)]
            let value = SchemaMaker.value(depth: 4, using: &random)
            let faults = ArgumentSchema(.object(schema)).faults(in: value)
            #expect(faults.count <= 8)
            guard faults.first?.contains("send less at once") != true else { continue }
            // Below another root `#` would mean another schema.
            guard !JSON.object(schema).text.contains("\"#\"") else { continue }
            var opposite = JSONObject([.init("not", .object(schema))])
            opposite["$defs"] = schema["$defs"]
            #expect(
                ArgumentSchema(.object(opposite)).faults(in: value).isEmpty != faults.isEmpty,
                "\(random): \(JSON.object(schema).text) :: \(value.text)")
        }
    }
}

/// Makes schemas and values that are mostly sensible and sometimes not.
private enum SchemaMaker {
    private static let words = ["a", "b", "ab", "x_1", "", "é", "0"]
    private static let types = ["integer", "number", "string", "array", "object", "boolean", "null", "nonsense"]
    private static let patterns = ["a", "^a", "b$", "[a-", "(", "^(a|b)*$", "\\d", "^$"]

    static func value(depth: Int, using random: inout SeededGenerator) -> JSON {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 6), using: &random) {
        case 0: return .null
        case 1: return .bool(.random(using: &random))
        case 2: return .integer([0, 1, -1, 2, 3, .max, .min].randomElement(using: &random) ?? 0)
        case 3: return .number([0, 1, 0.5, -2, 1e300, 1.5].randomElement(using: &random) ?? 0)
        case 4, 5: return .string(word(&random))
        case 6: return .array((0..<Int.random(in: 0...4, using: &random)).map { _ in value(depth: depth - 1, using: &random) })
        default:
            return .object(
                JSONObject(
                    (0..<Int.random(in: 0...4, using: &random)).map { _ in .init(word(&random), value(depth: depth - 1, using: &random)) }))
        }
    }

    static func schema(depth: Int, using random: inout SeededGenerator) -> JSON {
        guard depth > 0, Int.random(in: 0..<10, using: &random) > 0 else { return .bool(.random(using: &random)) }
        // Whatever stands where a schema should.
        if Int.random(in: 0..<40, using: &random) == 0 { return value(depth: 2, using: &random) }
        var object = JSONObject()
        for _ in 0..<Int.random(in: 0...4, using: &random) {
            let (key, keyword) = keyword(depth: depth - 1, &random)
            object[key] = Int.random(in: 0..<30, using: &random) == 0 ? value(depth: 2, using: &random) : keyword
        }
        return .object(object)
    }

    private static func keyword(depth: Int, _ random: inout SeededGenerator) -> (String, JSON) {
        func inner(_ random: inout SeededGenerator) -> JSON { schema(depth: depth, using: &random) }
        let count = JSON.integer(.random(in: -1...4, using: &random))
        let key = keys.randomElement(using: &random) ?? "type"
        switch key {
        case "type": return (key, .string(types.randomElement(using: &random) ?? ""))
        case "enum": return (key, .array((0..<3).map { _ in value(depth: 1, using: &random) }))
        case "const": return (key, value(depth: 2, using: &random))
        case "pattern": return (key, .string(patterns.randomElement(using: &random) ?? ""))
        case "uniqueItems": return (key, .bool(.random(using: &random)))
        case "required": return (key, .array([.string(word(&random))]))
        case "dependentRequired": return (key, .object(JSONObject([.init(word(&random), .array([.string(word(&random))]))])))
        case "properties", "dependentSchemas": return (key, .object(JSONObject((0..<2).map { _ in .init(word(&random), inner(&random)) })))
        case "patternProperties": return (key, .object(JSONObject([.init(patterns.randomElement(using: &random) ?? "", inner(&random))])))
        case "allOf", "anyOf", "oneOf", "prefixItems": return (key, .array((0..<2).map { _ in inner(&random) }))
        case "$ref": return (key, .string(["#", "#/$defs/a", "#/$defs/b", "#/$defs", "#a", "x"].randomElement(using: &random) ?? "#"))
        case _ where counts.contains(key): return (key, count)
        default: return (key, inner(&random))
        }
    }

    private static let counts: Set = [
        "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "minItems", "maxItems",
        "minContains", "maxContains", "minProperties", "maxProperties",
    ]
    private static let keys =
        counts.sorted() + [
            "type", "type", "enum", "const", "pattern", "uniqueItems", "required", "dependentRequired", "properties", "properties",
            "dependentSchemas", "patternProperties", "additionalProperties", "propertyNames", "allOf", "anyOf", "oneOf", "not", "if",
            "then", "else", "prefixItems", "items", "contains", "unevaluatedProperties", "unevaluatedItems", "$ref",
        ]

    private static func word(_ random: inout SeededGenerator) -> String { words.randomElement(using: &random) ?? "" }
}
