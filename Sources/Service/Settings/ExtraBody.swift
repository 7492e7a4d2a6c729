internal import Events

/// What may be merged into the body of a request: not what Lathe itself must know.
enum ExtraBody {
    private static let own = [
        "messages": "they are the conversation", "input": "it is the conversation", "tools": "they are Lathe's own",
        "model": "there is a setting model", "stream": "there is a setting stream",
    ]

    static func checked(_ object: JSONObject) -> Result<JSONObject, SettingValue.Refusal> {
        for key in object.keys {
            if let reason = own[key] { return .failure(.init("must leave out \(key), \(reason)")) }
        }
        return .success(object)
    }
}
