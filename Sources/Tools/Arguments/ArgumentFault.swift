internal import Events

/// One thing that is wrong with the arguments of a call: a sentence for the model and a word for programs (000-07).
package struct ArgumentFault: Sendable, Equatable {
    /// What kind of fault; its word stands as `fault` in the result's metadata.
    package enum Kind: String, Sendable, CaseIterable {
        case notJSON = "not_json"
        case notAnObject = "not_an_object"
        case missing
        case wrongType = "wrong_type"
        case unknownMember = "unknown_member"
        case outOfRange = "out_of_range"
        case tooDeep = "too_deep"
        case tooLarge = "too_large"
    }

    package var kind: Kind
    /// Names the place, says what is wrong and, where it can, the cure.
    package var message: String
    /// Where it is, as in `items[1].status`; empty for the arguments as a whole.
    var path = ""
}

extension ToolResult {
    /// The member of the metadata that says more closely what an error code stands for.
    static let faultKey = "fault"

    static func badArguments(_ kind: ArgumentFault.Kind, _ message: String) -> ToolResult {
        var result = ToolResult.failure(.invalidArguments, message)
        result.metadata[faultKey] = .string(kind.rawValue)
        return result
    }
}
