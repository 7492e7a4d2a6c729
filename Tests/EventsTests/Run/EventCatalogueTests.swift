import TestKit
import Testing

@testable import Events

@Suite struct EventCatalogueTests {
    @Test("000-26, 002-16: every event satisfies the schema")
    func satisfied() {
        let schema = EventCatalogue.schema
        for payload in Samples.full + Samples.sparse + [.unknown(type: "dance_started", ["x": 1])] {
            #expect(SchemaCheck.faults(Samples.event(payload).json, schema) == [], "\(payload.type)")
        }
    }

    @Test("an event that lacks a required member, or has one of another kind, does not satisfy the schema")
    func violated() throws {
        let schema = EventCatalogue.schema
        for (payload, entry) in zip(Samples.full, EventCatalogue.types) {
            let whole = try #require(Samples.event(payload).json.object)
            for field in entry.fields {
                guard case .object(var body)? = whole["payload"] else { continue }
                #expect(body[field.name] != nil, "the sample of \(entry.type) has no \(field.name)")
                body[field.name] = nil
                #expect(
                    SchemaCheck.faults(Self.with(whole, body), schema).isEmpty == !field.required, "\(entry.type).\(field.name) left out")
                if case .any = field.kind { continue }
                body[field.name] = .null
                #expect(!SchemaCheck.faults(Self.with(whole, body), schema).isEmpty, "\(entry.type).\(field.name) null")
            }
        }
        for key in ["v", "run_id", "seq", "ts", "mono_us", "type", "loop_id", "iteration", "agent_status", "payload"] {
            var object = try #require(Samples.event(Samples.full[0]).json.object)
            object[key] = nil
            #expect(!SchemaCheck.faults(.object(object), schema).isEmpty, "\(key)")
        }
    }

    private static func with(_ event: JSONObject, _ payload: JSONObject) -> JSON {
        var event = event
        event["payload"] = .object(payload)
        return .object(event)
    }

    @Test("no type and no member is listed twice, and every member that is written is listed")
    func complete() {
        let types = EventCatalogue.types.map(\.type)
        #expect(Set(types).count == types.count)
        for (payload, entry) in zip(Samples.full, EventCatalogue.types) {
            let names = entry.fields.map(\.name)
            #expect(Set(names).count == names.count, "\(entry.type)")
            #expect(payload.json.object?.keys == names, "\(entry.type)")
        }
    }
}
