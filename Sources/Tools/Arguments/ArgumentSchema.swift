public import Events

/// Holds a value against a JSON Schema (2020-12) and says what is wrong where, in words a model can act on.
///
/// All assertions and applicators are understood, with `$ref` to places in the same schema; `format`, annotations and unknown keywords are let
/// through, and so is what is no schema at all. An integer is a whole number of at most 64 bits. It ends on any schema and any value: what
/// would take too long is a fault.
public struct ArgumentSchema: Sendable {
    let schema: JSON

    public init(_ schema: JSON) {
        self.schema = schema
    }

    /// What is wrong, outermost first, at most eight faults; empty when the value fits.
    public func faults(in value: JSON) -> [String] {
        check(value).map(\.message)
    }

    /// The same with the kind of each fault.
    package func check(_ value: JSON) -> [ArgumentFault] {
        let walk = SchemaWalk(schema)
        var faults: [ArgumentFault] = []
        _ = walk.check(value, schema, at: .top, &faults)
        guard !walk.gaveUp else {
            return [ArgumentFault(kind: .tooDeep, message: "the arguments are too deep or too many to be checked; send less at once")]
        }
        return Array(faults.prefix(SchemaWalk.faultLimit))
    }
}
