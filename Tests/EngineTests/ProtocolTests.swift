import Events
import Host
import Models
import Observe
import Synchronization
import TestKit
import Testing
import Tools

@testable import Engine

/// What results of tools and malformed answers come to in the conversation.
@Suite(.timeLimit(.minutes(1))) struct ProtocolTests {
    @Test("001-06: a result goes to the model as the message of its call, unchanged")
    func message() async throws {
        let text = "line 1\n\t{\"a\": \"ü \\u0000\"}\n\n"
        let bench = try Bench([.call("read", id: "a"), .say("Done.")], tools: [("read", .answering(.success(text)))])
        #expect(await bench.execute().result == "Done.")
        #expect(bench.model.requests[1].messages.last == .tool(toolCallID: "a", name: "read", content: text))
    }

    @Test("001-23, 001-40, 001-66: an image of a tool is kept, told of as its own message, and its bytes are in the next request")
    func images() async throws {
        let image = ToolImage(bytes: [1, 2, 3], mediaType: "image/png", path: "a.png")
        let look = FakeTool.answering(ToolResult(status: .success, output: "a.png, PNG", images: [image]))
        let bench = try Bench([.call("look", id: "a"), .say("A cat."), .say("")], tools: [("look", look)])
        #expect(await bench.execute().result == "A cat.")
        let reference = ImageReference(artifactID: "artifact-1", mediaType: "image/png", bytes: 3, path: "a.png")
        #expect(bench.events.toolResults.first?.images == [reference])
        #expect(bench.model.requests[1].messages.last == .images(text: "The images of the calls above: a.png", [reference]))
        #expect(bench.model.requests[1].images == ["artifact-1": [1, 2, 3]])
    }

    @Test("001-22, 001-38: a command goes on in the background, its end is told to the model in a later round, and none outlives its run")
    func background() async throws {
        let start = FakeTool(effects: [.execute]) { arguments, context in
            guard let background = context.background else { return .failure(.notEnabled, "none") }
            do throws(ToolsError) {
                let folder = context.workspace.root
                let session = try background.start(arguments["command"]?.string ?? "", in: folder, toolCallID: context.toolCallID)
                return ToolResult(status: .running, output: session.id)
            } catch {
                return .failure(error.code, error.message)
            }
        }
        // Waits until the short command has been told of.
        let wait = FakeTool { _, context in
            try? await context.background?.wait("bg-1", from: .max, for: .seconds(10))
            return .success("waited")
        }
        let bench = try Bench(
            [
                .call("start", #"{"command":"echo made it"}"#, id: "a"), .call("start", #"{"command":"sleep 600"}"#, id: "b"),
                .call("wait", id: "c"), .say("Done."),
            ], tools: [("start", start), ("wait", wait)])
        #expect(await bench.execute().result == "Done.")
        let sessions = bench.events.only {
            if case .backgroundChanged(let session) = $0 { "\(session.sessionID) \(session.state.rawValue)" } else { nil }
        }
        // The short one may end before the long one begins.
        #expect(sessions.filter { $0.hasPrefix("bg-1") } == ["bg-1 running", "bg-1 exited"])
        #expect(sessions.filter { $0.hasPrefix("bg-2") } == ["bg-2 running", "bg-2 killed"])
        #expect(bench.events.toolResults.prefix(2).map(\.status) == [.running, .running])
        let last = "\(bench.model.requests[3].messages)"
        #expect(last.contains("bg-1") && last.contains("exit status 0") && last.contains("made it"))
        #expect(bench.run.releasedProcesses == nil)
    }

    @Test("001-38: commands outlive their run when the person said so, and the log says that they do")
    func released() async throws {
        let start = FakeTool(effects: [.execute]) { _, context in
            do throws(ToolsError) {
                let folder = context.workspace.root
                return ToolResult(
                    status: .running,
                    output: try context.background?.start("sleep 600", in: folder, toolCallID: context.toolCallID).id ?? "")
            } catch {
                return .failure(error.code, error.message)
            }
        }
        let bench = try Bench(
            [.call("start", id: "a"), .say("Done.")], tools: [("start", start)], adjusting: { request, _ in request.keepsBackground = true }
        )
        #expect(await bench.execute().result == "Done.")
        let states = bench.events.only { if case .backgroundChanged(let session) = $0 { session.state } else { nil } }
        #expect(states == [.running, .released])
        let processes = try #require(bench.run.releasedProcesses)
        try await eventually("the command runs on") { processes.running.count == 1 }
        processes.endAll()
    }

    @Test("001-32: open todos that nobody touches are brought back to mind after so many rounds, and not in every round")
    func staleTodos() async throws {
        let items = [TodoItem(id: "1", text: "mend it", status: .inProgress)]
        let plan = FakeTool.answering(ToolResult(status: .success, output: "ok", directive: .setTodos(items)))
        let close = FakeTool.answering(
            ToolResult(status: .success, output: "ok", directive: .setTodos([TodoItem(id: "1", text: "mend it", status: .completed)])))
        var limits = RunLimits(maxIterations: 20)
        limits.todoReminderRounds = 2
        let turns: [FakeModel.Turn] =
            [.call("plan", id: "p")] + (0..<5).map { .call("read", #"{"path":"\#($0)"}"#, id: "r\($0)") } + [
                .call("close", id: "c"), .say("Done."),
            ]
        let read = FakeTool { arguments, _ in .success("content of \(arguments["path"]?.string ?? "")") }
        let bench = try Bench(turns, tools: [("plan", plan), ("close", close), ("read", read)], limits: limits)
        #expect(await bench.execute().result == "Done.")
        let reminders = bench.model.requests.map { request in
            "\(request.messages)".matches(of: #/has not changed for (\d+) rounds/#).map { String($0.1) }
        }
        #expect(reminders.map(\.count) == [0, 0, 0, 1, 1, 2, 2, 2])
        #expect(reminders.last == ["2", "2"])
    }

    @Test("003-06: an answer that is no action is repaired once by a hint that says what is wrong; a second one in a row ends the loop")
    func malformed() async throws {
        func turn(_ text: String) -> FakeModel.Turn {
            .answer(
                [.textDelta(text)],
                ModelCompletion(
                    finishReason: .stop, text: text, reasoning: "", toolCalls: [], usage: Usage(inputTokens: 1, outputTokens: 1),
                    timing: ModelTiming(requestSent: 0), malformed: "Your answer is not an action: it holds no JSON object."))
        }
        let mended = try Bench([turn("Well, hm."), .say("Done.")])
        #expect(await mended.execute().result == "Done.")
        guard case .user(let hint)? = mended.model.requests[1].messages.last else { return #expect(Bool(false)) }
        #expect(hint.contains("Your answer is not an action: it holds no JSON object."))
        #expect(mended.model.requests[1].messages.contains(.assistant(text: "Well, hm.", reasoning: "", toolCalls: [])))
        let lost = try Bench([turn("Well, hm."), turn("Hm, well.")])
        #expect(await lost.execute().failure?.cause == ["malformed_action"])
    }

    @Test(
        "004-126: what the model offers as the end is the end when the person accepts it, and goes back to it when they say what is missing"
    )
    func completion() async throws {
        let offer = FakeTool { arguments, _ in
            var result = ToolResult.success("All done.")
            result.directive = .offer(result: arguments["result"]?.string ?? "")
            return result
        }
        let turns: [FakeModel.Turn] = [
            .call("offer", #"{"result":"First."}"#, id: "a"), .call("offer", #"{"result":"Second."}"#, id: "b"),
        ]
        let bench = try Bench(turns, tools: [("offer", offer)]) { run, event in
            guard case .userInputRequested(let request) = event.payload else { return }
            #expect(request.options == ["Accept"])
            run.answer(request.questionID, request.questionID == "question-1" ? "The tests are missing." : "Accept")
        }
        #expect(await bench.execute().result == "Second.")
        #expect("\(bench.model.requests[1].messages)".contains("The tests are missing."))
        let alone = try Bench(turns, tools: [("offer", offer)], whenAsked: .stop)
        #expect(await alone.execute().result == "First.")
    }

    // MARK: Context from elsewhere

    private struct Notes: MemorySource, MemoryWriter, KnowledgeSource, HistorySource {
        let name: String
        let written: @Sendable (RunDigest) throws -> Void

        init(_ name: String, written: @escaping @Sendable (RunDigest) throws -> Void = { _ in }) {
            self.name = name
            self.written = written
        }

        func recall(for query: ContextQuery) async throws -> [ContextNote] { [ContextNote(title: name, text: "note of \(name)")] }
        func search(_ query: ContextQuery) async throws -> [ContextNote] { try await recall(for: query) }
        func earlier(for query: ContextQuery) async throws -> [ContextNote] { try await recall(for: query) }
        func remember(_ run: RunDigest) async throws { try written(run) }
    }

    private struct Forgetful: Error, CustomStringConvertible {
        var description: String { "the disk is full" }
    }

    @Test("000-18: a request holds system, history, memory and knowledge in this order before the prompt; each can be switched off")
    func fourParts() async throws {
        func first(_ switches: ContextSwitches, system: Bool = true) async throws -> [ChatMessage] {
            let parts = ContextParts(history: [Notes("h")], memory: [Notes("m")], knowledge: [Notes("k")])
            let bench = try Bench(
                [.say("Done.")],
                adjusting: { request, runParts in
                    runParts.context = ContextPipeline(parts, switches: switches, wait: .seconds(5))
                    request.usesSystemPrompt = system
                })
            #expect(await bench.execute().result == "Done.")
            return bench.model.requests[0].messages
        }
        let all = try await first(ContextSwitches())
        guard case .system(let system) = all[0], case .user(let text) = all[1] else { return #expect(Bool(false)) }
        #expect(system.contains("<Agent Definition>"))
        let order = ["<history>\nnote of h", "<memory>\nnote of m", "<knowledge>\nnote of k", "Do it."]
        let places = order.compactMap { text.firstRange(of: $0)?.lowerBound }
        #expect(places.count == 4 && places == places.sorted(), "\(text)")
        let none = try await first(ContextSwitches(history: false, memory: false, knowledge: false), system: false)
        #expect(none[1] == .user("Do it."))
        guard case .system(let bare) = none[0] else { return #expect(Bool(false)) }
        #expect(!bare.contains("<Agent Definition>"))
    }

    @Test("000-20, 000-21: a run is remembered however it ends, and a writer that fails is an event and not a fault of the run")
    func remembering() async throws {
        let digests = Mutex<[RunDigest]>([])
        let parts = ContextParts(
            writers: [Notes("good") { digest in digests.withLock { $0.append(digest) } }, Notes("bad") { _ in throw Forgetful() }])
        func run(_ turns: [FakeModel.Turn], stops: Bool = false) async throws -> Bench {
            let bench = try Bench(
                turns, onEvent: { run, event in if stops, case .textDelta = event.payload { run.stopEverything() } },
                adjusting: { _, runParts in runParts.context = ContextPipeline(parts) })
            _ = await bench.execute()
            return bench
        }
        let good = try await run([.say("Done.")])
        #expect(good.events.last?.type == "run_completed")
        let faults = good.events.only { if case .error(let raised) = $0 { raised.detail.code } else { nil } }
        #expect(faults == [.memoryFailed])
        _ = try await run([.fault([], ModelsError(code: .unauthorized, message: "no key; set one"))])
        _ = try await run([.say("Half an answer")], stops: true)
        #expect(digests.withLock { $0.map(\.outcome) } == ["completed", "failed", "cancelled"])
        #expect(digests.withLock { $0.first?.result } == "Done.")
    }
}
