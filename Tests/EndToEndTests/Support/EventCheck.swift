import Engine
import Events
import Tools

/// Holds a printed event stream against the JSON Schema and the laws.
enum EventCheck {
    /// Everything that is wrong with the lines of one run, in words; empty when all is well.
    static func faults(in lines: [String]) -> [String] {
        var faults: [String] = []
        var events: [RunEvent] = []
        for (index, line) in lines.enumerated() {
            do {
                let json = try JSON(parsing: line)
                faults += schemaFaults(of: json).map { "line \(index + 1): \($0)" }
                events.append(try RunEvent(json))
            } catch {
                faults.append("line \(index + 1) is no event (\(error)): \(line.prefix(200))")
            }
        }
        return faults + EventLaws.check(events)
    }

    /// `ArgumentSchema` knows types, members and words; `const` and the choice by type are done here.
    private static func schemaFaults(of event: JSON) -> [String] {
        let schema = EventCatalogue.schema
        var faults = ArgumentSchema(schema).faults(in: event)
        for member in schema["properties"]?.object?.members ?? [] {
            if let wanted = member.value["const"], event[member.key] != wanted { faults.append("\(member.key) is not \(wanted.text)") }
        }
        let variant = schema["allOf"]?.array?.first { $0["if"]?["properties"]?["type"]?["const"] == event["type"] }
        guard let variant, let payload = variant["then"]?["properties"]?["payload"] else {
            return faults + ["the type \(event["type"]?.text ?? "–") is not in the schema"]
        }
        return faults + ArgumentSchema(payload).faults(in: event["payload"] ?? .null)
    }
}
