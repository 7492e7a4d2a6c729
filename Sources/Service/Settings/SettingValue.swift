internal import Events

/// A value of a setting, read and checked.
enum SettingValue: Equatable, Sendable {
    case text(String)
    case count(Int)
    case duration(Duration)
    case flag(Bool)
    case list([String])
    case hooks([HookSetting])

    /// Reads a value out of a file.
    ///
    /// `nil` is the reason why it is none.
    static func read(_ json: JSON, _ kind: SettingKey.Kind) -> Result<SettingValue, Refusal> {
        switch (kind, json) {
        case (.hooks, _): HookSetting.readAll(json).map { .hooks($0) }
        case (.list, .array(let items)):
            items.allSatisfy { $0.string?.isEmpty == false }
                ? .success(.list(items.compactMap(\.string))) : .failure(Refusal("must be a list of texts"))
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
        case .hooks: return .failure(Refusal("can stand in a file only"))
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
    var hooks: [HookSetting]? { if case .hooks(let value) = self { value } else { nil } }
    var flag: Bool? { if case .flag(let value) = self { value } else { nil } }
}

/// Times as people write them: `90s`, `5m`, `1h30m`, `500ms`, or seconds without a unit.
enum DurationText {
    /// The text that reads back as this; parts of a millisecond are left out.
    static func write(_ duration: Duration) -> String {
        let seconds = duration.components.seconds
        let milliseconds = duration.components.attoseconds / 1_000_000_000_000_000
        let parts = [(seconds / 3600, "h"), (seconds / 60 % 60, "m"), (seconds % 60, "s"), (milliseconds, "ms")]
        let text = parts.filter { $0.0 > 0 }.map { "\($0.0)\($0.1)" }.joined()
        return text.isEmpty ? "0s" : text
    }

    static func read(_ text: String) -> Duration? {
        if let seconds = Int(text), seconds > 0, seconds < 1_000_000_000 { return .seconds(seconds) }
        var total = Duration.zero
        var digits = ""
        var unit = ""
        func take() -> Bool {
            guard let number = Int(digits), number < 1_000_000_000 else { return false }
            switch unit {
            case "ms": total += .milliseconds(number)
            case "s": total += .seconds(number)
            case "m": total += .seconds(number * 60)
            case "h": total += .seconds(number * 3600)
            default: return false
            }
            (digits, unit) = ("", "")
            return true
        }
        for character in text {
            if character.isASCII && character.isNumber {
                if !unit.isEmpty && !take() { return nil }
                digits.append(character)
            } else {
                unit.append(character)
            }
        }
        return take() && total > .zero ? total : nil
    }
}
