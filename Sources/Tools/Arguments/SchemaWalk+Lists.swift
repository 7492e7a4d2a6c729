internal import Events

/// The keywords of lists.
extension SchemaWalk {
    func checkItems(
        _ items: [JSON], _ schema: JSON, at place: ValuePlace, _ seen: inout SeenParts, _ faults: inout [ArgumentFault]
    ) {
        if let least = schema["minItems"]?.integer, items.count < least {
            faults.append(place.fault(.outOfRange, "must have at least \(least) items, but has \(items.count)"))
        }
        if let most = schema["maxItems"]?.integer, items.count > most {
            faults.append(place.fault(.outOfRange, "must have at most \(most) items, but has \(items.count)"))
        }
        if schema["uniqueItems"]?.bool == true, let (first, second) = Self.equalPair(in: items) {
            faults.append(place.fault(.outOfRange, "must not hold the same item twice, but items \(first) and \(second) are equal"))
        }
        let first = schema["prefixItems"]?.array ?? []
        for (index, (item, inner)) in zip(items, first).enumerated() {
            checkPart(item, inner, at: place.item(index), &faults)
            if marksSeen { seen.items.insert(index) }
        }
        if let inner = schema["items"], inner.object != nil || inner.bool != nil {
            for (index, item) in items.enumerated().dropFirst(first.count) {
                guard faults.count < Self.faultLimit, !gaveUp else { return }
                checkPart(item, inner, at: place.item(index), &faults)
            }
            seen.allItems = true
        }
        checkContains(items, schema, at: place, &seen, &faults)
    }

    private func checkContains(
        _ items: [JSON], _ schema: JSON, at place: ValuePlace, _ seen: inout SeenParts, _ faults: inout [ArgumentFault]
    ) {
        guard let inner = schema["contains"] else { return }
        var count = 0
        var nearest: ArgumentFault?
        for (index, item) in items.enumerated() {
            var found: [ArgumentFault] = []
            checkPart(item, inner, at: place.item(index), &found)
            guard !gaveUp else { return }
            if let fault = found.first {
                nearest = nearest ?? fault
            } else {
                count += 1
                if marksSeen { seen.items.insert(index) }
            }
        }
        let least = schema["minContains"]?.integer ?? 1
        if count < least {
            let reason = nearest.map { "; \($0.message)" } ?? ""
            let phrase = "must hold at least \(least == 1 ? "one fitting item" : "\(least) fitting items"), but holds \(count)\(reason)"
            faults.append(place.fault(.outOfRange, phrase))
        }
        if let most = schema["maxContains"]?.integer, count > most {
            faults.append(place.fault(.outOfRange, "must hold at most \(most) items of one kind, but holds \(count)"))
        }
    }

    /// The first two places with the same item.
    private static func equalPair(in items: [JSON]) -> (Int, Int)? {
        var places: [[UInt8]: Int] = [:]
        for (index, item) in items.enumerated() {
            if let earlier = places.updateValue(index, forKey: SameValue.key(item)) { return (earlier, index) }
        }
        return nil
    }
}
