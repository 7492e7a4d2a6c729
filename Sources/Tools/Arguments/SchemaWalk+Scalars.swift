internal import Events

/// The keywords of single values: type, choice, numbers, texts.
extension SchemaWalk {
    /// False when the value is of another kind, so that nothing else about it matters.
    func checkType(_ value: JSON, _ schema: JSON, at place: ValuePlace, _ faults: inout [ArgumentFault]) -> Bool {
        guard let keyword = schema["type"] else { return true }
        let types = keyword.string.map { [$0] } ?? keyword.array?.compactMap(\.string) ?? []
        guard !types.isEmpty, !types.contains(where: { Self.isOfType(value, $0) }) else { return true }
        faults.append(place.fault(.wrongType, "must be \(ValuePhrase.types(types)), but is \(ValuePhrase.found(value))"))
        return false
    }

    func checkChoice(_ value: JSON, _ schema: JSON, at place: ValuePlace, _ faults: inout [ArgumentFault]) {
        if let allowed = schema["enum"]?.array, !allowed.contains(where: { SameValue.holds($0, value) }) {
            let near = NearestName.among(allowed.compactMap(\.string), to: value.string ?? "", limit: 1).first
            let hint = near.map { "; did you mean \"\($0)\"?" } ?? ""
            let phrase = "must be one of \(ValuePhrase.choices(allowed)), but is \(ValuePhrase.found(value))\(hint)"
            faults.append(place.fault(.outOfRange, phrase))
        }
        if let only = schema["const"], !SameValue.holds(only, value) {
            faults.append(place.fault(.outOfRange, "must be \(ValuePhrase.choices([only])), but is \(ValuePhrase.found(value))"))
        }
    }

    func checkNumber(_ value: JSON, _ schema: JSON, at place: ValuePlace, _ faults: inout [ArgumentFault]) {
        func refuse(_ phrase: String, _ bound: JSON) {
            faults.append(place.fault(.outOfRange, "must be \(phrase) \(ValuePhrase.number(bound)), but is \(ValuePhrase.found(value))"))
        }
        if let bound = schema["minimum"], Self.isLess(value, bound) { refuse("at least", bound) }
        if let bound = schema["maximum"], Self.isLess(bound, value) { refuse("at most", bound) }
        if let bound = schema["exclusiveMinimum"], bound.double != nil, !Self.isLess(bound, value) { refuse("more than", bound) }
        if let bound = schema["exclusiveMaximum"], bound.double != nil, !Self.isLess(value, bound) { refuse("less than", bound) }
        if let unit = schema["multipleOf"], !Self.isMultiple(value, of: unit) { refuse("a multiple of", unit) }
    }

    func checkText(_ text: String, _ schema: JSON, at place: ValuePlace, _ faults: inout [ArgumentFault]) {
        if schema["minLength"] != nil || schema["maxLength"] != nil {
            let count = text.unicodeScalars.count
            if let least = schema["minLength"]?.integer, count < least {
                let phrase = least == 1 ? "must not be empty" : "must have at least \(least) characters, but has \(count)"
                faults.append(place.fault(.outOfRange, phrase))
            }
            if let most = schema["maxLength"]?.integer, count > most {
                faults.append(place.fault(.outOfRange, "must have at most \(most) characters, but has \(count)"))
            }
        }
        if let pattern = schema["pattern"]?.string, !fits(text, pattern) {
            let phrase = "must match the regular expression \(pattern.prefix(200)), but is \(ValuePhrase.found(.string(text)))"
            faults.append(place.fault(.outOfRange, phrase))
        }
    }

    private static func isOfType(_ value: JSON, _ type: String) -> Bool {
        switch type {
        case "integer": value.integer != nil
        case "number": value.double != nil
        default: value.typeName == type
        }
    }

    /// False too when one of them is no number.
    private static func isLess(_ left: JSON, _ right: JSON) -> Bool {
        if case .integer(let left) = left, case .integer(let right) = right { return left < right }
        guard let left = left.double, let right = right.double else { return false }
        return left < right
    }

    private static func isMultiple(_ value: JSON, of unit: JSON) -> Bool {
        if let value = value.integer, let unit = unit.integer, unit > 0 { return value.isMultiple(of: unit) }
        guard let value = value.double, let unit = unit.double, unit > 0 else { return true }
        let quotient = value / unit
        // 0.3 is a multiple of 0.1 to whoever wrote it, though not to the last bit.
        return quotient.isFinite && abs(quotient - quotient.rounded()) <= max(1, abs(quotient)) * 4e-15
    }
}
