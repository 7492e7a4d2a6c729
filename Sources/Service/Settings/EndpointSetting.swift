public import Events

/// A server to ask when the one before it in the list fails.
public struct EndpointSetting: Sendable, Equatable {
    /// A provider's id.
    public var provider: String
    /// Nil for the provider's own.
    public var baseURL: String?
    /// Nil for that of the run.
    public var model: String?
    /// The keys that stand in the file.
    public var keys: [Secret] = []
    /// The environment variable that holds its key; nil for the provider's usual ones.
    public var keyVariable: String?
    /// What the variables hold, where the rules let them be sent.
    var keysOfVariables: [Secret] = []
    /// In the order they are used.
    var allKeys: [Secret] { keys.isEmpty ? keysOfVariables : keys }

    public init(provider: String) { self.provider = provider }

    /// The endpoint as it stands in a file, without its keys.
    public var json: JSON {
        var object = JSONObject()
        object["provider"] = .string(provider)
        object["base_url"] = baseURL.map { .string(ShownAddress.text($0)) }
        object["model"] = model.map { .string($0) }
        if keys.count == 1 { object["api_key"] = .string(keys[0].description) }
        if keys.count > 1 { object["api_keys"] = .array(keys.map { .string($0.description) }) }
        object["api_key_variable"] = keyVariable.map { .string($0) }
        return .object(object)
    }

    private static let members = ["provider", "base_url", "model", "api_key", "api_keys", "api_key_variable"]

    /// Reads the list of a file; strict, because nobody notices a fallback that is not there until it is needed.
    static func readAll(_ json: JSON) -> Result<[EndpointSetting], SettingValue.Refusal> {
        guard let items = json.array else {
            return .failure(.init("must be a list of endpoints, such as [{provider: 'openai', model: 'gpt-5'}]"))
        }
        do throws(SettingValue.Refusal) {
            var endpoints: [EndpointSetting] = []
            for (index, item) in items.enumerated() { endpoints.append(try read(item, "endpoint \(index + 1)")) }
            return .success(endpoints)
        } catch {
            return .failure(error)
        }
    }

    private static func read(_ json: JSON, _ what: String) throws(SettingValue.Refusal) -> EndpointSetting {
        let object = try SettingObject(json, what, members: members)
        guard let provider = try object.text("provider") else { throw object.refused("it names no provider") }
        var endpoint = EndpointSetting(provider: provider)
        endpoint.baseURL = try object.address("base_url")
        endpoint.model = try object.text("model")
        guard ["api_key", "api_keys", "api_key_variable"].count(where: object.has) < 2 else {
            throw object.refused("api_key, api_keys and api_key_variable exclude each other")
        }
        let key = try object.text("api_key")
        endpoint.keys = (try object.texts("api_keys") ?? key.map { [$0] } ?? []).map { Secret($0) }
        endpoint.keyVariable = try object.text("api_key_variable")
        return endpoint
    }
}
