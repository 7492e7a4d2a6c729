internal import Events

/// Reads what a model wrote as the arguments of a call (000-07).
///
/// Each kind of fault has its word, see `ArgumentFault.Kind`.
struct ArgumentReader {
    /// Longer arguments are refused unread.
    static let limitBytes = 1_048_576
    /// Arguments nested deeper are refused.
    static let depth = 64
    private static let shownBytes = 4096

    let tool: String
    let parameters: JSON

    /// The value, or the text where it is none, and the result to give back instead of running when something is wrong with it.
    func read(_ text: String) -> (value: JSON, fault: ToolResult?) {
        guard text.utf8.count <= Self.limitBytes else {
            let message = "the arguments hold \(text.utf8.count) bytes, the limit is \(Self.limitBytes); make several smaller calls"
            return (Self.shown(text), .badArguments(.tooLarge, message))
        }
        let value: JSON
        do {
            // A call without arguments comes as nothing at all from some providers.
            value = text.allSatisfy(\.isWhitespace) ? .object(JSONObject()) : try JSON(parsing: text, maximumDepth: Self.depth)
        } catch {
            // Depth is the only fault a deeper reader would not find; what is broken as well is not JSON.
            let isTooDeep = error.reason == "nested deeper than \(Self.depth)"
            let message = "the arguments are \(error); send one JSON object\(isTooDeep ? " with less nesting" : "")"
            return (Self.shown(text), .badArguments(isTooDeep ? .tooDeep : .notJSON, message))
        }
        let faults = ArgumentSchema(parameters).check(value)
        if let first = faults.first {
            let list = TextSanitiser.clean(faults.map(\.message).joined(separator: "; "))
            return (value, .badArguments(value.object == nil ? .notAnObject : first.kind, "\(list); correct this and call \(tool) again"))
        }
        guard value.object != nil else {
            return (value, .badArguments(.notAnObject, "the arguments must be an object; correct this and call \(tool) again"))
        }
        return (value, nil)
    }

    /// Arguments that are no value, short enough for an event.
    static func shown(_ text: String) -> JSON {
        .string(text.utf8.count <= shownBytes ? text : OutputWindow.cut(text, limitBytes: shownBytes))
    }
}
