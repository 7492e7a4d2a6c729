import Events

/// Reads the actions out of an answer (003-06): forgiving about what stands around them, strict about what they are.
///
/// An object that is not closed is never an action, and neither is anything inside it or after it. What a model thinks (`<think>`) is not
/// read. One wrong action spoils the answer, so that half of what was meant never runs. Linear in the answer.
struct ActionReader {
    static let maximumBytes = 1 << 20
    static let maximumActions = 256

    private let bytes: [UInt8]
    private var index = 0
    private var actions: [Action] = []
    private var start: Int?
    /// The first action that is wrong.
    private var fault: ActionFault?
    /// JSON that is no action: told when nothing else was found.
    private var other: ActionFault?

    static func read(_ text: String) -> ActionReading { read(Array(text.utf8)) }

    /// - Parameter bytes: valid UTF-8.
    static func read(_ bytes: [UInt8]) -> ActionReading {
        guard bytes.count <= maximumBytes else { return ActionReading(outcome: .malformed(.tooLarge), start: bytes.count) }
        var reader = ActionReader(bytes: bytes)
        reader.scan()
        return reader.reading()
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private func reading() -> ActionReading {
        let isEmpty = bytes.allSatisfy { AnswerToken.isSpace($0) }
        if let fault = fault ?? mixture() ?? (actions.isEmpty ? other ?? (isEmpty ? .empty : .noObject) : nil) {
            return ActionReading(outcome: .malformed(fault), start: bytes.count)
        }
        let start = start ?? bytes.count
        if case .final(let result)? = actions.first { return ActionReading(outcome: .final(result), start: start) }
        // A final after calls was written without their results; it will be written again when they are known.
        return ActionReading(outcome: .calls(actions.filter { !$0.isFinal }), start: start)
    }

    private func mixture() -> ActionFault? {
        if actions.count > ActionReader.maximumActions { return .tooMany(limit: ActionReader.maximumActions) }
        guard let first = actions.first, first.isFinal else { return nil }
        return actions.allSatisfy(\.isFinal) ? nil : .mixed
    }

    // MARK: finding

    private mutating func scan() {
        var isThinking = false
        while index < bytes.count {
            if isThinking, bytes[index] != UInt8(ascii: "<") {
                index += 1
                continue
            }
            switch AnswerToken.next(bytes, at: index, isEnd: true) {
            case .prose(let count), .space(let count), .wrapping(let count): index += max(1, count)
            case .thinkingBegins(let count):
                isThinking = true
                index += count
            case .thinkingEnds(let count):
                // Some models think without saying that they begin to.
                if !isThinking { forget() }
                isThinking = false
                index += count
            case .candidate: candidate()
            case .undecided: index = bytes.count
            }
        }
    }

    private mutating func forget() {
        (actions, start, fault, other) = ([], nil, nil, nil)
    }

    private mutating func candidate() {
        let begin = index
        var parser = LenientJSON(bytes, at: begin)
        do throws(LenientJSON.Fault) {
            let value = try parser.value()
            index = parser.index
            for item in value.array ?? [value] { take(item, at: begin) }
        } catch {
            switch error {
            case .cut:
                note(.cut, from: begin, to: bytes.count)
                index = bytes.count
            case .broken(let reason):
                let end = closing(of: begin)
                note(end == nil ? .cut : .broken(reason: reason), from: begin, to: end ?? bytes.count)
                index = max(parser.index, end ?? bytes.count)
            }
        }
    }

    /// A fault in JSON that was to be an action spoils the answer; in other JSON it matters only when there is nothing else.
    private mutating func note(_ fault: ActionFault, from begin: Int, to end: Int) {
        if ActionReader.namesAction(bytes[begin..<end]) {
            self.fault = self.fault ?? fault
        } else {
            other = other ?? fault
        }
    }

    /// Whether the word `action` occurs.
    static func namesAction(_ bytes: ArraySlice<UInt8>) -> Bool {
        let word = Array("action".utf8)
        var place = bytes.startIndex
        while let next = bytes[place...].firstIndex(of: word[0]) {
            if bytes[next...].starts(with: word) { return true }
            place = next + 1
        }
        return false
    }

    /// The byte after the bracket that closes the broken value; nil when none does.
    private func closing(of begin: Int) -> Int? {
        let open = bytes[begin]
        let close = open == UInt8(ascii: "{") ? UInt8(ascii: "}") : UInt8(ascii: "]")
        var (depth, inString, place) = (0, false, begin)
        while place < bytes.count {
            let byte = bytes[place]
            place += 1
            if byte == UInt8(ascii: "\"") {
                inString.toggle()
            } else if inString {
                if byte == UInt8(ascii: "\\") { place += 1 }
            } else if byte == open {
                depth += 1
            } else if byte == close {
                depth -= 1
                if depth == 0 { return place }
            }
        }
        return nil
    }

    // MARK: reading one

    private mutating func take(_ value: JSON, at place: Int) {
        guard let object = value.object, let word = object["action"] else {
            other = other ?? .noAction(keys: value.object?.keys ?? [])
            return
        }
        do throws(ActionFault) {
            let action = try ActionReader.action(object, word)
            start = start ?? place
            if actions.count <= ActionReader.maximumActions { actions.append(action) }
        } catch {
            fault = fault ?? error
        }
    }

    private static func action(_ object: JSONObject, _ word: JSON) throws(ActionFault) -> Action {
        for key in ["action", "tool", "args", "result", "question"] where object.members.count(where: { $0.key == key }) > 1 {
            throw .repeated(key: key)
        }
        guard let text = word.string else { throw .actionNotWord(type: described(word)) }
        switch ActionWord(loosely: text) {
        case nil: throw .unknownAction(text)
        case .toolCall: return try toolCall(object)
        case .final:
            guard let result = object["result"], !result.isNull else { throw .resultMissing }
            let text = result.string ?? result.text
            guard text.utf8.contains(where: { $0 > 0x20 }) else { throw .resultEmpty }
            return .final(result: text)
        case .needMoreInfo:
            guard let question = object["question"]?.string, question.utf8.contains(where: { $0 > 0x20 }) else { throw .questionMissing }
            var options: [String] = []
            for option in object["options"]?.array ?? [] where !option.isNull {
                let text = option.string ?? option.text
                if !text.isEmpty, !options.contains(text), options.count < 20 { options.append(text) }
            }
            return .needMoreInfo(question: question, options: options.count > 1 ? options : [])
        }
    }

    private static func toolCall(_ object: JSONObject) throws(ActionFault) -> Action {
        let name = object["tool"] ?? object["tool_name"] ?? object["name"]
        guard let tool = name?.string, tool.utf8.contains(where: { $0 > 0x20 }) else { throw .toolMissing }
        let given = object["args"] ?? object["arguments"] ?? object["parameters"] ?? .null
        switch given {
        case .null: return .toolCall(tool: tool, arguments: JSONObject())
        case .object(let arguments): return .toolCall(tool: tool, arguments: arguments)
        case .string(let text):
            // As the wire formats with tool calling send them.
            guard let arguments = (try? JSON(parsing: text, maximumDepth: LenientJSON.maximumDepth))?.object else {
                throw .argumentsNotObject(type: described(given))
            }
            return .toolCall(tool: tool, arguments: arguments)
        default: throw .argumentsNotObject(type: described(given))
        }
    }

    private static func described(_ value: JSON) -> String {
        switch value {
        case .null: "null"
        case .bool: "a boolean"
        case .integer, .number: "a number"
        case .string: "a string"
        case .array: "a list"
        case .object: "an object"
        }
    }
}
