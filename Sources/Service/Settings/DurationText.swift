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
