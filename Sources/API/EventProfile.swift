internal import Events

/// How events are named for those who read them.
enum EventProfile: String, CaseIterable, Sendable {
    /// As they are kept, and as the protocol page shows them.
    case events
    /// The envelope in camelCase (`runId` …), as document 002 has it; payloads stay as they are.
    case camel
    /// `function_call`, `tool_response` and `verbose`, as document 003 has it (003-35).
    case loop

    /// What a type is called.
    func name(of type: String) -> String {
        guard self == .loop else { return type }
        return switch type {
        case ToolCallStarted.type: "function_call"
        case ToolCallFinished.type: "tool_response"
        default: "verbose"
        }
    }

    func json(_ event: RunEvent) -> JSON {
        guard var object = event.json.object, self != .events else { return event.json }
        switch self {
        case .events: break
        case .camel:
            for index in object.members.indices { object.members[index].key = EventProfile.camel(object.members[index].key) }
        case .loop:
            guard let place = object.members.firstIndex(where: { $0.key == "type" }) else { break }
            object.members[place].value = .string(name(of: event.type))
            object.members.insert(JSONObject.Member("event_type", .string(event.type)), at: place + 1)
        }
        return .object(object)
    }

    /// The event as a server-sent event: `id` its number, `event` its type, `data` all of it.
    func write(_ event: RunEvent, to output: inout [UInt8]) {
        output += "id: \(event.seq)\nevent: \(name(of: event.type))\ndata: ".utf8
        // One line: JSON escapes the ends of lines.
        json(event).write(to: &output)
        output += "\n\n".utf8
    }

    /// `run_id` as `runId`.
    static func camel(_ name: String) -> String {
        let words = name.split(separator: "_")
        guard words.count > 1, let first = words.first else { return name }
        return first + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }

    /// `runId` as `run_id`.
    static func snake(_ name: String) -> String {
        name.reduce(into: "") { $0 += $1.isASCII && $1.isUppercase ? "_" + $1.lowercased() : String($1) }
    }

    /// Every name inside in camelCase.
    static func camel(_ json: JSON) -> JSON {
        switch json {
        case .object(let object): .object(JSONObject(object.members.map { JSONObject.Member(camel($0.key), camel($0.value)) }))
        case .array(let items): .array(items.map { camel($0) })
        default: json
        }
    }
}

extension RunEvent {
    /// Whether it is a piece of what a model writes (002-25); a tool's progress is none.
    var isToken: Bool { [ReasoningDelta.type, TextDelta.type, ToolCallDelta.type].contains(type) }
}
