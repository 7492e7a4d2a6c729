import Events

@testable import Models

private func begin(_ index: Int, _ block: String) -> String {
    event("content_block_start", #""index":\#(index),"content_block":{\#(block)}"#)
}
private func delta(_ index: Int, _ delta: String) -> String { event("content_block_delta", #""index":\#(index),"delta":{\#(delta)}"#) }
private func end(_ index: Int) -> String { event("content_block_stop", #""index":\#(index)"#) }
private func text(_ index: Int, _ text: String) -> String { delta(index, #""type":"text_delta","text":"\#(text)""#) }
private func input(_ index: Int, _ json: String) -> String { delta(index, #""type":"input_json_delta","partial_json":"\#(json)""#) }
private func call(_ index: Int, _ id: String, _ name: String, _ input: String = "{}") -> String {
    begin(index, #""type":"tool_use","id":"\#(id)","name":"\#(name)","input":\#(input)"#)
}
private func stopped(_ reason: String, _ usage: String = #"{"output_tokens":5}"#) -> String {
    event("message_delta", #""delta":{"stop_reason":"\#(reason)","stop_sequence":null},"usage":\#(usage)"#)
}
private let start = event(
    "message_start", #""message":{"id":"m","role":"assistant","content":[],"usage":{"input_tokens":7,"output_tokens":1}}"#)
private let hi = start + begin(0, #""type":"text","text":"""#) + text(0, "Hel") + text(0, "lo") + end(0)
private let over = event("message_stop")
private let called = stopped("tool_use") + over
private let usual = Usage(inputTokens: 7, outputTokens: 5)
private let cached =
    #"{"input_tokens":10,"cache_read_input_tokens":4,"cache_creation_input_tokens":3,"output_tokens":5,"output_tokens_details":{"thinking_tokens":2}}"#
private let cachedUsage = Usage(inputTokens: 17, outputTokens: 5, reasoningTokens: 2, cachedInputTokens: 4, cacheWriteTokens: 3)

private func one(_ name: String, _ stream: String, _ summary: String, reasoning: String? = nil, usage: Usage? = nil) -> StreamCase {
    StreamCase(name, stream, summary, format: .anthropic, reasoning: reasoning, usage: usage)
}

/// Streams of Messages, and what becomes of them.
let messageStreams: [StreamCase] = [
    one("plain", hi + stopped("end_turn") + over, "stop:Hello", usage: usual),
    one("pings", event("ping") + hi + event("ping") + stopped("end_turn") + event("ping") + over, "stop:Hello"),
    one("event names that do not fit", (hi + stopped("end_turn") + over).replacing("event: ping", with: "event: x"), "stop:Hello"),
    one("without event names", (hi + stopped("end_turn") + over).replacing(#/event: .*\n/#, with: ""), "stop:Hello"),
    one("block never begun", start + text(0, "Hello") + stopped("end_turn") + over, "stop:Hello"),
    one("block never ended", start + begin(0, #""type":"text","text":"Hello""#) + stopped("end_turn") + over, "stop:Hello"),
    one("stop sequence", hi + stopped("stop_sequence") + over, "stop:Hello"),
    one("reason without message_stop", hi + stopped("end_turn"), "stop:Hello"),
    one("message_stop without reason", hi + over, "stop:Hello"),
    one("neither", hi, "error:stream_cut"),
    one("nothing at all", "", "error:stream_cut"),
    one("only a beginning", start, "error:stream_cut"),
    one("last blank line missing", hi + String(stopped("end_turn").dropLast(2)), "stop:Hello"),
    one("last line half", hi + String(stopped("end_turn").dropLast(6)), "error:stream_cut"),
    one("after the end", hi + stopped("end_turn") + over + text(0, "EVIL"), "stop:Hello"),
    one(
        "unknown events, blocks and deltas",
        event("banana", #""x":[]"#) + hi + begin(1, #""type":"server_tool_use","id":"s","name":"web","input":{}"#) + input(1, "{}") + end(1)
            + delta(0, #""type":"citations_delta","citation":{}"#) + stopped("end_turn", "null") + over, "stop:Hello"),
    one("length", hi + stopped("max_tokens") + over, "length:Hello"),
    one("context full", hi + stopped("model_context_window_exceeded") + over, "length:Hello"),
    one("refusal", hi + stopped("refusal") + over, "refusal:Hello"),
    one("paused", hi + stopped("pause_turn") + over, "other:Hello"),
    one("overloaded", hi + event("error", #""error":{"type":"overloaded_error","message":"x"}"#), "error:server_error"),
    one("too many requests", event("error", #""error":{"type":"rate_limit_error","message":"x"}"#), "error:rate_limited"),
    one("error without a name", hi + "data: {\"error\":{\"message\":\"x\"}}\n\n", "error:server_error"),
    one("error without a word", "data: {\"type\":\"error\"}\n\n", "error:server_error"),
    one(
        "call", start + call(0, "a", "read") + input(0, "") + input(0, #"{\"path\""#) + input(0, #":\"a\"}"#) + end(0) + called,
        #"tool_calls:read{"path":"a"}"#),
    one("call without arguments", start + call(0, "a", "x") + end(0) + called, "tool_calls:x{}"),
    one("call without arguments, never ended", start + call(0, "a", "x") + called, "tool_calls:x{}"),
    one("call without arguments, cut after its reason", start + call(0, "a", "x") + stopped("tool_use"), "tool_calls:x{}"),
    one("arguments whole in the beginning", start + call(0, "a", "x", #"{"n":1}"#) + end(0) + called, #"tool_calls:x{"n":1}"#),
    one("arguments twice", start + call(0, "a", "x", #"{"n":1}"#) + input(0, #"{\"n\":1}"#) + end(0) + called, #"tool_calls:x{"n":1}"#),
    one(
        "text and two calls",
        hi + call(1, "a", "x") + input(1, "{}") + end(1) + call(2, "b", "y") + input(2, #"{\"n\":2}"#) + end(2) + called,
        #"tool_calls:Hellox{},y{"n":2}"#),
    one(
        "two calls interleaved",
        start + call(0, "a", "x") + call(1, "b", "y") + input(1, #"{\"n\""#) + input(0, #"{\"m\""#) + input(1, ":2}") + end(1)
            + input(0, ":1}") + end(0) + called,
        #"tool_calls:x{"m":1},y{"n":2}"#),
    one("arguments of nothing", start + input(3, "{}") + hi + stopped("end_turn") + over, "stop:Hello"),
    one("call that ends with end_turn", start + call(0, "a", "x") + end(0) + stopped("end_turn") + over, "tool_calls:x{}"),
    one("call cut in its arguments", start + call(0, "a", "rm") + input(0, #"{\"p"#), "error:stream_cut"),
    one("call cut, then message_stop", start + call(0, "a", "rm") + input(0, #"{\"p"#) + over, "error:stream_cut"),
    one("call cut by the length limit", start + call(0, "a", "rm") + input(0, #"{\"p"#) + stopped("max_tokens") + over, "length:"),
    one(
        "thinking",
        start + begin(0, #""type":"thinking","thinking":"","signature":"""#) + delta(0, #""type":"thinking_delta","thinking":"h""#)
            + delta(0, #""type":"thinking_delta","thinking":"m""#) + delta(0, #""type":"signature_delta","signature":"c2ln""#) + end(0)
            + begin(1, #""type":"text","text":"""#) + text(1, "Hello") + end(1) + stopped("end_turn") + over,
        "stop:Hello", reasoning: "hm"),
    one(
        "thinking never begun", start + delta(0, #""type":"thinking_delta","thinking":"hm""#) + hi + stopped("end_turn") + over,
        "stop:Hello",
        reasoning: "hm"),
    one(
        "redacted thinking",
        start + begin(0, #""type":"redacted_thinking","data":"xx""#) + end(0) + text(1, "Hello") + stopped("end_turn") + over,
        "stop:Hello"),
    one(
        "usage in the beginning, output in the end",
        event("message_start", #""message":{"usage":\#(cached)}"#) + hi + stopped("end_turn") + over,
        "stop:Hello", usage: Usage(inputTokens: 14, outputTokens: 5, reasoningTokens: 2, cachedInputTokens: 4, cacheWriteTokens: 3)),
    one(
        "usage in the end only",
        event(
            "message_start",
            #""message":{"usage":{"input_tokens":0,"output_tokens":0,"cache_read_input_tokens":0,"cache_creation_input_tokens":0}}"#)
            + text(0, "Hello") + stopped("end_turn", cached) + over, "stop:Hello", usage: cachedUsage),
    one(
        "noughts in the end",
        event("message_start", #""message":{"usage":\#(cached)}"#) + text(0, "Hello")
            + stopped("end_turn", #"{"input_tokens":0,"cache_read_input_tokens":0,"output_tokens":5}"#) + over, "stop:Hello",
        usage: cachedUsage),
    one(
        "whole message",
        #"{"type":"message","content":[{"type":"text","text":"Hello"},{"type":"tool_use","id":"a","name":"x","input":{"n":1}}],"stop_reason":"tool_use","usage":\#(cached)}"#,
        #"tool_calls:Hellox{"n":1}"#, usage: cachedUsage),
    one("whole error", #"{"type":"error","error":{"type":"overloaded_error","message":"x"}}"#, "error:server_error"),
    one("half a message", #"{"type":"message","content":[{"type":"te"#, "error:malformed_stream"),
]
