import Events
import Synchronization
import Testing
import Wire

@testable import Models

private func script(_ text: String) throws -> Script {
    try Script(json5: Array(text.utf8), name: "demo.json5")
}

private func play(_ driver: ScriptedDriver) async -> (batches: [[ModelEvent]], reading: String, error: ModelsError?) {
    var batches: [[ModelEvent]] = []
    do {
        for try await batch in driver.stream(ModelRequest(model: "m", messages: [.user("12345678")], tools: [])) { batches.append(batch) }
        return (batches, "", nil)
    } catch {
        return (batches, "\(error)", error as? ModelsError)
    }
}

private func driver(_ text: String, played: Int = 0) throws -> ScriptedDriver {
    ScriptedDriver(script: try script(text), surroundings: testSurroundings, playedTurns: ["decide": played], sleep: { _ in })
}

@Suite struct ScriptTests {
    @Test("a script is read with its defaults, and comments and trailing commas are fine")
    func read() throws {
        let script = try script(
            """
            { // a demo
              pace_ms: 1,
              turns: [
                {text: 'hi', first_delay_ms: 0, usage: {input_tokens: 3, output_tokens: 1}, finish_reason: 'length',},
                {reasoning: 'r', tool_calls: [{name: 'read', arguments: {path: 'a'}}, {name: 'bad', arguments: '{oops'}, {name: 'none'}], chunk: 9, cut: true},
                {error: {status: 429, message: 'slow', retry_after_ms: 10}},
              ],
            }
            """)
        #expect(
            script.turns == [
                ScriptTurn(
                    text: "hi", firstDelay: .zero, pace: .milliseconds(1), usage: Usage(inputTokens: 3, outputTokens: 1),
                    finishReason: .length),
                ScriptTurn(
                    reasoning: "r",
                    toolCalls: [
                        ScriptCall(name: "read", arguments: #"{"path":"a"}"#), ScriptCall(name: "bad", arguments: "{oops"),
                        ScriptCall(name: "none", arguments: "{}"),
                    ], chunkCharacters: 9, pace: .milliseconds(1), isCut: true),
                ScriptTurn(pace: .milliseconds(1), error: ScriptFault(status: 429, message: "slow", retryAfter: .milliseconds(10))),
            ])
    }

    @Test(
        "a slip is told with its turn, its key and the nearest known one",
        arguments: [
            ("{turns: [{text: 'a'}, {txt: 'b'}]}", ["turn 2", "\"txt\"", "did you mean text?"]),
            ("{turn: []}", ["\"turn\"", "did you mean turns?"]),
            ("{turns: [{qqqqqqqqqq: 1}]}", ["turn 1", "known are reasoning, text"]),
            ("{turns: [{text: 5}]}", ["turn 1", "text is 5", "a string"]),
            ("{turns: [{chunk: 0}]}", ["turn 1", "chunk is 0", "from 1"]),
            ("{turns: [{tool_calls: {}}]}", ["turn 1", "tool_calls is an object", "a list"]),
            ("{turns: [{tool_calls: [{arguments: {}}]}]}", ["turn 1, call 1", "no name"]),
            ("{turns: [{tool_calls: [{name: 'a', arguments: 7}]}]}", ["turn 1, call 1", "arguments is 7"]),
            ("{turns: [{finish_reason: 'stopp'}]}", ["turn 1", "did you mean stop?"]),
            ("{turns: [{error: {stauts: 1}}]}", ["turn 1, error", "did you mean status?"]),
            ("{turns: [{usage: {input_tokens: 'x'}}]}", ["turn 1, usage", "input_tokens"]),
            ("{turns: []}", ["turns is an empty list"]), ("{}", ["no turns"]), ("[]", ["make it an object"]),
            ("{turns", ["cannot be read"]),
        ] as [(String, [String])])
    func slips(text: String, words: [String]) {
        let error = #expect(throws: ModelsError.self) { try script(text) }
        #expect(error?.code == .settings)
        for word in words + ["demo.json5", "; "] { #expect(error?.message.contains(word) == true, "\(error?.message ?? "")") }
    }

    @Test("a turn plays in deltas of the given size: reasoning, then text, then calls with their arguments")
    func plays() async throws {
        let driver = try driver(
            "{chunk: 3, turns: [{reasoning: 'abcd', text: 'héllo', tool_calls: [{name: 'x', arguments: 'oops'}, {name: 'y', arguments: ''}]}]}"
        )
        let (batches, _, error) = await play(driver)
        #expect(error == nil)
        #expect(
            batches.dropLast() == [
                [.reasoningDelta("abc")], [.reasoningDelta("d")], [.textDelta("hél")], [.textDelta("lo")],
                [.toolCallDelta(id: "call_1", name: "x", arguments: "oop")], [.toolCallDelta(id: "call_1", name: nil, arguments: "s")],
                [.toolCallDelta(id: "call_2", name: "y", arguments: "")],
            ])
        guard case .finished(let completion)? = batches.last?.last else {
            Issue.record("no end")
            return
        }
        #expect(completion.finishReason == .toolCalls && completion.text == "héllo" && completion.reasoning == "abcd")
        #expect(
            completion.toolCalls == [
                ToolCall(id: "call_1", name: "x", arguments: "oops"), ToolCall(id: "call_2", name: "y", arguments: ""),
            ])
        #expect(completion.usage == Usage(inputTokens: 2, outputTokens: 4, reasoningTokens: 1, estimated: true))
        #expect(completion.timing.pieces == 7 && completion.timing.firstKind == .reasoning)
    }

    @Test("one turn is played for each call, from where a run is taken up, and past the last is an error that says so")
    func turns() async throws {
        let driver = try driver("{turns: [{text: 'a'}, {text: 'b'}, {text: 'c'}]}", played: 1)
        #expect(await play(driver).batches.first == [.textDelta("b")])
        #expect(await play(driver).batches.first == [.textDelta("c")])
        let (_, message, error) = await play(driver)
        #expect(error?.code == .scriptExhausted)
        #expect(message == "the script has 3 turns, the loop asked for turn 4; add a turn or finish with task_finish")
    }

    @Test("faults and cuts come after the content, as from a real server, and no call comes out of them")
    func faults() async throws {
        let driver = try driver(
            """
            {turns: [{error: {status: 429, message: 'slow', retry_after_ms: 1500}}, {text: 'a', error: {message: 'boom'}},
                {tool_calls: [{name: 'x'}], cut: true}, {text: 'a', tool_calls: [{name: 'rm', arguments: '{"a'}], finish_reason: 'length'}]}
            """)
        let limited = await play(driver)
        #expect(limited.error?.code == .rateLimited && limited.error?.retryable == true && limited.error?.retryAfter == .milliseconds(1500))
        let broken = await play(driver)
        #expect(broken.batches == [[.textDelta("a")]] && broken.error?.code == .serverError && broken.error?.retryable == false)
        let cut = await play(driver)
        #expect(cut.error?.code == .streamCut && cut.batches.count == 1)
        guard case .finished(let completion)? = await play(driver).batches.last?.last else {
            Issue.record("no end")
            return
        }
        #expect(completion.finishReason == .length && completion.toolCalls.isEmpty)
    }

    @Test("deltas keep to their times: a late one does not delay the rest")
    func pace() async throws {
        final class Clock: Sendable {
            let now = Mutex<Int64>(0)
            let waits = Mutex<[Duration]>([])
        }
        let clock = Clock()
        let surroundings = Surroundings(
            wallMilliseconds: { 0 }, monotonicMicroseconds: { clock.now.withLock { $0 } }, random: { 0 }, environment: [:])
        let driver = ScriptedDriver(
            script: try script("{turns: [{text: 'abcd', chunk: 1, first_delay_ms: 300, pace_ms: 10}]}"), surroundings: surroundings,
            sleep: { duration in
                clock.waits.withLock { $0.append(duration) }
                // The second wait takes 15 ms too long.
                let late: Int64 = clock.waits.withLock { $0.count } == 2 ? 15_000 : 0
                clock.now.withLock { $0 += duration.limit + late }
            })
        #expect(await play(driver).error == nil)
        #expect(clock.waits.withLock { $0 } == [.milliseconds(300), .milliseconds(10), .milliseconds(5), .milliseconds(10)])
    }

    @Test("cancelling ends a turn while it waits")
    func cancel() async throws {
        let waiting = Box<Bool>()
        let driver = ScriptedDriver(
            script: try script("{turns: [{text: 'a', first_delay_ms: 3600000}]}"), surroundings: testSurroundings,
            sleep: {
                waiting.set(true)
                try await Task.sleep(for: $0)
            })
        let task = Task { await Reading(driver.stream(ModelRequest(model: "m", messages: [], tools: []))) }
        _ = await waiting.wait()
        task.cancel()
        #expect(await task.value.completion == nil)
    }

    @Test("the catalogue's ids are unique, each makes a driver, and a misspelled one is told its nearest")
    func catalogue() throws {
        let all = ModelCatalogue.all
        #expect(Set(all.map(\.id)).count == all.count && all.allSatisfy { !$0.summary.isEmpty })
        var settings = ModelSettings(transport: HTTPClient(), surroundings: testSurroundings)
        settings.script = try script("{turns: [{text: 'a'}]}")
        settings.recording = Recording()
        for one in all { _ = try one.make(settings) }
        #expect(throws: ModelsError(code: .settings, message: "the provider opnai is not known; did you mean openai?")) {
            try ModelCatalogue.description("opnai")
        }
        #expect(throws: ModelsError.self) {
            try ModelCatalogue.description("scripted").make(ModelSettings(transport: HTTPClient(), surroundings: testSurroundings))
        }
    }
}

extension Duration {
    fileprivate var limit: Int64 { components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000 }
}
