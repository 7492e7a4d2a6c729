import Events
import Models
import Synchronization

/// A model that plays turns, one for each call, and remembers what it was asked.
final class FakeModel: ModelDriver {
    enum Turn: Sendable {
        /// An answer in pieces, as the wire brings it.
        case answer([ModelEvent], ModelCompletion)
        /// The pieces come, then the fault.
        case fault([ModelEvent], ModelsError)
        /// The pieces come, then the stream ends without a word.
        case cut([ModelEvent])
        /// The pieces come, then nothing more until the stream is closed.
        case hang([ModelEvent])

        /// A text in pieces of four characters.
        static func say(
            _ text: String, reasoning: String = "", calls: [ToolCall] = [], reason: FinishReason? = nil,
            usage: Usage = Usage(inputTokens: 10, outputTokens: 5)
        ) -> Turn {
            var events = pieces(reasoning).map { ModelEvent.reasoningDelta($0) } + pieces(text).map { .textDelta($0) }
            for call in calls {
                let parts = pieces(call.arguments)
                events.append(.toolCallDelta(id: call.id, name: call.name, arguments: parts.first ?? ""))
                events += parts.dropFirst().map { .toolCallDelta(id: call.id, name: nil, arguments: $0) }
            }
            let timing = ModelTiming(requestSent: 0, firstContent: 300_000, lastContent: 900_000, firstKind: .text, pieces: events.count)
            return .answer(
                events,
                ModelCompletion(
                    finishReason: reason ?? (calls.isEmpty ? .stop : .toolCalls), text: text, reasoning: reasoning, toolCalls: calls,
                    usage: usage,
                    timing: timing))
        }

        static func call(_ name: String, _ arguments: String = "{}", id: String) -> Turn {
            .say("", calls: [ToolCall(id: id, name: name, arguments: arguments)])
        }

        private static func pieces(_ text: String) -> [String] {
            var rest = Substring(text)
            var pieces: [String] = []
            while !rest.isEmpty {
                pieces.append(String(rest.prefix(4)))
                rest = rest.dropFirst(4)
            }
            return pieces
        }
    }

    private struct State {
        var turns: [Turn]
        var requests: [ModelRequest] = []
        var held: [ModelStream.Continuation] = []
        var closed = 0
        var unsynced = 0
    }

    private let state: Mutex<State>
    /// Played when the turns are over.
    private let last: Turn?
    private let log: MemoryLog

    init(_ turns: [Turn], then last: Turn? = nil, log: MemoryLog) {
        self.log = log
        state = Mutex(State(turns: turns))
        self.last = last
    }

    var requests: [ModelRequest] { state.withLock { $0.requests } }

    /// Streams that were closed before their end.
    var closedStreams: Int { state.withLock { $0.closed } }

    /// How often it was asked before everything up to the start of the call was on disk: never.
    var unsyncedRequests: Int { state.withLock { $0.unsynced } }

    func stream(_ request: ModelRequest) -> ModelStream {
        let isSynced = log.isCallSynced
        let turn: Turn? = state.withLock { state in
            state.requests.append(request)
            if !isSynced { state.unsynced += 1 }
            return state.turns.isEmpty ? last : state.turns.removeFirst()
        }
        let (stream, continuation) = ModelStream.makeStream()
        switch turn {
        case .answer(let events, let completion):
            for event in events { continuation.yield([event]) }
            continuation.yield([.finished(completion)])
            continuation.finish()
        case .fault(let events, let error):
            continuation.yield(events)
            continuation.finish(throwing: error)
        case .cut(let events):
            continuation.yield(events)
            continuation.finish()
        case .hang(let events):
            continuation.yield(events)
            continuation.onTermination = { [weak self] _ in self?.state.withLock { $0.closed += 1 } }
            state.withLock { $0.held.append(continuation) }
        case nil:
            continuation.finish(throwing: ModelsError(code: .scriptExhausted, message: "the script is over; write more turns"))
        }
        return stream
    }
}
