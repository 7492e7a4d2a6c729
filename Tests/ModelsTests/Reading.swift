import Events
import Models
import Testing
import Wire

@testable import Models

/// What a stream gave: its events with neighbours joined, and how it ended.
struct Reading {
    var events: [ModelEvent] = []
    var error: (any Error)?

    var completion: ModelCompletion? {
        if case .finished(let completion)? = events.last { completion } else { nil }
    }
    var code: ErrorCode? { (error as? ModelsError)?.code }
    var message: String { (error as? ModelsError)?.message ?? "" }

    init(_ stream: ModelStream, onBatch: () -> Void = {}) async {
        do {
            for try await batch in stream {
                events.join(batch.filter { $0 != .alive && $0 != .held })
                onBatch()
            }
        } catch {
            self.error = error
        }
    }

    init(_ queue: BatchQueue<ModelEvent>) async {
        await self.init(ModelStream { try await queue.next() })
    }

    /// How it went in one line: `stop:Hello`, `tool_calls:read{"path":"a"}`, `error:stream_cut`.
    var summary: String {
        guard let completion else { return "error:\(code?.word ?? String(describing: error))" }
        let calls = completion.toolCalls.map { $0.name + $0.arguments }.joined(separator: ",")
        return "\(completion.finishReason.rawValue):\(completion.text)\(calls)"
    }
}

let testSurroundings = Surroundings(
    wallMilliseconds: { 1_700_000_000_000 }, monotonicMicroseconds: monotonicMicroseconds, random: { 4 }, environment: [:])

/// Feeds an answer to the driver's reader without a network, in the given pieces.
func answer(
    _ chunks: [[UInt8]], format: WireFormatID = .chat, status: Int = 200, end: Result<Void, WireError> = .success(()),
    cumulative: Bool = false, key: String? = nil, messages: [ChatMessage] = [.user("hello")],
    maximumContentBytes: Int = AnswerReceiver.usualContentBytes
) async -> Reading {
    let endpoint = ModelEndpoint(format: format, baseURL: "http://127.0.0.1:1/v1", apiKey: key)
    let request = ModelRequest(model: "m", messages: messages, tools: [])
    let calls = ToolCallAssembly(argumentsAreCumulative: cumulative, identifiers: CallIdentifiers().giver(for: request))
    let receiver = AnswerReceiver(
        reader: format.format.reader(), fault: endpoint.fault(model: "m"), calls: calls, maker: endpoint.maker(model: "m"),
        surroundings: testSurroundings,
        promptCharacters: TokenEstimate.characters(of: request), maximumContentBytes: maximumContentBytes)
    var isOpen = true
    if case .stop = receiver.receive(head: HTTPHead(status: status)) { isOpen = false }
    for chunk in chunks where isOpen {
        chunk.withUnsafeBytes { bytes in
            if case .stop = receiver.receive(body: bytes) { isOpen = false }
        }
    }
    receiver.end(isOpen ? end : .failure(.cancelled))
    return await Reading(receiver.queue)
}

func answer(_ text: String, format: WireFormatID = .chat) async -> Reading {
    await answer([Array(text.utf8)], format: format)
}

/// The body of a request, as a server would read it.
func sent(_ request: ModelRequest, _ endpoint: ModelEndpoint) -> String {
    String(decoding: endpoint.format.format.body(request, endpoint.options(request), endpoint), as: UTF8.self)
}

/// One `data` line with this delta.
func delta(_ json: String, finish: String = "null") -> String {
    "data: {\"id\":\"x\",\"choices\":[{\"index\":0,\"delta\":\(json),\"finish_reason\":\(finish)}]}\n\n"
}

let hello = delta(#"{"role":"assistant","content":"Hel"}"#) + delta(#"{"content":"lo"}"#)
let stop = delta("{}", finish: "\"stop\"")
let done = "data: [DONE]\n\n"
