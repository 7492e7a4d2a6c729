import Events
import TestKit
import Testing

@testable import Models

private let call = #"{"action":"tool_call","tool":"read","args":{"path":"a"}}"#
private let finalAnswer = #"{"action":"final","result":"Done.\nAll of it."}"#

@Suite struct ActionDriverTests {
    // MARK: what an answer becomes

    @Test("N-17, 003-06: a model that writes an action is told to be writing, though nothing of it is shown yet")
    func heldBack() async throws {
        let pieces = [#"{"action":"tool_"#, #"call","tool":"read","#, #""args":{}}"#]
        var batches: [[ModelEvent]] = []
        for try await batch in ActionDriver(PiecedDriver(pieces, finish: .stop), askTool: "ask_user").stream(
            actionRequest(tools: [readTool]))
        {
            batches.append(batch)
        }
        #expect(batches.dropLast().allSatisfy { $0 == [.held] } && batches.count == pieces.count + 1)
    }

    @Test("003-06: an action becomes a call, a final becomes text, and words before them are kept")
    func becomes() async {
        let called = await acted(["I look.\n```json\n", call, "\n```"])
        #expect(
            called.events.dropLast() == [.textDelta("I look."), .toolCallDelta(id: "call_1", name: "read", arguments: #"{"path":"a"}"#)])
        #expect(called.summary == #"tool_calls:I look.read{"path":"a"}"#)
        #expect(called.completion?.usage == Usage(inputTokens: 3, outputTokens: 2) && called.completion?.timing.requestSent == 7)
        #expect(called.completion?.malformed == nil)
        #expect(await acted([finalAnswer]).summary == "stop:Done.\nAll of it.")
        #expect(await acted(["So: ", finalAnswer, " Bye."]).summary == "stop:So:\n\nDone.\nAll of it.")
        #expect(await acted([call, call]).summary == #"tool_calls:read{"path":"a"},read{"path":"a"}"#)
        #expect(await acted(["x {\"a\":1} y\n", call]).summary == #"tool_calls:x {"a":1} yread{"path":"a"}"#)
        #expect(await acted([#"{"result":{"n":1},"action":"final"}"#]).summary == #"stop:{"n":1}"#)
    }

    @Test("003-07: need_more_info becomes a call of the tool that asks, and is refused where there is none")
    func asks() async {
        let question = #"{"action":"need_more_info","question":"Which?","options":["a","b"]}"#
        #expect(await acted([question]).summary == #"tool_calls:ask_user{"question":"Which?","options":["a","b"]}"#)
        #expect(
            await acted([#"{"action":"need_more_info","question":"Why?"}"#]).summary == #"tool_calls:ask_user{"question":"Why?"}"#)
        let refused = await acted([question], tools: [readTool])
        #expect(refused.summary == "stop:" + question)
        #expect(refused.completion?.malformed?.contains("nobody can be asked here") == true)
    }

    @Test("003-06: an answer that is no action keeps its raw text and says how to mend it")
    func malformed() async {
        for (answer, words) in [
            ("The answer is 42.", "holds no JSON object"), ("Look:\n```json\n{\"action\":\"tool_cal\"}\n```", "did you mean tool_call?"),
            ("{\"action\":\"tool_call\",\"tool\":\"read\"", "never closed"), ("", "it is empty"),
        ] {
            let reading = await acted([answer])
            #expect(reading.completion?.text == answer && reading.completion?.toolCalls.isEmpty == true)
            #expect(reading.completion?.finishReason == .stop)
            let message = reading.completion?.malformed ?? ""
            #expect(message.hasPrefix(ActionFault.beginning) && message.contains(words), "\(message)")
        }
    }

    @Test("003-06: an answer that was cut off stays what it is and calls nothing, also when its actions are whole")
    func cutOff() async {
        for reason in [FinishReason.length, .contentFilter] {
            for answer in [call, "Hm. " + call, String(call.dropLast()), finalAnswer] {
                let completion = await acted([answer], finish: reason).completion
                #expect(completion?.finishReason == reason && completion?.toolCalls.isEmpty == true && completion?.malformed == nil)
                #expect(completion?.text == (answer == finalAnswer ? "Done.\nAll of it." : answer))
            }
        }
        let driver = PiecedDriver([[.textDelta(call)]], failure: ModelsError(code: .streamCut, message: "cut"))
        let broken = await Reading(ActionDriver(driver, askTool: "ask_user").stream(actionRequest()))
        #expect(broken.code == .streamCut && broken.events.isEmpty)
    }

    @Test("thoughts go on live, from the provider and out of the text, and an action in them is only a thought")
    func thoughts() async {
        let completion = ModelCompletion(
            finishReason: .stop, text: "", reasoning: "R", toolCalls: [], usage: Usage(), timing: ModelTiming(requestSent: 0))
        let driver = PiecedDriver([
            [.reasoningDelta("R")], [.textDelta("<think>maybe \(call)"), .textDelta("</think>\n\n" + call)], [.finished(completion)],
        ])
        let reading = await Reading(ActionDriver(driver, askTool: "ask_user").stream(actionRequest()))
        #expect(
            reading.events.dropLast() == [
                .reasoningDelta("Rmaybe \(call)"), .toolCallDelta(id: "call_1", name: "read", arguments: #"{"path":"a"}"#),
            ])
        #expect(reading.completion?.reasoning == "Rmaybe \(call)" && reading.completion?.text == "")
    }

    @Test("words and the result of a final are shown while they come, an action is not")
    func live() async throws {
        var batches: [[ModelEvent]] = []
        let pieces = ["Hel", "lo {x} ", "`", "a`.\n\n", "{\"action\":", "\"final\",\"result\":\"a", "b\\", "nc\"", ",}"]
        for try await batch in ActionDriver(PiecedDriver(pieces), askTool: "ask_user").stream(actionRequest()) {
            if batch != [.held] { batches.append(batch) }
        }
        #expect(
            batches.dropLast() == [
                [.textDelta("Hel")], [.textDelta("lo {x}")], [.textDelta(" `a`.")], [.textDelta("\n\na")], [.textDelta("b")],
                [.textDelta("\nc")],
            ])
        #expect(batches.last?.count == 1)
    }

    @Test("ids are new in the conversation, and calls that the server made itself are kept")
    func identifiers() async {
        let history: [ChatMessage] = [
            .user("Go."), .assistant(text: "", reasoning: "", toolCalls: [ToolCall(id: "call_1", name: "read", arguments: "{}")]),
            .tool(toolCallID: "call_1", name: "read", content: "x"),
        ]
        let driver = ActionDriver(PiecedDriver([call, call]), askTool: "ask_user")
        let first = await Reading(driver.stream(actionRequest(history)))
        #expect(first.completion?.toolCalls.map(\.id) == ["call_2", "call_3"])
        #expect(await Reading(driver.stream(actionRequest())).completion?.toolCalls.map(\.id) == ["call_4", "call_5"])
        let native = ToolCall(id: "n", name: "read", arguments: "{}")
        let kept = await Reading(
            ActionDriver(PiecedDriver(["Hm."], finish: .toolCalls, calls: [native]), askTool: "").stream(actionRequest()))
        #expect(kept.completion?.toolCalls == [native] && kept.completion?.malformed == nil && kept.completion?.text == "Hm.")
    }

    @Test("cancelling ends the wrapped stream at once")
    func cancel() async throws {
        let (waiting, ended) = (Box<Bool>(), Box<Bool>())
        struct Endless: ModelDriver {
            let (waiting, ended): (Box<Bool>, Box<Bool>)
            func stream(_ request: ModelRequest) -> ModelStream {
                ModelStream { [waiting, ended] in
                    waiting.set(true)
                    do { try await Task.sleep(for: .seconds(3600)) } catch {
                        ended.set(true)
                        throw error
                    }
                    return nil
                }
            }
        }
        let driver = ActionDriver(Endless(waiting: waiting, ended: ended), askTool: "ask_user")
        let task = Task { await Reading(driver.stream(actionRequest())) }
        _ = await waiting.wait()
        task.cancel()
        #expect(await ended.wait() == true)
        #expect(await task.value.completion == nil)
    }

    // MARK: laws

    private static let lawAnswers: [String] =
        ActionReaderTests.answers.map(\.0) + ActionReaderTests.faults.map(\.0).filter { $0.utf8.count < 2000 } + [
            "Words only, é and 😀.", "```swift\nlet x = [1]\n```\ndone", "a <b> c < d </e>  ", "{ \"x", "[ {", "`", "<thi", "<think>x</thi",
            "  ", "a ``", "[{a",
            "Hm.\n\n<tool_call>\n\(finalAnswer)\n</tool_call>", #"{"action":"final","result":"  \n x \ud83d\ude00 \ud83d"}"#,
            #"{"action":"final","result":"a" oops"#,
            #"{"action":"final","result":"é"} {"action":"final","result":"b"}"#, "\(finalAnswer)</think>\(call)",
        ]

    private static func split(_ text: String, _ generator: inout SeededGenerator) -> [String] {
        var pieces = [""]
        for scalar in text.unicodeScalars {
            if Int.random(in: 0..<3, using: &generator) == 0 { pieces.append("") }
            pieces[pieces.count - 1].unicodeScalars.append(scalar)
        }
        return pieces
    }

    private static func check(_ answer: String, _ generator: inout SeededGenerator, finish: FinishReason) async {
        let whole = await acted([answer], finish: finish)
        var (text, thought) = ("", "")
        var drafts: [String: String] = [:]
        for event in whole.events {
            switch event {
            case .textDelta(let piece): text += piece
            case .reasoningDelta(let piece): thought += piece
            case .toolCallDelta(let id, _, let arguments): drafts[id, default: ""] += arguments
            case .alive, .held: break
            case .finished(let completion):
                #expect(completion.text == text && completion.reasoning == thought, "\(answer)")
                #expect(completion.toolCalls.allSatisfy { drafts[$0.id] == $0.arguments } && completion.toolCalls.count == drafts.count)
                #expect(completion.malformed == nil || completion.toolCalls.isEmpty)
            }
        }
        #expect(whole.completion != nil && whole.events.count { if case .finished = $0 { true } else { false } } == 1)
        let scalars = await acted(answer.unicodeScalars.map { String(Character($0)) }, finish: finish)
        #expect(scalars.events == whole.events, "\(answer)")
        for _ in 0..<4 {
            let pieces = split(answer, &generator)
            #expect(await acted(pieces, finish: finish).events == whole.events, "\(pieces)")
        }
    }

    @Test("an answer gives the same events however its stream was cut, and the deltas are what the completion says")
    func splits() async {
        var generator = SeededGenerator.fresh("action splits")
        for answer in Self.lawAnswers {
            await Self.check(answer, &generator, finish: .stop)
            await Self.check(answer, &generator, finish: .length)
        }
    }

    @Test("003-06: no damage to an answer traps the reader, breaks the laws or makes a call out of a cut one")
    func damage() async {
        var generator = SeededGenerator.fresh("action damage")
        let scalars: [Unicode.Scalar] = [
            "{", "}", "[", "]", "\"", "'", "\\", ":", ",", "`", "<", ">", "/", "*", " ", "\n", "u", "é", "😀", "\0", "a",
        ]
        for round in 0..<600 {
            var text = Array(Self.lawAnswers[round % Self.lawAnswers.count].unicodeScalars)
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let place = Int.random(in: 0...text.count, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: text.insert(scalars.randomElement(using: &generator) ?? "{", at: place)
                case 1: if place < text.count { text.remove(at: place) }
                case 2: if place < text.count { text[place] = scalars.randomElement(using: &generator) ?? "{" }
                default: text.insert(contentsOf: text[place...].prefix(20), at: Int.random(in: 0...text.count, using: &generator))
                }
            }
            let damaged = String(String.UnicodeScalarView(text))
            await Self.check(damaged, &generator, finish: .stop)
            let cut = await acted([damaged], finish: .length)
            #expect(cut.completion?.toolCalls.isEmpty == true)
        }
    }
}
