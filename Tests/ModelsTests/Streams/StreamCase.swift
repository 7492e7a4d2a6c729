import Events
import Testing

@testable import Models

/// A stream as a server could send it, and what becomes of it.
struct StreamCase: Sendable, CustomTestStringConvertible {
    let name: String
    let format: WireFormatID
    let stream: String
    /// As `Reading.summary` tells it.
    let summary: String
    var reasoning: String?
    var usage: Usage?
    var testDescription: String { "\(format.rawValue): \(name)" }
    var bytes: [UInt8] { Array(stream.utf8) }

    init(_ name: String, _ stream: String, _ summary: String, format: WireFormatID = .chat, reasoning: String? = nil, usage: Usage? = nil) {
        self.name = name
        self.format = format
        self.stream = stream
        self.summary = summary
        self.reasoning = reasoning
        self.usage = usage
    }
}

let allStreams = chatStreams + responseStreams + messageStreams

/// An event whose name is its type, as Anthropic and OpenAI write it.
func event(_ type: String, _ members: String = "") -> String {
    "event: \(type)\ndata: {\"type\":\"\(type)\"\(members.isEmpty ? "" : ",\(members)")}\n\n"
}

extension Reading {
    /// Nothing in it differs from what was shown while it came.
    var isWhatWasShown: Bool {
        guard let completion else { return true }
        var (text, reasoning, arguments, names) = ("", "", [String: String](), [String: String]())
        for event in events {
            switch event {
            case .textDelta(let piece): text += piece
            case .reasoningDelta(let piece): reasoning += piece
            case .toolCallDelta(let id, let name, let piece):
                arguments[id, default: ""] += piece
                if let name { names[id] = name }
            case .alive, .held, .finished: break
            }
        }
        return text == completion.text && reasoning == completion.reasoning
            && completion.toolCalls.allSatisfy { arguments[$0.id] == $0.arguments && names[$0.id] ?? "" == $0.name }
            && Set(completion.toolCalls.map(\.id)).count == completion.toolCalls.count
    }

    /// How often it ended, and whether the end was the last.
    var endings: Int { events.count { if case .finished = $0 { true } else { false } } + (error == nil ? 0 : 1) }

    /// The same for streams that were cut at other places.
    var eventsWithoutTimes: [ModelEvent] {
        events.map { event in
            guard case .finished(var completion) = event else { return event }
            completion.timing = ModelTiming(requestSent: 0, pieces: completion.timing.pieces)
            return .finished(completion)
        }
    }
}
