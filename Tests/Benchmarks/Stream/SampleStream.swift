import Models

/// An answer as a provider streams it, in any format: a beginning, events of about 250 bytes that go on for as long as is wanted, and an end.
struct SampleStream {
    /// What the events say.
    enum Kind: String, CaseIterable {
        /// Pieces of a text.
        case text
        /// Pieces of a text with a line end in each, as code has them.
        case lines
        /// Pieces of the arguments of a tool call.
        case arguments

        var title: String {
            switch self {
            case .text: "deltas of text"
            case .lines: "deltas with a line end"
            case .arguments: "deltas of arguments"
            }
        }
    }

    /// How many bytes a piece has with its line ends, or a few more.
    static let eventBytes = 250

    let format: WireFormatID
    let kind: Kind

    private var isCall: Bool { kind == .arguments }

    /// What comes before the pieces.
    var beginning: [UInt8] {
        let call = #""id":"call_1","type":"function","function":{"name":"write_file","arguments":"{\"text\":\""}"#
        let item = #""id":"item_1","type":"function_call","call_id":"call_1","name":"write_file","arguments":"{\"text\":\""#
        let texts =
            switch format {
            case .chat: isCall ? [chunk(#""tool_calls":[{"index":0,\#(call)}]"#)] : [chunk(#""role":"assistant","content":"""#)]
            case .responses:
                [#"{"type":"response.created","sequence_number":0,"response":{"id":"resp_1"}}"#]
                    + (isCall ? [#"{"type":"response.output_item.added","sequence_number":1,"output_index":0,"item":{\#(item)"}}"#] : [])
            case .anthropic:
                [
                    #"{"type":"message_start","message":{"id":"msg_1","usage":{"input_tokens":10,"output_tokens":1}}}"#,
                    isCall
                        ? #"{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"call_1","name":"write_file"}}"#
                        : #"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"#,
                ] + (isCall ? [argumentsDelta(#"{\"text\":\""#)] : [])
            }
        return texts.flatMap(event)
    }

    /// The piece of this number; its text fills it up.
    func piece(_ index: Int) -> [UInt8] {
        let text = "piece \(index % 1000)"
        let missing = SampleStream.eventBytes - piece(index, saying: text).count
        return piece(index, saying: text + String(repeating: "x", count: max(0, missing)))
    }

    private func piece(_ index: Int, saying word: String) -> [UInt8] {
        let text = word + (kind == .lines ? #",\n"# : ", ")
        switch format {
        case .chat:
            return event(chunk(isCall ? #""tool_calls":[{"index":0,"function":{"arguments":"\#(text)"}}]"# : #""content":"\#(text)""#))
        case .responses:
            let type = isCall ? "response.function_call_arguments.delta" : "response.output_text.delta"
            let place = #""item_id":"item_0123456789abcdef0123456789abcdef","output_index":0"#
            let rest = isCall ? "" : #","content_index":0,"logprobs":[]"#
            // Numbers differ in their length, as they do in long answers.
            let number = index &* 7919 % 1_000_000
            return event(#"{"type":"\#(type)","sequence_number":\#(number),\#(place)\#(rest),"delta":"\#(text)"}"#)
        case .anthropic:
            guard !isCall else { return event(argumentsDelta(text)) }
            return event(#"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"\#(text)"}}"#)
        }
    }

    /// What comes after the pieces.
    var end: [UInt8] {
        let usage = #"{"input_tokens":10,"output_tokens":1000}"#
        let texts =
            switch format {
            case .chat:
                (isCall ? [chunk(#""tool_calls":[{"index":0,"function":{"arguments":"\"}"}}]"#)] : []) + [
                    #"{"choices":[{"index":0,"delta":{},"finish_reason":"\#(isCall ? "tool_calls" : "stop")"}]}"#, "[DONE]",
                ]
            case .responses:
                (isCall
                    ? [#"{"type":"response.function_call_arguments.delta","sequence_number":1,"output_index":0,"delta":"\"}"}"#] : [])
                    + [#"{"type":"response.completed","sequence_number":2,"response":{"status":"completed","usage":\#(usage)}}"#]
            case .anthropic:
                (isCall ? [argumentsDelta(#"\"}"#)] : []) + [
                    #"{"type":"content_block_stop","index":0}"#,
                    #"{"type":"message_delta","delta":{"stop_reason":"\#(isCall ? "tool_use" : "end_turn")"},"usage":\#(usage)}"#,
                    #"{"type":"message_stop"}"#,
                ]
            }
        return texts.flatMap(event)
    }

    private func argumentsDelta(_ text: String) -> String {
        #"{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"\#(text)"}}"#
    }

    private func chunk(_ delta: String) -> String {
        #"{"id":"chatcmpl-9f8e7d6c5b4a39281706","object":"chat.completion.chunk","created":1750000000,"model":"bench-model-2026","#
            + #""system_fingerprint":"fp_01234567","choices":[{"index":0,"delta":{\#(delta)},"finish_reason":null}]}"#
    }

    /// A whole event, named as its format does.
    private func event(_ data: String) -> [UInt8] {
        var name = ""
        if format != .chat, let type = data.split(separator: "\"", maxSplits: 4).dropFirst(3).first { name = "event: \(type)\n" }
        return Array("\(name)data: \(data)\n\n".utf8)
    }
}
