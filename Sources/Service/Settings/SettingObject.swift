internal import Events

/// One object of a list or a table in a file, read strictly: a word that is silently left out misleads.
struct SettingObject {
    typealias Refusal = SettingValue.Refusal

    private let object: JSONObject
    /// What it is of, such as `endpoint 2`.
    private let what: String

    init(_ json: JSON, _ what: String, members: [String]) throws(Refusal) {
        self.what = what
        guard let object = json.object else { throw Refusal("must be right in \(what): it is no object") }
        self.object = object
        for key in object.keys where !members.contains(key) {
            let hint = Nearest.word(to: key, in: members).map { "did you mean \($0)?" } ?? "known are \(members.joined(separator: ", "))"
            throw refused("\(key) is unknown, \(hint)")
        }
    }

    func refused(_ reason: String) -> Refusal { Refusal("must be right in \(what): \(reason)") }

    func has(_ key: String) -> Bool { object[key] != nil }

    func text(_ key: String) throws(Refusal) -> String? {
        guard let value = object[key] else { return nil }
        guard let text = value.string, !text.isEmpty else { throw refused("\(key) is no text") }
        return text
    }

    func texts(_ key: String) throws(Refusal) -> [String]? {
        guard let value = object[key] else { return nil }
        let texts = (value.array ?? []).compactMap(\.string).filter { !$0.isEmpty }
        guard !texts.isEmpty, texts.count == value.array?.count else { throw refused("\(key) is no list of texts") }
        return texts
    }

    /// An address of the web.
    func address(_ key: String) throws(Refusal) -> String? {
        guard let text = try text(key) else { return nil }
        let lower = text.lowercased()
        guard lower.hasPrefix("http://") || lower.hasPrefix("https://") else {
            throw refused("\(key) is no address such as https://host/v1")
        }
        return text
    }

    func count(_ key: String, _ range: ClosedRange<Int>) throws(Refusal) -> Int? {
        guard let value = object[key] else { return nil }
        guard let count = value.integer, range.contains(count) else {
            throw refused("\(key) is no whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return count
    }

    /// A time such as `5m`.
    func duration(_ key: String) throws(Refusal) -> Duration? {
        guard let value = object[key] else { return nil }
        guard let time = DurationText.read(value.string ?? value.integer.map(String.init) ?? ""), time > .zero else {
            throw refused("\(key) is no time such as 90s or 5m")
        }
        return time
    }

    /// An amount of dollars.
    func dollars(_ key: String) throws(Refusal) -> Double? {
        guard let value = object[key] else { return nil }
        guard let amount = value.double, amount.isFinite, amount >= 0, amount < 1_000_000 else {
            throw refused("\(key) is no price in dollars per million tokens, such as 2.5")
        }
        return amount
    }

    func flag(_ key: String) throws(Refusal) -> Bool? {
        guard let value = object[key] else { return nil }
        guard let flag = value.bool else { throw refused("\(key) is neither true nor false") }
        return flag
    }
}
