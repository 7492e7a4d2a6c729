import Engine
import Events
import TestKit

/// Holds a printed event stream against the JSON Schema and the laws.
enum EventCheck {
    /// Everything that is wrong with the lines of one run, in words; empty when all is well.
    ///
    /// `isLeft`: it waits for a person.
    static func faults(in lines: [String], isLeft: Bool = false) -> [String] {
        var faults: [String] = []
        var events: [RunEvent] = []
        for (index, line) in lines.enumerated() {
            do {
                let json = try JSON(parsing: line)
                faults += SchemaCheck.faults(ofEvent: json).map { "line \(index + 1): \($0)" }
                events.append(try RunEvent(json))
            } catch {
                faults.append("line \(index + 1) is no event (\(error)): \(line.prefix(200))")
            }
        }
        return faults + EventLaws.check(events, isLeft: isLeft)
    }
}
