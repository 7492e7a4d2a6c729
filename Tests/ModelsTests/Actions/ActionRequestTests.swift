import Events
import Synchronization
import Testing
import Wire

@testable import Models

private let rewriting = ActionRequest(askTool: "ask_user")

@Suite struct ActionRequestTests {
    @Test("003-05: the rules and the tools follow the system message, and the tools leave the request")
    func section() throws {
        let result = rewriting.rewritten(actionRequest())
        #expect(result.tools.isEmpty && result.messages.count == 2 && result.messages.last == .user("Go."))
        guard case .system(let text)? = result.messages.first else {
            Issue.record("no system message")
            return
        }
        #expect(
            text == """
                You are Lathe.

                # How to answer

                Every answer is one action: one JSON object and nothing around it, no prose and no code fence. Do one thing in each answer and do not explain \
                it at length. The actions:

                {"action":"tool_call","tool":"NAME","args":{}}
                calls the tool NAME; "args" is an object that fits the tool's JSON Schema. The next message holds the result. Never write a result yourself.
                {"action":"final","result":"TEXT"}
                ends the task; TEXT is for the user: what was done or found.
                {"action":"need_more_info","question":"TEXT","options":["TEXT","TEXT"]}
                asks the user and waits, when only the user can decide. "options" are 2 to 20 answers to choose from; leave them out for a free answer.

                Inside a string write a line break as \\n, a quote as \\" and a backslash as \\\\.

                # Tools

                ## read

                Reads a file.
                Example: {"path": "a.txt"} reads a file.
                JSON Schema of "args": {"type":"object","properties":{"path":{"type":"string"}},"required":["path"]}

                An example of a whole answer:

                {"action":"tool_call","tool":"read","args":{"path":"a.txt"}}
                """)
    }

    @Test("003-05: the system message is the same bytes in every round, and what is not possible is not offered")
    func stable() {
        let later = actionRequest([
            .system("You are Lathe."), .user("Go."), .assistant(text: "x", reasoning: "", toolCalls: []), .user("More."),
        ])
        #expect(rewriting.rewritten(actionRequest()).messages.first == rewriting.rewritten(later).messages.first)
        guard case .system(let text)? = rewriting.rewritten(actionRequest([.user("Go.")], tools: [readTool])).messages.first else {
            Issue.record("no system message")
            return
        }
        #expect(text.hasPrefix("# How to answer") && !text.contains("need_more_info") && text.contains("## read"))
        guard case .system(let text)? = rewriting.rewritten(actionRequest(tools: [askTool])).messages.first else {
            Issue.record("no system message")
            return
        }
        #expect(!text.contains("tool_call") && !text.contains("ask_user") && text.contains("need_more_info"))
    }

    @Test("the example is made from the schema when the manual has none")
    func example() {
        let tool = ToolDescription(
            name: "t", description: "x",
            parameters: [
                "required": ["a", "n", "f", "l", "o"],
                "properties": ["n": ["type": "integer"], "f": ["type": "boolean"], "l": ["type": "array"], "o": ["type": "object"]],
            ])
        let text = ActionPrompt(tools: [tool], askTool: "").text
        #expect(text.hasSuffix(#"{"action":"tool_call","tool":"t","args":{"a":"…","n":1,"f":true,"l":[],"o":{}}}"#))
    }

    @Test("003-06: earlier calls come back as the model's own actions, results as the user's messages, and roles alternate")
    func history() throws {
        let image = ImageReference(artifactID: "i", mediaType: "image/png", bytes: 1, path: "a.png")
        let messages: [ChatMessage] = [
            .system("S"), .user("Go."), .user("Now."),
            .assistant(
                text: "I look.", reasoning: "R",
                toolCalls: [
                    ToolCall(id: "1", name: "read", arguments: #"{ "path": "a" }"#),
                    ToolCall(id: "2", name: "ask_user", arguments: #"{"question":"Which?","options":["a","b"]}"#),
                    ToolCall(id: "3", name: "ask_user", arguments: #"{"question":"Which?","selection":"text"}"#),
                    ToolCall(id: "4", name: "read", arguments: "{oops"), ToolCall(id: "5", name: "read", arguments: ""),
                ]),
            .tool(toolCallID: "1", name: "read", content: "one\ntwo"), .tool(toolCallID: "2", name: "ask_user", content: "a"),
            .images(text: "An image.", [image]), .user("Look."),
            .assistant(text: "All good.", reasoning: "", toolCalls: []), .user("And b?"),
            .assistant(text: "Hm.", reasoning: "", toolCalls: []),
            .user("Your answer is not an action: it holds no JSON object; send one."),
            .assistant(text: #"{"action":"tool_"#, reasoning: "", toolCalls: []), .user("Go on."),
        ]
        let result = rewriting.rewritten(actionRequest(messages)).messages
        #expect(
            result.dropFirst() == [
                .user("Go.\n\nNow."),
                .assistant(
                    text: """
                        I look.

                        {"action":"tool_call","tool":"read","args":{"path":"a"}}

                        {"action":"need_more_info","question":"Which?","options":["a","b"]}

                        {"action":"tool_call","tool":"ask_user","args":{"question":"Which?","selection":"text"}}

                        {"action":"tool_call","tool":"read","args":{"invalid_arguments":"{oops"}}

                        {"action":"tool_call","tool":"read","args":{}}
                        """, reasoning: "R", toolCalls: []),
                .images(text: "Result of read:\none\ntwo\n\nResult of ask_user:\na\n\nAn image.\n\nLook.", [image]),
                .assistant(text: #"{"action":"final","result":"All good."}"#, reasoning: "", toolCalls: []), .user("And b?"),
                .assistant(text: "Hm.", reasoning: "", toolCalls: []),
                .user("Your answer is not an action: it holds no JSON object; send one."),
                .assistant(text: #"{"action":"tool_"#, reasoning: "", toolCalls: []), .user("Go on."),
            ])
        for (before, after) in zip(result, result.dropFirst()) {
            if case .assistant = before, case .assistant = after { Issue.record("two answers in a row") }
            if case .user = before, case .user = after { Issue.record("two questions in a row") }
        }
    }

    @Test("003-06: what an answer became is written into the history as an answer that is read the same again")
    func roundTrip() async throws {
        for (answer, _) in ActionReaderTests.answers {
            let first = try #require(await acted([answer]).completion)
            let messages: [ChatMessage] = [
                .user("Go."), .assistant(text: first.text, reasoning: "", toolCalls: first.toolCalls), .user("Next."),
            ]
            guard case .assistant(let text, _, _, _) = rewriting.rewritten(actionRequest(messages)).messages[2] else {
                Issue.record("no answer")
                continue
            }
            // A result that names an action stays plain: it might be the rest of one.
            if first.toolCalls.isEmpty, text == first.text { continue }
            let again = try #require(await acted([text]).completion)
            #expect(again.text == first.text && again.finishReason == first.finishReason, "\(answer)")
            #expect(again.toolCalls.map(\.name) == first.toolCalls.map(\.name), "\(answer)")
            #expect(again.toolCalls.map(\.arguments) == first.toolCalls.map(\.arguments), "\(answer)")
        }
    }

    @Test("a request without tools is answered in plain text, with its history rewritten")
    func plain() async {
        let inner = PiecedDriver(["Sum", "mary {\"a\":1}"])
        let history: [ChatMessage] = [
            .system("S"), .assistant(text: "", reasoning: "", toolCalls: [ToolCall(id: "1", name: "read", arguments: "{}")]),
            .tool(toolCallID: "1", name: "read", content: "x"),
        ]
        let reading = await Reading(ActionDriver(inner, askTool: "ask_user").stream(actionRequest(history, tools: [])))
        #expect(reading.summary == "stop:Summary {\"a\":1}" && reading.completion?.malformed == nil)
        #expect(
            inner.requests.withLock { $0.first?.messages } == [
                .system("S"), .assistant(text: #"{"action":"tool_call","tool":"read","args":{}}"#, reasoning: "", toolCalls: []),
                .user("Result of read:\nx"),
            ])
    }

    @Test("003-06: the protocol is chosen by a word; auto is what the provider's description says")
    func choice() async throws {
        let script = try Script(
            json5: Array(
                #"{first_delay_ms: 0, pace_ms: 0, turns: [{text: '{"action":"tool_call","tool":"read","args":{"path":"a"}}'}]}"#.utf8),
            name: "s")
        var settings = ModelSettings(transport: HTTPClient(), surroundings: testSurroundings)
        settings.script = script
        #expect(ModelCatalogue.all.allSatisfy { $0.toolProtocol(.auto) == .native && $0.toolProtocol(.json) == .json })
        #expect(ToolProtocol(rawValue: "json") == .json && ToolProtocol(rawValue: "JSON") == nil)
        let scripted = try ModelCatalogue.description("scripted")
        for (word, expected) in [
            (ToolProtocol.json, #"tool_calls:read{"path":"a"}"#),
            (.auto, #"stop:{"action":"tool_call","tool":"read","args":{"path":"a"}}"#),
            (.native, #"stop:{"action":"tool_call","tool":"read","args":{"path":"a"}}"#),
        ] {
            let driver = try scripted.make(settings, speaking: word, askTool: "ask_user")
            #expect(await Reading(driver.stream(actionRequest())).summary == expected)
        }
    }
}
