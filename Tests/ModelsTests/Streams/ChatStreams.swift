/// One chunk with fragments of calls.
func calls(_ json: String) -> String { delta(#"{"tool_calls":[\#(json)]}"#) }
let callsEnd = delta("{}", finish: "\"tool_calls\"")

/// Streams of Chat Completions, and what becomes of them.
let chatStreams: [StreamCase] = [
    StreamCase("plain", hello + stop + done, "stop:Hello"),
    StreamCase("CRLF", (hello + stop + done).replacing("\n", with: "\r\n"), "stop:Hello"),
    StreamCase("CR", (hello + stop + done).replacing("\n", with: "\r"), "stop:Hello"),
    StreamCase("byte order mark", "\u{FEFF}" + hello + stop + done, "stop:Hello"),
    StreamCase("comments between", ": ping\n\n" + hello + ": ping\n\n" + stop, "stop:Hello"),
    StreamCase("no [DONE]", hello + stop, "stop:Hello"),
    StreamCase("no finish reason, but [DONE]", hello + done, "stop:Hello"),
    StreamCase("neither", hello, "error:stream_cut"),
    StreamCase("nothing at all", "", "error:stream_cut"),
    StreamCase("last blank line missing", hello + String(stop.dropLast(2)), "stop:Hello"),
    StreamCase("last line half", hello + String(stop.dropLast(5)), "error:stream_cut"),
    StreamCase("after the end", hello + stop + done + delta(#"{"content":"EVIL"}"#), "stop:Hello"),
    StreamCase("twice done", hello + stop + done + done, "stop:Hello"),
    StreamCase("choices empty", "data: {\"choices\":[]}\n\n" + hello + stop, "stop:Hello"),
    StreamCase("choices no list", "data: {\"choices\":{\"0\":1}}\n\n" + hello + stop, "stop:Hello"),
    StreamCase("delta null", delta("null") + hello + stop, "stop:Hello"),
    StreamCase("content null", delta(#"{"content":null}"#) + hello + stop, "stop:Hello"),
    StreamCase("content a list", delta(#"{"content":[{"type":"text","text":"Oh. "}]}"#) + hello + stop, "stop:Oh. Hello"),
    StreamCase("content a number", delta(#"{"content":5}"#) + hello + stop, "stop:Hello"),
    StreamCase("refusal", delta(#"{"refusal":"No."}"#) + stop, "refusal:No."),
    StreamCase("another choice", "data: {\"choices\":[{\"index\":1,\"delta\":{\"content\":\"no\"}}]}\n\n" + hello + stop, "stop:Hello"),
    StreamCase("unknown finish reason", hello + delta("{}", finish: "\"banana\"") + done, "other:Hello"),
    StreamCase("content filter", delta("{}", finish: "\"content_filter\"") + done, "content_filter:"),
    StreamCase("length", hello + delta("{}", finish: "\"length\"") + done, "length:Hello"),
    StreamCase("broken JSON", hello + "data: {\"choices\":[{]}\n\n" + stop, "error:malformed_stream"),
    StreamCase("not JSON", hello + "data: zzz\n\n" + stop, "error:malformed_stream"),
    StreamCase("a list nested without end", "data: " + String(repeating: "[", count: 5000) + "\n\n" + hello + stop, "stop:Hello"),
    StreamCase(
        "an object nested without end", "data: " + String(repeating: "{\"a\":", count: 5000) + "\n\n" + stop, "error:malformed_stream"),
    StreamCase("whole completion", #"{"choices":[{"message":{"role":"assistant","content":"hi"},"finish_reason":"stop"}]}"#, "stop:hi"),
    StreamCase(
        "whole completion with a call",
        #" {"choices":[{"message":{"content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"read","arguments":"{}"}}]},"finish_reason":"tool_calls"}]}"#,
        "tool_calls:read{}"),
    StreamCase("half a completion", #"{"choices":[{"message":{"content":"hi"}"#, "error:malformed_stream"),
    StreamCase("a web page", "<!DOCTYPE html><html><head><title>Welcome to nginx!</title></head></html>", "error:malformed_stream"),
    StreamCase(
        "error in the stream", hello + "event: error\ndata: {\"error\":{\"type\":\"overloaded_error\",\"message\":\"x\"}}\n\n",
        "error:server_error"),
    StreamCase("error as a word", "data: {\"error\": \"boom\"}\n\n", "error:server_error"),
    StreamCase("error with a status", "data: {\"error\":{\"message\":\"slow down\",\"code\":429}}\n\n", "error:rate_limited"),
    StreamCase("error that is null", "data: {\"error\":null,\"choices\":[]}\n\n" + hello + stop, "stop:Hello"),
    StreamCase("NUL in the text", delta(#"{"content":"a\u0000b"}"#) + stop, "stop:a\0b"),
    StreamCase(
        "call without index",
        calls(#"{"function":{"name":"read","arguments":"{\"pa"},"id":"c1"}"#) + calls(#"{"function":{"arguments":"th\":\"a\"}"}}"#)
            + callsEnd + done,
        #"tool_calls:read{"path":"a"}"#),
    StreamCase(
        "two calls interleaved by index",
        calls(#"{"index":0,"id":"c1","function":{"name":"read","arguments":"{\"path\""}}"#)
            + calls(#"{"index":1,"id":"c2","function":{"name":"list","arguments":"{\"path\""}}"#)
            + calls(#"{"index":0,"function":{"arguments":":\"a\"}"}}"#) + calls(#"{"index":1,"function":{"arguments":":\"b\"}"}}"#)
            + callsEnd,
        #"tool_calls:read{"path":"a"},list{"path":"b"}"#),
    StreamCase(
        "two calls in one chunk",
        calls(
            #"{"index":0,"id":"a","function":{"name":"x","arguments":"{}"}},{"index":1,"id":"b","function":{"name":"y","arguments":"{}"}}"#)
            + callsEnd,
        "tool_calls:x{},y{}"),
    StreamCase(
        "all calls with index 0 but their own ids",
        calls(#"{"index":0,"id":"a","function":{"name":"x","arguments":"{}"}}"#)
            + calls(#"{"index":0,"id":"b","function":{"name":"x","arguments":"{}"}}"#)
            + callsEnd, "tool_calls:x{},x{}"),
    StreamCase(
        "name, id and old field repeated in each fragment",
        delta(
            #"{"function_call":{"name":"read","arguments":"{\"a\""},"tool_calls":[{"index":0,"id":"c","function":{"name":"read","arguments":"{\"a\""}}]}"#
        )
            + delta(
                #"{"function_call":{"name":"read","arguments":":1}"},"tool_calls":[{"index":0,"id":"c","function":{"name":"read","arguments":":1}"}}]}"#
            )
            + callsEnd, #"tool_calls:read{"a":1}"#),
    StreamCase(
        "name repeated, no index, no id",
        calls(#"{"function":{"name":"read","arguments":"{\"a\""}}"#) + calls(#"{"function":{"name":"read","arguments":":1}"}}"#)
            + calls(#"{"function":{"name":"read","arguments":"{}"}}"#) + callsEnd, #"tool_calls:read{"a":1},read{}"#),
    StreamCase(
        "old function_call", delta(#"{"function_call":{"name":"read","arguments":"{}"}}"#) + delta("{}", finish: "\"function_call\""),
        "tool_calls:read{}"),
    StreamCase(
        "split name",
        calls(#"{"index":0,"id":"c","function":{"name":"re","arguments":""}}"#)
            + calls(#"{"index":0,"function":{"name":"ad","arguments":"{}"}}"#)
            + callsEnd, "tool_calls:read{}"),
    StreamCase(
        "arguments as an object", calls(#"{"index":0,"id":"c","function":{"name":"read","arguments":{"path":"a"}}}"#) + callsEnd,
        #"tool_calls:read{"path":"a"}"#),
    StreamCase(
        "arguments that are no JSON", calls(#"{"index":0,"id":"c","function":{"name":"read","arguments":"{\"n\":NaN}"}}"#) + callsEnd,
        #"tool_calls:read{"n":NaN}"#),
    StreamCase(
        "call that ends with stop", calls(#"{"index":0,"id":"c","function":{"name":"read","arguments":"{}"}}"#) + stop, "tool_calls:read{}"),
    StreamCase("call without an end", calls(#"{"index":0,"id":"c","function":{"name":"read","arguments":"{}"}}"#), "error:stream_cut"),
    StreamCase(
        "call cut in its arguments, then [DONE]",
        calls(#"{"index":0,"id":"c","function":{"name":"rm","arguments":"{\"path\":\"a"}}"#) + done, "error:stream_cut"),
    StreamCase(
        "call cut by the length limit",
        calls(#"{"index":0,"id":"c","function":{"name":"rm","arguments":"{\"path\":\"a"}}"#) + delta("{}", finish: "\"length\""),
        "length:"),
    StreamCase("calls null", delta(#"{"tool_calls":null,"content":"a"}"#) + stop, "stop:a"),
]
