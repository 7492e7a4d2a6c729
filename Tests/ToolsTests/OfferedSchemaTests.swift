import Events
import Testing

@testable import Tools

@Suite("What the model is told of a tool's parameters")
struct OfferedSchemaTests {
    /// Every key of an object below this value, however deep.
    private func keys(_ value: JSON) -> Set<String> {
        switch value {
        case .object(let object): object.members.reduce(into: Set(object.keys)) { $0.formUnion(keys($1.value)) }
        case .array(let items): items.reduce(into: []) { $0.formUnion(keys($1)) }
        default: []
        }
    }

    @Test("no tool is told with an upper bound of length, which local servers cannot put into a grammar")
    func bounds() {
        #expect(Toolbox.builtIn.contains { keys($0.spec.parameters).contains("maxLength") })
        for tool in Toolbox.builtIn {
            let found = keys(tool.spec.offeredParameters)
            #expect(found.isDisjoint(with: ["maxLength", "maxItems"]), "\(tool.spec.name)")
        }
    }

    @Test("everything else stays, also a parameter that is called like a bound")
    func rest() {
        let schema: JSON = [
            "type": "object", "required": ["maxLength"],
            "properties": [
                "maxLength": ["type": "integer", "minimum": 1, "maximum": 9],
                "list": ["type": "array", "maxItems": 3, "items": ["type": "string", "minLength": 1, "maxLength": 2000]],
            ],
        ]
        let spec = ToolSpec(name: "x", manual: "", parameters: schema, effects: [])
        #expect(
            spec.offeredParameters == [
                "type": "object", "required": ["maxLength"],
                "properties": [
                    "maxLength": ["type": "integer", "minimum": 1, "maximum": 9],
                    "list": ["type": "array", "items": ["type": "string", "minLength": 1]],
                ],
            ])
    }
}
