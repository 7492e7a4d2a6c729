internal import Events

/// The keywords that put schemas together, and those for what no other schema looked at.
extension SchemaWalk {
    func checkCombined(
        _ value: JSON, _ schema: JSON, at place: ValuePlace, _ seen: inout SeenParts, _ faults: inout [ArgumentFault]
    ) {
        if let reference = schema["$ref"]?.string { follow(reference, value, at: place, &seen, &faults) }
        for part in schema["allOf"]?.array ?? [] { seen.add(check(value, part, at: place, &faults)) }
        if let forms = schema["anyOf"]?.array, !forms.isEmpty { _ = checkForms(value, forms, at: place, &seen, &faults) }
        if let forms = schema["oneOf"]?.array, !forms.isEmpty {
            let fitting = checkForms(value, forms, at: place, &seen, &faults)
            if fitting.count > 1 {
                let numbers = fitting.prefix(4).map { String($0 + 1) }.joined(separator: " and ")
                faults.append(place.fault(.outOfRange, "must have exactly one of \(forms.count) forms, but has forms \(numbers)"))
            }
        }
        if let form = schema["not"], fitting(value, form, at: place) != nil {
            faults.append(place.fault(.outOfRange, "must not be like this: \(ValuePhrase.choices([form])) describes it"))
        }
        if let condition = schema["if"] {
            let seenByCondition = fitting(value, condition, at: place)
            if let seenByCondition { seen.add(seenByCondition) }
            if let part = schema[seenByCondition == nil ? "else" : "then"] { seen.add(check(value, part, at: place, &faults)) }
        }
        guard let object = value.object else { return }
        for rule in schema["dependentSchemas"]?.object?.members ?? [] where object[rule.key] != nil {
            seen.add(check(value, rule.value, at: place, &faults))
        }
    }

    /// What no keyword beside or below `schema` has looked at.
    func checkUnseen(
        _ value: JSON, _ schema: JSON, at place: ValuePlace, _ seen: inout SeenParts, _ faults: inout [ArgumentFault]
    ) {
        if let inner = schema["unevaluatedProperties"], let object = value.object, !seen.allMembers {
            for member in object.members where !seen.members.contains(member.key) {
                guard faults.count < Self.faultLimit, !gaveUp else { return }
                if inner.bool == false {
                    faults.append(place.member(member.key).fault(.unknownMember, "is not a known name; leave it out"))
                } else {
                    checkPart(member.value, inner, at: place.member(member.key), &faults)
                }
            }
            seen.allMembers = true
        }
        if let inner = schema["unevaluatedItems"], let items = value.array, !seen.allItems {
            for (index, item) in items.enumerated() where !seen.items.contains(index) {
                guard faults.count < Self.faultLimit, !gaveUp else { return }
                checkPart(item, inner, at: place.item(index), &faults)
            }
            seen.allItems = true
        }
    }

    /// A `$ref` within the schema; one that leads elsewhere, nowhere or in a circle says nothing.
    private func follow(
        _ reference: String, _ value: JSON, at place: ValuePlace, _ seen: inout SeenParts, _ faults: inout [ArgumentFault]
    ) {
        guard !references.contains(reference), let target = SchemaReference.target(of: reference, in: root) else { return }
        references.append(reference)
        defer { references.removeLast() }
        seen.add(check(value, target, at: place, &faults))
    }

    /// What the schema has looked at when the value fits, else nil.
    private func fitting(_ value: JSON, _ schema: JSON, at place: ValuePlace) -> SeenParts? {
        var found: [ArgumentFault] = []
        let seen = check(value, schema, at: place, &found)
        return found.isEmpty ? seen : nil
    }

    /// Which of the forms fit; when none does, what each of them misses is a fault.
    private func checkForms(
        _ value: JSON, _ forms: [JSON], at place: ValuePlace, _ seen: inout SeenParts, _ faults: inout [ArgumentFault]
    ) -> [Int] {
        var fitting: [Int] = []
        var misses: [[ArgumentFault]] = []
        for (index, form) in forms.enumerated() {
            var found: [ArgumentFault] = []
            let part = check(value, form, at: place, &found)
            guard !gaveUp else { return [] }
            if found.isEmpty {
                fitting.append(index)
                seen.add(part)
            } else {
                misses.append(found)
            }
        }
        if fitting.isEmpty, let nearest = misses.min(by: { Self.distance($0, place) < Self.distance($1, place) })?.first {
            // Forms of another type are far off; they are named only when all of them are.
            let near = misses.filter { Self.distance($0, place) < 100 }
            let shown = (near.isEmpty ? misses : near).prefix(3).compactMap { $0.first?.message }.joined(separator: ", or ")
            faults.append(place.fault(nearest.kind, "fits none of \(forms.count) forms: \(shown)"))
        }
        return fitting
    }

    private static func distance(_ faults: [ArgumentFault], _ place: ValuePlace) -> Int {
        let isOtherType = faults.first.map { $0.kind == .wrongType && $0.path == place.path } ?? false
        return faults.count + (isOtherType ? 100 : 0)
    }
}
