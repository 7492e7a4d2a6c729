internal import Events

/// The settings that came from one place, checked but not yet joined.
struct SettingsLayer {
    /// Where they came from, in words for `config --explain`.
    var origin: String
    var values: [SettingKey: SettingValue] = [:]

    /// Out of a JSON5 file; `isOfWorkspace` allows only what a workspace may say.
    init(file path: String, _ bytes: [UInt8], isOfWorkspace: Bool) throws(ServiceError) {
        origin = path
        let json: JSON
        do throws(JSONParseError) { json = try JSON(json5: bytes) } catch {
            throw ServiceError(.settings, "\(path) is not JSON5 (\(error.reason)); mend it or move it away")
        }
        guard let object = json.object else {
            throw ServiceError(.settings, "\(path) does not hold an object; write { … } around its settings")
        }
        for member in object.members {
            // The name that the founding documents give the mode (003-26).
            let name = member.key == "agent_mode" ? SettingKey.mode.rawValue : member.key
            guard let key = SettingKey(rawValue: name), isOfWorkspace || key.isForUserFile else {
                let known = SettingKey.allCases.filter { isOfWorkspace ? $0.isForWorkspaceFile : $0.isForUserFile }.map(\.rawValue)
                let hint =
                    Nearest.word(to: member.key, in: known).map { "did you mean \($0)?" } ?? "known are \(known.joined(separator: ", "))"
                throw ServiceError(.settings, "\(path) has the unknown setting \(member.key); \(hint)")
            }
            guard !isOfWorkspace || key.isForWorkspaceFile else {
                throw ServiceError(
                    .settings,
                    "\(path) sets \(key.rawValue), which a workspace may not; remove it there and set it in your own config.json5")
            }
            values[key] = try SettingsLayer.checked(SettingValue.read(member.value, key.kind), "\(key.rawValue) in \(path)")
        }
    }

    /// Out of the environment.
    ///
    /// Empty variables count as not set.
    init(environment: [String: String]) throws(ServiceError) {
        origin = "environment"
        for key in SettingKey.allCases {
            guard let name = key.variable, let text = environment[name], !text.isEmpty else { continue }
            values[key] = try SettingsLayer.checked(SettingValue.read(text: text, key.kind), name)
        }
        if values[.color] == nil, environment["NO_COLOR"]?.isEmpty == false { values[.color] = .text(ColorSetting.never.rawValue) }
    }

    /// Out of the command line.
    init(options: [SettingKey: String]) throws(ServiceError) {
        origin = "options"
        for (key, text) in options where key.isForOption {
            let name = "--" + key.rawValue.replacing("_", with: "-")
            values[key] = try SettingsLayer.checked(SettingValue.read(text: text, key.kind), name)
        }
    }

    private static func checked(_ result: Result<SettingValue, SettingValue.Refusal>, _ what: String) throws(ServiceError) -> SettingValue {
        switch result {
        case .success(let value): return value
        case .failure(let refusal): throw ServiceError(.settings, "\(what) \(refusal.reason); correct it")
        }
    }
}
