internal import Engine
internal import Events
internal import Models

/// A value of a setting, read and checked.
enum SettingValue: Equatable, Sendable {
    case text(String)
    case count(Int)
    case duration(Duration)
    case flag(Bool)
    case list([String])
    case object(JSONObject)
    case hooks([HookSetting])
    case endpoints([EndpointSetting])
    case providers([ProviderProfile])
    case models([ModelSetting])
    case agents([AgentProfile])

    /// Reads a value out of a file.
    ///
    /// `nil` is the reason why it is none.
    static func read(_ json: JSON, _ kind: SettingKey.Kind) -> Result<SettingValue, Refusal> {
        switch (kind, json) {
        case (.hooks, _): HookSetting.readAll(json).map { .hooks($0) }
        case (.endpoints, _): EndpointSetting.readAll(json).map { .endpoints($0) }
        case (.providers, _): ProviderSetting.readAll(json).map { .providers($0) }
        case (.models, _): ModelSetting.readAll(json).map { .models($0) }
        case (.agents, _): AgentSetting.readAll(json).map { .agents($0) }
        case (.object, .object(let object)): ExtraBody.checked(object).map { .object($0) }
        case (.object, _): .failure(Refusal("must be an object such as {top_k: 20}"))
        case (.list, .array(let items)), (.secrets, .array(let items)):
            items.allSatisfy { $0.string?.isEmpty == false }
                ? .success(.list(items.compactMap(\.string))) : .failure(Refusal("must be a list of texts"))
        case (.secrets, .string(let value)): value.isEmpty ? .failure(Refusal("must not be empty")) : .success(.list([value]))
        case (.secrets, _): .failure(Refusal("must be a text or a list of texts"))
        case (.list, _): .failure(Refusal("must be a list of texts"))
        case (.flag, .bool(let value)): .success(.flag(value))
        case (.flag, _): .failure(Refusal("must be true or false"))
        case (.count, .string), (.count, .bool): .failure(Refusal("must be a whole number"))
        case (_, .string(let value)): read(text: value, kind)
        case (_, .integer(let value)): read(text: String(value), kind)
        case (.count, _): .failure(Refusal("must be a whole number"))
        default: .failure(Refusal("must be a text"))
        }
    }

    /// Reads a value out of a variable or an option.
    static func read(text: String, _ kind: SettingKey.Kind) -> Result<SettingValue, Refusal> {
        switch kind {
        case .text, .path:
            return text.isEmpty ? .failure(Refusal("must not be empty")) : .success(.text(text))
        case .word(let words):
            if words.contains(text) { return .success(.text(text)) }
            let hint = Nearest.word(to: text, in: words).map { ", such as \($0)" } ?? ""
            return .failure(Refusal("must be one of \(words.joined(separator: ", "))\(hint)"))
        case .count(let range):
            guard let value = Int(text), range.contains(value) else {
                return .failure(Refusal("must be a whole number from \(range.lowerBound) to \(range.upperBound)"))
            }
            return .success(.count(value))
        case .duration:
            guard let value = DurationText.read(text) else { return .failure(Refusal("must be a time such as 90s, 5m or 1h30m")) }
            return .success(.duration(value))
        case .list:
            return .success(.list(text.split(separator: ",").map(String.init)))
        case .secrets:
            let words = text.split(separator: ",").map { String($0.filter { !$0.isWhitespace }) }.filter { !$0.isEmpty }
            return words.isEmpty ? .failure(Refusal("must not be empty")) : .success(.list(words))
        case .object:
            guard let object = (try? JSON(json5: Array(text.utf8)))?.object else {
                return .failure(Refusal("must be an object such as {top_k: 20}"))
            }
            return ExtraBody.checked(object).map { .object($0) }
        case .hooks, .endpoints, .providers, .models, .agents: return .failure(Refusal("can stand in a file only"))
        case .flag:
            switch text.lowercased() {
            case "1", "true", "yes", "on": return .success(.flag(true))
            case "0", "false", "no", "off": return .success(.flag(false))
            default: return .failure(Refusal("must be 1 or 0"))
            }
        }
    }

    /// Why a text is no value: `must be …`.
    struct Refusal: Error {
        let reason: String
        init(_ reason: String) { self.reason = reason }
    }

    var text: String? { if case .text(let value) = self { value } else { nil } }
    var count: Int? { if case .count(let value) = self { value } else { nil } }
    var duration: Duration? { if case .duration(let value) = self { value } else { nil } }
    var list: [String]? { if case .list(let value) = self { value } else { nil } }
    var object: JSONObject? { if case .object(let value) = self { value } else { nil } }
    var endpoints: [EndpointSetting]? { if case .endpoints(let value) = self { value } else { nil } }
    var providers: [ProviderProfile]? { if case .providers(let value) = self { value } else { nil } }
    var models: [ModelSetting]? { if case .models(let value) = self { value } else { nil } }
    var agents: [AgentProfile]? { if case .agents(let value) = self { value } else { nil } }
    var hooks: [HookSetting]? { if case .hooks(let value) = self { value } else { nil } }
    var flag: Bool? { if case .flag(let value) = self { value } else { nil } }
}
