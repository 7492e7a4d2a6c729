internal import Events
public import Models

/// What the user knows of a model, over what the catalogue knows.
public struct ModelSetting: Sendable, Equatable {
    public var name: String
    public var profile: ModelProfile

    public init(name: String, profile: ModelProfile) {
        self.name = name
        self.profile = profile
    }

    private static let members = [
        "context_tokens", "max_output_tokens", "input_price", "output_price", "cached_input_price", "images", "tools", "reasoning",
        "family",
    ]
    /// Stands in the place of the date of a price.
    static let noted = "your settings"

    /// Reads the table of a file.
    static func readAll(_ json: JSON) -> Result<[ModelSetting], SettingValue.Refusal> {
        guard let table = json.object else {
            return .failure(.init("must be a table of models, such as {'my-model': {context_tokens: 32768}}"))
        }
        do throws(SettingValue.Refusal) {
            var models: [ModelSetting] = []
            for member in table.members { models.append(try read(member.key, member.value)) }
            return .success(models)
        } catch {
            return .failure(error)
        }
    }

    private static func read(_ name: String, _ json: JSON) throws(SettingValue.Refusal) -> ModelSetting {
        let object = try SettingObject(json, name.isEmpty ? "a model without a name" : name, members: members)
        guard !name.isEmpty else { throw object.refused("write its name before the colon") }
        var profile = ModelProfile(
            family: try object.text("family"), contextTokens: try object.count("context_tokens", 1_000...100_000_000),
            maxOutputTokens: try object.count("max_output_tokens", 1...1_000_000_000), takesImages: try object.flag("images"),
            callsTools: try object.flag("tools"), reasons: try object.flag("reasoning"))
        switch (try object.dollars("input_price"), try object.dollars("output_price"), try object.dollars("cached_input_price")) {
        case (let input?, let output?, let cached):
            profile.price = ModelPrice(input: input, output: output, cachedInput: cached, noted: noted)
        case (nil, nil, nil): break
        default: throw object.refused("a price needs both input_price and output_price")
        }
        return ModelSetting(name: name, profile: profile)
    }

    /// The table as it stands in a file.
    static func json(_ models: [ModelSetting]) -> JSON {
        var table = JSONObject()
        for model in models {
            let profile = model.profile
            var object = JSONObject()
            object.add("context_tokens", profile.contextTokens)
            object.add("max_output_tokens", profile.maxOutputTokens)
            object.add("input_price", profile.price?.input)
            object.add("output_price", profile.price?.output)
            object.add("cached_input_price", profile.price?.cachedInput)
            object.add("images", profile.takesImages)
            object.add("tools", profile.callsTools)
            object.add("reasoning", profile.reasons)
            object.add("family", profile.family)
            table[model.name] = .object(object)
        }
        return .object(table)
    }
}
