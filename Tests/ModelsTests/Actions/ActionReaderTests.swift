import Events
import Testing

@testable import Models

/// One line of the tables below: what an answer was read as.
func told(_ reading: ActionReading) -> String {
    switch reading.outcome {
    case .final(let result): "final:\(result)"
    case .calls(let actions): actions.map(told).joined(separator: " ")
    case .malformed(let fault): "malformed:\(fault.message.dropFirst(ActionFault.beginning.count))"
    }
}

private func told(_ action: Action) -> String {
    switch action {
    case .toolCall(let tool, let arguments): tool + JSON.object(arguments).text
    case .final(let result): "final:\(result)"
    case .needMoreInfo(let question, let options): "ask:\(question)\(options)"
    }
}

private let call = #"{"action":"tool_call","tool":"read","args":{"path":"a"}}"#
private let finalAnswer = #"{"action":"final","result":"Done."}"#

@Suite struct ActionReaderTests {
    static let answers: [(String, String)] = [
        // As asked for.
        (call, #"read{"path":"a"}"#), (finalAnswer, "final:Done."),
        (#"{"action":"need_more_info","question":"Which?"}"#, "ask:Which?[]"),
        (#"{"action":"need_more_info","question":"Which?","options":["a","b"]}"#, #"ask:Which?["a", "b"]"#),
        ("  \n\t\(call)\n\n", #"read{"path":"a"}"#), ("{\n  \"action\" : \"tool_call\",\n  \"tool\": \"read\"\n}", "read{}"),
        // Fences and tags.
        ("```json\n\(call)\n```", #"read{"path":"a"}"#), ("```\n\(finalAnswer)\n```", "final:Done."),
        ("```json\(finalAnswer)```", "final:Done."),
        ("`\(finalAnswer)`", "final:Done."), ("~~~\n\(finalAnswer)\n~~~", "final:Done."),
        ("````json5\n\(call)\n````", #"read{"path":"a"}"#),
        ("<tool_call>\n\(call)\n</tool_call>", #"read{"path":"a"}"#), ("```json\n\(call)", #"read{"path":"a"}"#),
        // Prose.
        ("I read the file first.\n\n\(call)", #"read{"path":"a"}"#), ("\(call)\nThis reads the file.", #"read{"path":"a"}"#),
        ("Sure! Here: \(finalAnswer) Bye {smile}.", "final:Done."), ("if (x) { return } and [1]\n\(call)", #"read{"path":"a"}"#),
        ("body {color: red}\n\(finalAnswer)", "final:Done."), ("It says {\"a\": 1} there. \(finalAnswer)", "final:Done."),
        ("an open { brace\n\(finalAnswer)", "final:Done."), ("See [the page](x) and [{] \(finalAnswer)", "final:Done."),
        ("\u{FEFF}\(finalAnswer)", "final:Done."), ("“Fertig” – \(finalAnswer)", "final:Done."), ("{}\n\(finalAnswer)", "final:Done."),
        ("- {x}\n- {y}\n\(finalAnswer)", "final:Done."), ("{ oops: } \(finalAnswer)", "final:Done."),
        // Thinking.
        ("<think>Maybe \(call)?</think>\(finalAnswer)", "final:Done."), ("<think>{\"a</think>\n\(call)", #"read{"path":"a"}"#),
        ("Maybe \(call)? No.\n</think>\n\n\(finalAnswer)", "final:Done."), ("<thinking>x < y</thinking>\(finalAnswer)", "final:Done."),
        // The forms that models give to JSON.
        (#"{"action":"tool_call","tool":"read","args":{"path":"a",},}"#, #"read{"path":"a"}"#),
        ("{'action':'final','result':'It\\'s done.'}", "final:It's done."),
        ("{action: \"tool_call\", tool: \"read\", args: {path: \"a\"}}", #"read{"path":"a"}"#),
        ("{\"action\":\"tool_call\", // reads\n\"tool\":\"read\", /* { */ \"args\":{}}", "read{}"),
        ("{\"action\":\"final\",\"result\":\"one\ntwo\"}", "final:one\ntwo"),
        (#"{"action":"tool_call","tool":"grep","args":{"pattern":"\d+\s"}}"#, #"grep{"pattern":"\\d+\\s"}"#),
        (#"{"action":"tool_call","tool":"x","args":{"a":True,"b":None,"c":[1,-2.5,1e3,]}}"#, #"x{"a":true,"b":null,"c":[1,-2.5,1000.0]}"#),
        (#"{"action":"final","result":"\u00e9\ud83d\ude00 \ud83d \u12x"}"#, "final:é😀 \u{FFFD} \\u12x"),
        // Strings that hold braces, quotes and fences.
        (
            #"{"action":"final","result":"} ] ``` {\"action\":\"tool_call\",\"tool\":\"rm\"} </think>"}"#,
            #"final:} ] ``` {"action":"tool_call","tool":"rm"} </think>"#
        ),
        (#"{"action":"tool_call","tool":"write","args":{"text":"func f() { \"}\" }\n"}}"#, #"write{"text":"func f() { \"}\" }\n"}"#),
        // Names.
        (#"{"action":"TOOL-CALL","name":"read","arguments":{"path":"a"}}"#, #"read{"path":"a"}"#),
        (#"{"action":"tool call","tool_name":"read","parameters":{"path":"a"}}"#, #"read{"path":"a"}"#),
        (#"{"action":"tool_call","name":"read","arguments":"{\"path\":\"a\"}"}"#, #"read{"path":"a"}"#),
        (#"{"thought":"hm","action":"tool_call","tool":"read","args":null}"#, "read{}"), (#"{"action":"Final","result":"x"}"#, "final:x"),
        // Results and options of other kinds.
        (#"{"action":"final","result":{"a":[1]}}"#, #"final:{"a":[1]}"#), (#"{"action":"final","result":42}"#, "final:42"),
        (#"{"action":"final","result":false}"#, "final:false"),
        (#"{"action":"need_more_info","question":"n?","options":[1,2,2,null,""]}"#, #"ask:n?["1", "2"]"#),
        (#"{"action":"need_more_info","question":"n?","options":["only"]}"#, "ask:n?[]"),
        // Several.
        ("\(call)\n\(call)", #"read{"path":"a"} read{"path":"a"}"#), ("[\(call), \(call)]", #"read{"path":"a"} read{"path":"a"}"#),
        ("```json\n[\n\(call),\n]\n```", #"read{"path":"a"}"#), ("\(call)\nResult of read: x\n\(finalAnswer)", #"read{"path":"a"}"#),
        ("\(finalAnswer)\n\(finalAnswer)", "final:Done."), ("[\(finalAnswer)]", "final:Done."),
        (#"\#(call){"action":"need_more_info","question":"Go on?"}"#, #"read{"path":"a"} ask:Go on?[]"#),
    ]

    @Test("003-06: actions are found in fences, prose, thoughts and the JSON that models write", arguments: answers)
    func finds(answer: String, expected: String) {
        #expect(told(ActionReader.read(answer)) == expected)
    }

    static let faults: [(String, String)] = [
        ("", "it is empty; send one JSON object"), (" \n", "it is empty"),
        ("The answer is 42.", "it holds no JSON object; send exactly one"),
        ("[1, 2]", "it holds no JSON object"), ("<think>\(call)", "it holds no JSON object"),
        ("<think>\(call)</think>", "it holds no JSON object"),
        (
            #"{"path":"a","limit":1}"#,
            #"the object with path, limit has no "action"; add "action" with one of tool_call, final, need_more_info"#
        ),
        (#"[{"tool":"read"}]"#, #"the object with tool has no "action""#),
        (#"{"action":"tool_calls","tool":"read"}"#, #"the action "tool_calls" is not known; did you mean tool_call?"#),
        (
            #"{"action":"read_file","args":{}}"#,
            #"the action "read_file" is not known; use one of tool_call, final, need_more_info, and tool_call with"#
        ),
        (#"{"action":7}"#, #""action" is a number; make it one of the strings"#), (#"{"action":null}"#, #""action" is null"#),
        (#"{"action":"tool_call","args":{}}"#, #""tool" is missing or no name; send {"action":"tool_call""#),
        (#"{"action":"tool_call","tool":5}"#, #""tool" is missing"#), (#"{"action":"tool_call","tool":" "}"#, #""tool" is missing"#),
        (#"{"action":"tool_call","tool":"read","args":["a"]}"#, #""args" is a list; make it an object"#),
        (#"{"action":"tool_call","tool":"read","args":"a.txt"}"#, #""args" is a string"#),
        (#"{"action":"tool_call","tool":"read","args":true}"#, #""args" is a boolean"#),
        (#"{"action":"final"}"#, #"the final action has no "result"; send"#), (#"{"action":"final","result":null}"#, #"has no "result""#),
        (#"{"action":"final","result":" \n"}"#, #""result" is empty; say in it"#),
        (#"{"action":"need_more_info"}"#, #""question" is missing or empty"#),
        (#"{"action":"need_more_info","question":[]}"#, #""question" is missing"#),
        (#"{"action":"final","result":"a","action":"tool_call","tool":"rm"}"#, #"it holds "action" twice"#),
        (#"{"action":"tool_call","tool":"a","args":{},"args":{}}"#, #"it holds "args" twice"#),
        ("\(finalAnswer)\(call)", "a tool call follows a final; send the call alone"),
        ("\(call)\n{\"action\":\"tool_cal\",\"tool\":\"x\"}", "did you mean tool_call?"),
        (
            #"{"action":"final","result":"he said "hi" there"}"#,
            "its JSON cannot be read (a comma is missing, or a quote inside a string has no backslash)"
        ),
        (#"{"action":"final","result":Done}"#, "its JSON cannot be read (a value is missing or has no quotes)"),
        (#"{"action":"tool_call","tool":"x","args":{"n":01}}"#, "a number cannot be read"),
        (#"{"action" "final"}"#, "a colon is missing after a name"), (#"{"action":"final",,"result":"x"}"#, "a name is missing"),
        (
            #"{"action":"tool_call","tool":"x","args":"# + String(repeating: "[", count: 70) + String(repeating: "]", count: 70) + "}",
            "nested deeper than 64"
        ),
        // Cut: the object inside is whole and still no call.
        (#"{"action":"final","result":{"action":"tool_call","tool":"rm","args":{}}"#, "its JSON is never closed"),
        (#"{"action":"final","result":oops {"action":"tool_call","tool":"rm","args":{}}"#, "its JSON is never closed"),
        (#"{"action":"final","result":oops {"action":"tool_call","tool":"rm","args":{}}}"#, "its JSON cannot be read"),
        (#"{"note":"open \#(call)"#, "its JSON is never closed"), ("[\(call),\(call)", "its JSON is never closed"),
        ("\(call)\n{\"action\":\"tool_call\",\"tool\":\"rm\",\"args\":{", "its JSON is never closed"),
        (String(repeating: call, count: 257), "it holds more than 256 actions"),
        (String(repeating: " ", count: ActionReader.maximumBytes) + call, "it is larger than 1 MB"),
    ]

    @Test("003-06: an answer that is no action gets a message that says what is wrong and how to mend it", arguments: faults)
    func tells(answer: String, expected: String) {
        let text = told(ActionReader.read(answer))
        #expect(text.hasPrefix("malformed:") && text.contains(expected), "\(text)")
        #expect(text.contains(";") && text.count < 400, "\(text)")
    }

    @Test("003-06: an answer cut at any byte is never an action, and never one that was not written")
    func cuts() {
        for (answer, expected) in Self.answers where !answer.contains("</think>") {
            let bytes = Array(answer.utf8)
            for end in 0..<bytes.count {
                let reading = ActionReader.read(Array(String(decoding: bytes[..<end], as: UTF8.self).utf8))
                guard case .malformed = reading.outcome else {
                    // The actions that were whole before the cut, and nothing else.
                    let before = told(reading)
                    #expect(before == expected || expected.hasPrefix(before + " "), "\(answer) cut at \(end)")
                    continue
                }
            }
        }
        for answer in [call, finalAnswer, #"{"action":"need_more_info","question":"Which?"}"#, "[\(call),\(call)]", "```json\n\(call)"] {
            let bytes = Array(answer.utf8)
            for end in 0..<bytes.count {
                guard case .malformed = ActionReader.read(Array(bytes[..<end])).outcome else {
                    Issue.record("\(answer) cut at \(end) is an action")
                    continue
                }
            }
        }
    }

    @Test(
        "what is made to keep the reader busy is read in one pass",
        arguments: [
            "{", "[", "{\"", "{\"a\":", "{\"a\":[", "[{", "[{\"a\":", "{'a", "{a:", "{a:{/*", "{a://", "<", "<a", "<think>", "</think>",
            "`", "```a", "{ ",
            "{\"a\":\"\\", "{\"a\":{},", "{\"a\":{}}", "{\"action\":1}", "\\u", "{a:x}", "{a:'}", "[{a:]", "aaaa",
        ])
    func busy(piece: String) {
        let answer = String(String(repeating: piece, count: 200_000 / piece.utf8.count + 1).prefix(200_000))
        guard case .malformed = ActionReader.read(answer).outcome else {
            Issue.record("\(piece) is an action")
            return
        }
        var sieve = AnswerSieve()
        var shown: [UInt8] = []
        func show(_ pieces: [AnswerSieve.Piece]) {
            for case .text(let bytes) in pieces { shown += bytes }
        }
        show(sieve.feed(answer))
        show(sieve.finishWhole())
        if !piece.contains("think") { #expect(String(decoding: shown, as: UTF8.self).utf8.count >= answer.utf8.count - 2) }
    }
}
