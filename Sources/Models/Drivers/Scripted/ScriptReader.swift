import Events

/// Reads a script and is strict about it: a slip in a demo or a test should be found at once and by name.
struct ScriptReader {
    let name: String

    private static let pacing = ["chunk", "first_delay_ms", "pace_ms"]

    func script(_ bytes: [UInt8]) throws(ModelsError) -> Script {
        let json: JSON
        do throws(JSONParseError) {
            json = try JSON(json5: bytes)
        } catch {
            throw fault(
                "cannot be read (\(CleanText.line(error.reason)))", cure: "correct it; it is JSON5 of the form {turns: [{text: \"…\"}]}")
        }
        let top = try object(json, at: "the script", keys: ["turns", "purposes", "agents"] + ScriptReader.pacing)
        var usual = ScriptTurn()
        try readPacing(top, into: &usual, at: "the script")
        let result = try turns(of: top, "", usual)
        var agents: [String: [ScriptTurn]] = [:]
        if let table = top["agents"] {
            guard let table = table.object else { throw wrong("agents", table, "an object of agents", at: "the script") }
            for member in table.members {
                let place = "the agent \(CleanText.line(member.key, limit: 60))"
                let own = try object(member.value, at: place, keys: ["turns"] + ScriptReader.pacing)
                var pace = usual
                try readPacing(own, into: &pace, at: place)
                agents[member.key] = try turns(of: own, "\(place), ", pace)
            }
        }
        return Script(name: name, turns: result, purposes: try purposes(top["purposes"], usual), agents: agents)
    }

    private func purposes(_ json: JSON?, _ usual: ScriptTurn) throws(ModelsError) -> [String: [ScriptTurn]] {
        guard let json else { return [:] }
        var purposes: [String: [ScriptTurn]] = [:]
        for member in try object(json, at: "purposes", keys: ModelPurpose.allCases.map(\.rawValue)).members {
            guard let items = member.value.array else { throw wrong(member.key, member.value, "a list of turns", at: "purposes") }
            var turns: [ScriptTurn] = []
            for (position, item) in items.enumerated() {
                turns.append(try turn(item, at: "turn \(position + 1) of \(member.key)", usual: usual))
            }
            purposes[member.key] = turns
        }
        return purposes
    }

    /// `prefix` says whose they are.
    private func turns(of object: JSONObject, _ prefix: String, _ usual: ScriptTurn) throws(ModelsError) -> [ScriptTurn] {
        guard let turns = object["turns"] else {
            throw fault("\(prefix)has no turns", cure: "give it the form {turns: [{text: \"…\"}]}")
        }
        guard let items = turns.array, !items.isEmpty else {
            throw fault("\(prefix)turns is \(described(turns))", cure: "make it a list of at least one turn")
        }
        var result: [ScriptTurn] = []
        for (position, item) in items.enumerated() { result.append(try turn(item, at: "\(prefix)turn \(position + 1)", usual: usual)) }
        return result
    }

    private func turn(_ json: JSON, at place: String, usual: ScriptTurn) throws(ModelsError) -> ScriptTurn {
        let keys = ["reasoning", "text", "tool_calls", "usage", "finish_reason", "error", "cut"] + ScriptReader.pacing
        let object = try object(json, at: place, keys: keys)
        var turn = usual
        turn.reasoning = try string(object, "reasoning", at: place) ?? ""
        turn.text = try string(object, "text", at: place) ?? ""
        if let calls = object["tool_calls"] {
            guard let items = calls.array else { throw wrong("tool_calls", calls, "a list", at: place) }
            for (position, item) in items.enumerated() { turn.toolCalls.append(try call(item, at: "\(place), call \(position + 1)")) }
        }
        try readPacing(object, into: &turn, at: place)
        if let usage = object["usage"] { turn.usage = try self.usage(usage, at: "\(place), usage") }
        if let word = try string(object, "finish_reason", at: place) { turn.finishReason = try finishReason(word, at: place) }
        if let error = object["error"] { turn.error = try scriptFault(error, at: "\(place), error") }
        if let cut = object["cut"] {
            guard let flag = cut.bool else { throw wrong("cut", cut, "true or false", at: place) }
            turn.isCut = flag
        }
        return turn
    }

    private func call(_ json: JSON, at place: String) throws(ModelsError) -> ScriptCall {
        let object = try object(json, at: place, keys: ["name", "arguments"])
        guard let name = try string(object, "name", at: place), !name.isEmpty else {
            throw fault("\(place) has no name", cure: "name the tool it calls")
        }
        return switch object["arguments"] {
        case nil: ScriptCall(name: name, arguments: "{}")
        case .string(let text)?: ScriptCall(name: name, arguments: text)
        case .object(let members)?: ScriptCall(name: name, arguments: JSON.object(members).text)
        case let other?: throw wrong("arguments", other, "an object, or a string for arguments that are not JSON", at: place)
        }
    }

    private func readPacing(_ object: JSONObject, into turn: inout ScriptTurn, at place: String) throws(ModelsError) {
        if let characters = try number(object, "chunk", 1...1_000_000, at: place) { turn.chunkCharacters = characters }
        if let milliseconds = try number(object, "first_delay_ms", 0...3_600_000, at: place) {
            turn.firstDelay = .milliseconds(milliseconds)
        }
        if let milliseconds = try number(object, "pace_ms", 0...3_600_000, at: place) { turn.pace = .milliseconds(milliseconds) }
    }

    private func usage(_ json: JSON, at place: String) throws(ModelsError) -> Usage {
        let tokens = 0...(1 << 40)
        let object = try object(json, at: place, keys: ["input_tokens", "output_tokens", "reasoning_tokens", "cached_input_tokens"])
        return Usage(
            inputTokens: try number(object, "input_tokens", tokens, at: place),
            outputTokens: try number(object, "output_tokens", tokens, at: place),
            reasoningTokens: try number(object, "reasoning_tokens", tokens, at: place),
            cachedInputTokens: try number(object, "cached_input_tokens", tokens, at: place))
    }

    private func finishReason(_ word: String, at place: String) throws(ModelsError) -> FinishReason {
        let known: [FinishReason] = [.stop, .toolCalls, .length, .contentFilter, .other]
        guard let reason = known.first(where: { $0.rawValue == word }) else {
            let nearest = NearestWord.nearest(word, in: known.map(\.rawValue)) ?? "stop"
            throw fault("\(place): finish_reason \(quoted(word)) is not known", cure: "did you mean \(nearest)?")
        }
        return reason
    }

    private func scriptFault(_ json: JSON, at place: String) throws(ModelsError) -> ScriptFault {
        let object = try object(json, at: place, keys: ["status", "message", "retry_after_ms"])
        return ScriptFault(
            status: try number(object, "status", 300...599, at: place), message: try string(object, "message", at: place) ?? "",
            retryAfter: try number(object, "retry_after_ms", 0...86_400_000, at: place).map { .milliseconds($0) })
    }

    // MARK: one value

    private func object(_ json: JSON, at place: String, keys: [String]) throws(ModelsError) -> JSONObject {
        guard let object = json.object else { throw fault("\(place) is \(described(json))", cure: "make it an object") }
        for key in object.keys where !keys.contains(key) {
            let cure = NearestWord.nearest(key, in: keys).map { "did you mean \($0)?" } ?? "known are \(keys.joined(separator: ", "))"
            throw fault("\(place): the key \(quoted(key)) is not known", cure: cure)
        }
        return object
    }

    private func string(_ object: JSONObject, _ key: String, at place: String) throws(ModelsError) -> String? {
        guard let value = object[key] else { return nil }
        guard let text = value.string else { throw wrong(key, value, "a string", at: place) }
        return text
    }

    private func number(_ object: JSONObject, _ key: String, _ range: ClosedRange<Int>, at place: String) throws(ModelsError) -> Int? {
        guard let value = object[key] else { return nil }
        guard let number = value.integer, range.contains(number) else {
            throw wrong(key, value, "a whole number from \(range.lowerBound) to \(range.upperBound)", at: place)
        }
        return number
    }

    private func described(_ value: JSON) -> String {
        switch value {
        case .array(let items) where items.isEmpty: "an empty list"
        case .array: "a list"
        case .object: "an object"
        case .null: "null"
        case .string(let text): "the string \(quoted(text))"
        case .bool, .integer, .number: value.text
        }
    }

    private func quoted(_ text: String) -> String {
        "\"\(CleanText.line(text, limit: 40))\""
    }

    private func wrong(_ key: String, _ value: JSON, _ expected: String, at place: String) -> ModelsError {
        fault("\(place): \(key) is \(described(value))", cure: "make it \(expected)")
    }

    private func fault(_ what: String, cure: String) -> ModelsError {
        ModelsError(code: .settings, message: "the script \(CleanText.line(name, limit: 100)): \(what); \(cure)")
    }
}

/// Finds what somebody meant who misspelled a word.
enum NearestWord {
    /// The known word with the fewest changed letters, nil if none is near.
    static func nearest(_ word: String, in known: [String]) -> String? {
        let wanted = Array(word.lowercased().prefix(64))
        let rated = known.map { (word: $0, distance: distance(wanted, Array($0))) }
        guard let best = rated.min(by: { $0.distance < $1.distance }) else { return nil }
        return best.distance <= max(2, best.word.count / 3) ? best.word : nil
    }

    private static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var row = Array(0...right.count)
        for (i, a) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, b) in right.enumerated() {
                let cost = min(row[j] + 1, row[j + 1] + 1, diagonal + (a == b ? 0 : 1))
                diagonal = row[j + 1]
                row[j + 1] = cost
            }
        }
        return row[right.count]
    }
}
