import Events

/// The events of a Responses stream in their order, numbered.
struct ResponsesStream {
    private let told: ResponsesReply
    private var output = 0
    private var events: [JSON] = []

    /// The whole stream of one reply.
    static func chunks(of told: ResponsesReply) -> [StreamChunk] {
        var stream = ResponsesStream(told)
        stream.tell()
        return stream.events.map { .typed($0) }
    }

    private init(_ told: ResponsesReply) { self.told = told }

    private mutating func emit(_ type: String, _ members: JSON) {
        events.append((["type": .string(type), "sequence_number": .count(events.count)] as JSON).with(members))
    }

    private mutating func tell() {
        let reply = told.reply
        emit("response.created", ["response": told.response(isFinal: false)])
        emit("response.in_progress", ["response": told.response(isFinal: false)])
        if !reply.reasoning.isEmpty { tellReasoning() }
        if told.hasMessage { tellMessage() }
        for call in reply.toolCalls { tellCall(call) }
        emit(told.ending, ["response": told.response(isFinal: true)])
    }

    /// One item: added, what `body` tells of it, done.
    private mutating func item(_ item: (Bool) -> JSON, _ body: (inout ResponsesStream, JSON) -> Void) {
        emit("response.output_item.added", ["output_index": .count(output), "item": item(false)])
        body(&self, ["item_id": item(false)["id"] ?? .null, "output_index": .count(output)])
        emit("response.output_item.done", ["output_index": .count(output), "item": item(true)])
        output += 1
    }

    private mutating func tellReasoning() {
        let (told, index) = (told, output)
        let text = told.reply.reasoning
        let isRaw = told.reply.showsRawReasoning
        let empty: JSON = ["type": told.reasoningPart["type"] ?? .null, "text": ""]
        let name = isRaw ? "response.reasoning_text" : "response.reasoning_summary_text"
        let part = isRaw ? "response.content_part" : "response.reasoning_summary_part"
        item({ told.reasoningItem(index, isDone: $0) }) { stream, place in
            let place = place.with(isRaw ? ["content_index": 0] : ["summary_index": 0])
            stream.emit("\(part).added", place.with(["part": empty]))
            for piece in told.reply.pieces(text) { stream.emit("\(name).delta", place.with(["delta": .string(piece)])) }
            stream.emit("\(name).done", place.with(["text": .string(text)]))
            stream.emit("\(part).done", place.with(["part": told.reasoningPart]))
        }
    }

    private mutating func tellMessage() {
        let (told, index) = (told, output)
        let refusal = told.reply.refusal
        let text = refusal ?? told.reply.text
        let name = refusal == nil ? "response.output_text" : "response.refusal"
        let probabilities: JSON = refusal == nil ? ["logprobs": []] : [:]
        item({ told.messageItem(index, isDone: $0) }) { stream, place in
            let place = place.with(["content_index": 0])
            stream.emit("response.content_part.added", place.with(["part": told.messagePart("")]))
            for piece in told.reply.pieces(text) {
                stream.emit("\(name).delta", place.with(["delta": .string(piece)]).with(probabilities))
            }
            stream.emit("\(name).done", place.with([refusal == nil ? "text" : "refusal": .string(text)]).with(probabilities))
            stream.emit("response.content_part.done", place.with(["part": told.messagePart(text)]))
        }
    }

    private mutating func tellCall(_ call: ModelReply.ToolCall) {
        let (told, index) = (told, output)
        item({ told.callItem(index, call, isDone: $0) }) { stream, place in
            for piece in told.reply.pieces(call.arguments) {
                stream.emit("response.function_call_arguments.delta", place.with(["delta": .string(piece)]))
            }
            stream.emit("response.function_call_arguments.done", place.with(["arguments": .string(call.arguments)]))
        }
    }
}
