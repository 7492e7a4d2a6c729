import Events
import Testing
import Tools

@Suite("Catalogue")
struct CatalogueTests {
    private let specs = ToolDispatcher().specs

    @Test("001-09: every manual says when to use the tool, its limits and an example")
    func manuals() {
        for spec in specs {
            for word in ["When to use:", "Limits:", "Example: {"] { #expect(spec.manual.contains(word), "\(spec.name): \(word)") }
            #expect(spec.manual.utf8.count > 250, "\(spec.name)")
        }
    }

    @Test("001-10: the example of every manual is a call that its schema takes")
    func examples() throws {
        let dispatcher = ToolDispatcher()
        for spec in specs {
            let example = spec.manual.split(separator: "Example: ").last.map { String($0.prefix { $0 != "\n" }) } ?? ""
            // Prose after the object is allowed; the object ends at the last brace.
            let text = String(example[...(example.lastIndex(of: "}") ?? example.startIndex)])
            let call = dispatcher.prepare(name: spec.name, arguments: text)
            #expect(call.fault == nil, "\(spec.name): \(text): \(call.fault?.output ?? "")")
        }
    }

    @Test("001-08: every schema is an object that says which members it takes and describes them")
    func schemas() {
        for spec in specs {
            #expect(spec.parameters["type"]?.string == "object", "\(spec.name)")
            #expect(spec.parameters["additionalProperties"]?.bool == false, "\(spec.name)")
            let properties = spec.parameters["properties"]?.object
            for member in properties?.members ?? [] {
                #expect(member.value["description"]?.string?.isEmpty == false, "\(spec.name).\(member.key)")
            }
            for required in spec.parameters["required"]?.array ?? [] {
                #expect(properties?[required.string ?? ""] != nil, "\(spec.name)")
            }
        }
    }

    @Test("Names and aliases are unique, and every tool has a time limit unless it keeps its own time")
    func names() {
        let all = specs.flatMap { [$0.name] + $0.aliases }
        #expect(Set(all).count == all.count)
        #expect(specs.filter { $0.timeLimit == nil }.map(\.name) == [ToolName.executeShellCommand])
        #expect(specs.count == Toolbox.builtIn.count)
    }

    @Test("Reading tools only read, changing tools write, and the rest steer the loop")
    func effects() {
        let effects = Dictionary(uniqueKeysWithValues: specs.map { ($0.name, $0.effects) })
        for name in [ToolName.readFile, ToolName.listDirectory, ToolName.findFiles, ToolName.regexSearch] {
            #expect(effects[name] == [.read])
        }
        for name in [ToolName.writeFile, ToolName.editFile] { #expect(effects[name] == [.write]) }
        #expect(effects[ToolName.readArtifact] == [.read])
        for name in [
            ToolName.todoRead, ToolName.todoWrite, ToolName.askUser, ToolName.taskFinish, ToolName.attemptCompletion, ToolName.sayToUser,
            ToolName.exit, ToolName.compressMemory,
        ] {
            #expect(effects[name] == [.control])
        }
        #expect(effects[ToolName.executeShellCommand] == [.execute])
    }

    @Test("000-11: only tools without effects are tried again by themselves, and every one that reads files is")
    func retries() {
        for spec in specs where spec.retry != .never {
            #expect(spec.effects == [.read], "\(spec.name)")
            #expect((2...5).contains(spec.retry.attempts) && spec.retry.codes == [.toolFailed], "\(spec.name)")
        }
        for name in [ToolName.readFile, ToolName.listDirectory, ToolName.findFiles, ToolName.regexSearch, ToolName.readArtifact] {
            #expect(specs.first { $0.name == name }?.retry != .never, "\(name)")
        }
    }

    @Test("001-08: every schema is JSON Schema 2020-12, and a broken one would be found")
    func metaSchema() throws {
        let meta = ArgumentSchema(MetaSchema.value)
        for spec in specs { #expect(meta.faults(in: spec.parameters) == [], "\(spec.name)") }
        #expect(meta.faults(in: MetaSchema.value) == [])
        for broken in [
            #"{"type": "text"}"#, #"{"required": "a"}"#, #"{"properties": {"a": {"minLength": -1}}}"#, #"{"items": [{}]}"#, #"{"enum": 1}"#,
            #"{"anyOf": []}"#, #"{"properties": {"a": {"properties": {"b": 3}}}}"#, "[]", #"{"multipleOf": 0}"#, #"{"typ": "string"}"#,
        ] {
            #expect(meta.faults(in: try JSON(parsing: broken)) != [], "\(broken)")
        }
    }
}
