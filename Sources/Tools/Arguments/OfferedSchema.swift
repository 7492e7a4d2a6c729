public import Events

extension ToolSpec {
    /// The parameters as the model is told of them: without upper bounds of length.
    ///
    /// The dispatcher checks the bounds all the same. Local servers compile the schemas of all tools into one grammar, and llama.cpp refuses
    /// the whole request for a `maxLength` above 2000, or in later versions for just 2000 (ggml-org/llama.cpp issues 17473 and 27087);
    /// llama-cpp-python refuses both, and ends with a segmentation fault at 100 000.
    public var offeredParameters: JSON { Self.offered(parameters) }

    private static func offered(_ schema: JSON) -> JSON {
        switch schema {
        case .object(let object):
            // A bound is a number; a parameter may be called like one, but it is an object.
            .object(
                JSONObject(
                    object.members.compactMap { member in
                        if case .integer = member.value, member.key == "maxLength" || member.key == "maxItems" { return nil }
                        return .init(member.key, offered(member.value))
                    }))
        case .array(let items): .array(items.map(offered))
        default: schema
        }
    }
}
