internal import Events

/// The keywords of objects.
extension SchemaWalk {
    func checkMembers(
        _ object: JSONObject, _ schema: JSON, at place: ValuePlace, _ seen: inout SeenParts, _ faults: inout [ArgumentFault]
    ) {
        checkPresence(object, schema, at: place, &faults)
        let properties = schema["properties"]?.object ?? JSONObject()
        let patterns = schema["patternProperties"]?.object?.members ?? []
        let others = schema["additionalProperties"]
        for member in object.members {
            guard faults.count < Self.faultLimit, spend() else { return }
            if let names = schema["propertyNames"] { checkName(member.key, names, at: place, &faults) }
            var isKnown = false
            if let inner = properties[member.key] {
                isKnown = true
                checkPart(member.value, inner, at: place.member(member.key), &faults)
            }
            for pattern in patterns where fits(member.key, pattern.key) {
                isKnown = true
                checkPart(member.value, pattern.value, at: place.member(member.key), &faults)
            }
            if !isKnown, let others {
                isKnown = true
                if others.bool == false {
                    faults.append(Self.unknown(member.key, known: properties.keys, at: place))
                } else {
                    checkPart(member.value, others, at: place.member(member.key), &faults)
                }
            }
            if marksSeen, isKnown { seen.members.insert(member.key) }
        }
    }

    private func checkPresence(_ object: JSONObject, _ schema: JSON, at place: ValuePlace, _ faults: inout [ArgumentFault]) {
        for key in (schema["required"]?.array ?? []).compactMap(\.string) where object[key] == nil {
            let kind = schema["properties"]?[key]?["type"]?.string.map { " (\($0))" } ?? ""
            let name = place.member(key)
            faults.append(ArgumentFault(kind: .missing, message: "\(name.name)\(kind) is required, but is missing", path: name.path))
        }
        for rule in schema["dependentRequired"]?.object?.members ?? [] where object[rule.key] != nil {
            for key in (rule.value.array ?? []).compactMap(\.string) where object[key] == nil {
                faults.append(place.member(key).fault(.missing, "is required together with `\(rule.key)`, but is missing"))
            }
        }
        guard schema["minProperties"] != nil || schema["maxProperties"] != nil else { return }
        let count = Set(object.keys).count
        if let least = schema["minProperties"]?.integer, count < least {
            faults.append(place.fault(.missing, "must have at least \(least) members, but has \(count)"))
        }
        if let most = schema["maxProperties"]?.integer, count > most {
            faults.append(place.fault(.outOfRange, "must have at most \(most) members, but has \(count)"))
        }
    }

    private func checkName(_ key: String, _ schema: JSON, at place: ValuePlace, _ faults: inout [ArgumentFault]) {
        var found: [ArgumentFault] = []
        checkPart(.string(key), schema, at: place.nameOf(key), &found)
        faults += found.map { ArgumentFault(kind: .unknownMember, message: $0.message, path: $0.path) }
    }

    private static func unknown(_ key: String, known: [String], at place: ValuePlace) -> ArgumentFault {
        let near = NearestName.among(known, to: key, limit: 1).first.map { "; did you mean `\($0)`?" }
        let list = known.isEmpty ? "; there are none" : "; known are \(known.joined(separator: ", "))"
        return place.member(key).fault(.unknownMember, "is not a known name\(near ?? list)")
    }
}
