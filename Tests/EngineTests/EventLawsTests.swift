import Events
import Models
import Testing
import Tools

@testable import Engine

@Suite(.timeLimit(.minutes(1))) struct EventLawsTests {
    private static func lawful() async throws -> [RunEvent] {
        let bench = try Bench(
            [.say("I.", reasoning: "r", calls: [ToolCall(id: "a", name: "read", arguments: "{}")]), .say("Done.")],
            tools: [
                (
                    "read",
                    FakeTool { _, context in
                        context.output(.stdout, "x")
                        return .success("x")
                    }
                )
            ])
        _ = await bench.execute()
        return bench.events
    }

    private static func numbered(_ events: [RunEvent]) -> [RunEvent] {
        events.enumerated().map { index, event in
            var event = event
            event.seq = index + 1
            return event
        }
    }

    @Test("a lawful run breaks no law, and no event of it can be taken out, doubled or put last")
    func mutations() async throws {
        let events = try await Self.lawful()
        #expect(EventLaws.check(events) == [])
        #expect(!EventLaws.check([]).isEmpty)
        let optional: Set<String> = ["metrics_snapshot", "reasoning_delta", "text_delta", "tool_output_delta"]
        for (index, event) in events.enumerated() {
            var without = events
            without.remove(at: index)
            #expect(!EventLaws.check(without).isEmpty, "a gap at \(index)")
            if !optional.contains(event.type) { #expect(!EventLaws.check(Self.numbered(without)).isEmpty, "without \(event.type)") }
            var last = without
            last.append(event)
            if index + 1 < events.count { #expect(!EventLaws.check(Self.numbered(last)).isEmpty, "\(event.type) last") }
            if !optional.contains(event.type) && event.type != "tool_call_delta" {
                var twice = events
                twice.insert(event, at: index)
                #expect(!EventLaws.check(Self.numbered(twice)).isEmpty, "\(event.type) twice")
            }
        }
    }

    @Test("W-20: a run that was interrupted has no end and nothing open, and may go on in a loop of its own")
    func interrupted() async throws {
        let events = try await Self.lawful()
        let word = Payload.runStatus(RunStatusChanged(status: .interrupted))
        func interrupted(_ prefix: ArraySlice<RunEvent>) -> [RunEvent] {
            guard var last = prefix.last else { return [] }
            (last.seq, last.payload) = (prefix.count + 1, word)
            return prefix + [last]
        }
        for cut in 1..<events.count {
            let left = interrupted(events.prefix(cut))
            // Between loops nothing is open, and only there.
            let isClosed = events[cut - 1].loopID == nil || events[cut - 1].type == "loop_finished"
            if isClosed {
                var closed = left
                (closed[cut].loopID, closed[cut].agentStatus, closed[cut].iteration) = (nil, nil, nil)
                #expect(EventLaws.check(closed, isLeft: true) == [], "cut at \(cut)")
                #expect(!EventLaws.check(closed).isEmpty, "cut at \(cut): it has no end")
            } else {
                #expect(!EventLaws.check(left, isLeft: true).isEmpty, "cut at \(cut)")
            }
        }
    }

    @Test("a wrong run, time, loop, round or status is found at any event")
    func fields() async throws {
        let events = try await Self.lawful()
        let changes: [(String, (inout RunEvent) -> Void)] = [
            ("run", { $0.runID = "other" }), ("loop", { $0.loopID = $0.loopID == nil ? "L1" : "L9" }),
            ("round", { $0.iteration = ($0.iteration ?? 0) + 1 }), ("status", { $0.agentStatus = $0.agentStatus == nil ? .done : nil }),
            ("seq", { $0.seq += 1 }), ("parent", { $0.parentRunID = "p" }),
        ]
        for index in events.indices.dropFirst() {
            for (name, change) in changes {
                var changed = events
                change(&changed[index])
                #expect(!EventLaws.check(changed).isEmpty, "\(name) at \(index)")
            }
            var early = events
            early[index - 1].monotonicMicroseconds = events[index].monotonicMicroseconds + 1
            #expect(!EventLaws.check(early).isEmpty, "time at \(index)")
        }
    }
}
