import Events

@testable import Models

private func said(_ type: String, _ members: String = "") -> String { event("response.\(type)", members) }
private func text(_ delta: String, item: Int = 0) -> String {
    said("output_text.delta", #""output_index":\#(item),"content_index":0,"delta":"\#(delta)""#)
}
private func begin(_ item: Int, _ json: String) -> String { said("output_item.added", #""output_index":\#(item),"item":{\#(json)}"#) }
private func end(_ item: Int, _ json: String) -> String { said("output_item.done", #""output_index":\#(item),"item":{\#(json)}"#) }
private func call(_ id: String, _ name: String, _ arguments: String = "") -> String {
    #""type":"function_call","id":"fc_\#(id)","call_id":"\#(id)","name":"\#(name)","arguments":"\#(arguments)""#
}
private func arguments(_ item: Int, _ piece: String) -> String {
    said("function_call_arguments.delta", #""output_index":\#(item),"delta":"\#(piece)""#)
}
private func completed(_ output: String = "", _ more: String = "") -> String {
    said("completed", #""response":{"status":"completed","output":[\#(output)]\#(more)}"#)
}
private let hi = said("created", #""response":{"status":"in_progress","output":[]}"#) + text("Hel") + text("lo")
private let helloItem = #"{"type":"message","content":[{"type":"output_text","text":"Hello"}]}"#
private let refusalItem = #"{"type":"message","content":[{"type":"refusal","refusal":"No."}]}"#
private let counted =
    #","usage":{"input_tokens":10,"input_tokens_details":{"cached_tokens":4,"cache_write_tokens":3},"output_tokens":5,"output_tokens_details":{"reasoning_tokens":2}}"#

private func one(_ name: String, _ stream: String, _ summary: String, reasoning: String? = nil, usage: Usage? = nil) -> StreamCase {
    StreamCase(name, stream, summary, format: .responses, reasoning: reasoning, usage: usage)
}

/// Streams of Responses, and what becomes of them.
let responseStreams: [StreamCase] = [
    one("plain", hi + completed(helloItem), "stop:Hello"),
    one("without event names", (hi + completed(helloItem)).replacing(#/event: .*\n/#, with: ""), "stop:Hello"),
    one("[DONE] after the end", hi + completed(helloItem) + done, "stop:Hello"),
    one("after the end", hi + completed(helloItem) + text("EVIL"), "stop:Hello"),
    one("never completed", hi, "error:stream_cut"),
    one("nothing at all", "", "error:stream_cut"),
    one("last blank line missing", hi + String(completed(helloItem).dropLast(2)), "stop:Hello"),
    one("last line half", hi + String(completed(helloItem).dropLast(6)), "error:stream_cut"),
    one(
        "text only in its whole", said("output_text.done", #""output_index":0,"content_index":0,"text":"Hello""#) + completed(),
        "stop:Hello"),
    one("text only in its item", end(0, String(helloItem.dropFirst().dropLast())) + completed(helloItem), "stop:Hello"),
    one("text only in the whole response", said("in_progress") + completed(helloItem), "stop:Hello"),
    one("two messages, the second only in the whole response", hi + completed(helloItem + "," + helloItem), "stop:HelloHello"),
    one(
        "the whole response leaves an item out and numbers anew",
        begin(0, #""type":"reasoning""#) + text("Hello", item: 1) + begin(2, call("a", "x")) + arguments(2, "{}")
            + completed(helloItem + ",{" + call("a", "x", "{}") + "}"),
        "tool_calls:Hellox{}"),
    one("unknown events and fields", said("banana.split") + event("later") + hi + completed(helloItem, #","x":[1]"#), "stop:Hello"),
    one("an event that is no object", "data: 7\n\ndata: null\n\n" + hi + completed(helloItem), "stop:Hello"),
    one("keep-alive", event("keepalive") + ": ping\n\n" + hi + completed(helloItem), "stop:Hello"),
    one("refusal", said("refusal.delta", #""output_index":0,"content_index":0,"delta":"No.""#) + completed(refusalItem), "refusal:No."),
    one(
        "refusal only in its whole", said("refusal.done", #""output_index":0,"content_index":0,"refusal":"No.""#) + completed(),
        "refusal:No."),
    one("refusal only in the response", said("in_progress") + completed(refusalItem), "refusal:No."),
    one(
        "length", hi + said("incomplete", #""response":{"status":"incomplete","incomplete_details":{"reason":"max_output_tokens"}}"#),
        "length:Hello"),
    one(
        "filter", hi + said("incomplete", #""response":{"status":"incomplete","incomplete_details":{"reason":"content_filter"}}"#),
        "content_filter:Hello"),
    one("incomplete for another reason", hi + said("incomplete", #""response":{"status":"incomplete"}"#), "other:Hello"),
    one(
        "failed", hi + said("failed", #""response":{"status":"failed","error":{"code":"rate_limit_exceeded","message":"slow"}}"#),
        "error:rate_limited"),
    one("failed without a word", said("failed", #""response":{"status":"failed","error":null}"#), "error:server_error"),
    one("error in the stream", hi + event("error", #""code":"server_error","message":"x","param":null"#), "error:server_error"),
    one("error in the plain form", "data: {\"error\":{\"message\":\"slow\",\"code\":\"429\"}}\n\n", "error:rate_limited"),
    one("error that is null", "data: {\"error\":null}\n\n" + hi + completed(), "stop:Hello"),
    one(
        "call",
        begin(0, call("a", "read")) + arguments(0, #"{\"path\":"#) + arguments(0, #"\"a\"}"#)
            + said("function_call_arguments.done", #""output_index":0,"arguments":"{\"path\":\"a\"}""#)
            + end(0, call("a", "read", #"{\"path\":\"a\"}"#)) + completed("{" + call("a", "read", #"{\"path\":\"a\"}"#) + "}"),
        #"tool_calls:read{"path":"a"}"#),
    one("arguments only in the beginning", begin(0, call("a", "x", "{}")) + end(0, call("a", "x", "{}")) + completed(), "tool_calls:x{}"),
    one(
        "arguments only in their whole",
        begin(0, call("a", "x")) + said("function_call_arguments.done", #""output_index":0,"arguments":"{}""#) + completed(),
        "tool_calls:x{}"),
    one("arguments only in the item", begin(0, call("a", "x")) + end(0, call("a", "x", "{}")) + completed(), "tool_calls:x{}"),
    one("call only in its item", end(0, call("a", "x", "{}")) + completed("{" + call("a", "x", "{}") + "}"), "tool_calls:x{}"),
    one("call only in the whole response", hi + completed(helloItem + ",{" + call("a", "x", "{}") + "}"), "tool_calls:Hellox{}"),
    one("arguments before their call", arguments(0, "{}") + end(0, call("a", "x", "{}")) + completed(), "tool_calls:x{}"),
    one(
        "two calls interleaved, the second done first",
        begin(0, call("a", "x")) + begin(1, call("b", "y")) + arguments(1, #"{\"n\""#) + arguments(0, #"{\"m\""#) + arguments(1, ":2}")
            + end(1, call("b", "y", #"{\"n\":2}"#)) + arguments(0, ":1}") + end(0, call("a", "x", #"{\"m\":1}"#))
            + completed("{" + call("a", "x", #"{\"m\":1}"#) + "},{" + call("b", "y", #"{\"n\":2}"#) + "}"),
        #"tool_calls:x{"m":1},y{"n":2}"#),
    one("call without an end", begin(0, call("a", "x")) + arguments(0, "{}"), "error:stream_cut"),
    one("call cut in its arguments, then [DONE]", begin(0, call("a", "rm")) + arguments(0, #"{\"p"#) + done, "error:stream_cut"),
    one(
        "call cut by the length limit",
        begin(0, call("a", "rm")) + arguments(0, #"{\"p"#)
            + said("incomplete", #""response":{"status":"incomplete","incomplete_details":{"reason":"max_output_tokens"}}"#),
        "length:"),
    one(
        "reasoning in words",
        said("reasoning_summary_part.added", #""output_index":0"#) + said("reasoning_summary_text.delta", #""output_index":0,"delta":"a""#)
            + said("reasoning_summary_text.delta", #""output_index":0,"delta":"b""#)
            + said("reasoning_summary_part.added", #""output_index":0"#)
            + said("reasoning_summary_text.delta", #""output_index":0,"delta":"c""#) + hi + completed(helloItem),
        "stop:Hello", reasoning: "ab\n\nc"),
    one(
        "reasoning only in its item", end(0, #""type":"reasoning","summary":[{"type":"summary_text","text":"hm"}]"#) + hi + completed(),
        "stop:Hello", reasoning: "hm"),
    one(
        "usage", hi + completed(helloItem, counted), "stop:Hello",
        usage: Usage(inputTokens: 10, outputTokens: 5, reasoningTokens: 2, cachedInputTokens: 4, cacheWriteTokens: 3)),
    one(
        "usage that makes no sense", hi + completed(helloItem, #","usage":{"input_tokens":-1,"output_tokens":1e300}"#), "stop:Hello",
        usage: Usage(inputTokens: 2, outputTokens: 2, estimated: true)),
    one(
        "whole response",
        #"{"object":"response","status":"completed","error":null,"output":[\#(helloItem),{\#(call("a", "x", "{}"))}]\#(counted)}"#,
        "tool_calls:Hellox{}",
        usage: Usage(inputTokens: 10, outputTokens: 5, reasoningTokens: 2, cachedInputTokens: 4, cacheWriteTokens: 3)),
    one(
        "whole response that failed", #"{"status":"failed","error":{"code":"server_error","message":"x"},"output":[]}"#,
        "error:server_error"),
    one("whole response of another format", #"{"choices":[{"message":{"content":"hi"}}]}"#, "error:malformed_stream"),
    one("half a whole response", #"{"status":"completed","output":[{"type":"mess"#, "error:malformed_stream"),
]
