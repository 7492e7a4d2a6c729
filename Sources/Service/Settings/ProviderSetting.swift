internal import Events
internal import Models

/// Providers that the user's own file adds.
enum ProviderSetting {
    private static let members = ["format", "base_url", "api_key_variable"]
    private static let formats = ModelFormat.allCases.filter(\.usesNetwork).map(\.rawValue)

    /// Reads the table of a file.
    static func readAll(_ json: JSON) -> Result<[ProviderProfile], SettingValue.Refusal> {
        guard let table = json.object else {
            return .failure(
                .init("must be a table of providers, such as {mine: {format: 'openai', base_url: 'https://host/v1'}}"))
        }
        do throws(SettingValue.Refusal) {
            var providers: [ProviderProfile] = []
            for member in table.members { providers.append(try read(member.key, member.value)) }
            return .success(providers)
        } catch {
            return .failure(error)
        }
    }

    private static func read(_ id: String, _ json: JSON) throws(SettingValue.Refusal) -> ProviderProfile {
        let object = try SettingObject(json, id, members: members)
        guard ProviderProfile.named(id) == nil else { throw object.refused("it is built in, take another name") }
        guard !id.isEmpty, id.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { throw object.refused("its name is no word") }
        guard let url = try object.address("base_url") else { throw object.refused("it has no base_url") }
        let word = try object.text("format") ?? ModelFormat.openAI.rawValue
        guard let format = ModelFormat(rawValue: word), format.usesNetwork else {
            let near = Nearest.word(to: word, in: formats).map { "did you mean \($0)?" } ?? "known are \(formats.joined(separator: ", "))"
            throw object.refused("the format \(word) is unknown, \(near)")
        }
        let variable = try object.text("api_key_variable")
        if let variable, let owner = ProviderProfile.all.first(where: { $0.keyVariables.contains(variable) }) {
            throw object.refused("\(variable) is only ever sent to \(owner.id), keep this key in a variable of its own")
        }
        return ProviderProfile(
            id: id, title: id, format: format, baseURL: url, keyVariables: variable.map { [$0] } ?? [], needsKey: variable != nil)
    }

    /// The table as it stands in a file.
    static func json(_ providers: [ProviderProfile]) -> JSON {
        var table = JSONObject()
        for provider in providers {
            var object = JSONObject()
            object.add("format", provider.format)
            object.add("base_url", provider.baseURL.map(ShownAddress.text))
            object.add("api_key_variable", provider.keyVariables.first)
            table[provider.id] = .object(object)
        }
        return .object(table)
    }
}
