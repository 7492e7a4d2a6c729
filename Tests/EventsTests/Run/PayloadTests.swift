import Testing

@testable import Events

@Suite struct PayloadTests {
    @Test("pieces of one block are joined in order, pieces of different blocks never")
    func joined() {
        func reasoning(_ call: String, _ text: String) -> Payload { .reasoningDelta(ReasoningDelta(callID: call, text: text)) }
        func text(_ call: String, _ text: String) -> Payload { .textDelta(TextDelta(callID: call, text: text)) }
        func output(_ call: String, _ stream: OutputStreamName, _ text: String) -> Payload {
            .toolOutputDelta(ToolOutputDelta(toolCallID: call, stream: stream, text: text))
        }
        func tool(_ call: String, _ name: String?, _ fragment: String, model: String = "m1") -> Payload {
            .toolCallDelta(ToolCallDelta(callID: model, toolCallID: call, name: name, argumentsFragment: fragment))
        }
        #expect(reasoning("m1", "a").joined(with: reasoning("m1", "b")) == reasoning("m1", "ab"))
        #expect(text("m1", "a").joined(with: text("m1", "b")) == text("m1", "ab"))
        #expect(output("c1", .stdout, "a").joined(with: output("c1", .stdout, "b")) == output("c1", .stdout, "ab"))
        #expect(tool("c1", "read_file", "{").joined(with: tool("c1", nil, "}")) == tool("c1", "read_file", "{}"))
        #expect(tool("c1", "read_file", "{").joined(with: tool("c1", "read_file", "}")) == tool("c1", "read_file", "{}"))

        #expect(reasoning("m1", "a").joined(with: reasoning("m2", "b")) == nil)
        #expect(reasoning("m1", "a").joined(with: text("m1", "b")) == nil)
        #expect(text("m1", "a").joined(with: text("m2", "b")) == nil)
        #expect(output("c1", .stdout, "a").joined(with: output("c1", .stderr, "b")) == nil)
        #expect(output("c1", .stdout, "a").joined(with: output("c2", .stdout, "b")) == nil)
        #expect(tool("c1", nil, "{").joined(with: tool("c2", nil, "}")) == nil)
        #expect(tool("c1", nil, "{").joined(with: tool("c1", nil, "}", model: "m2")) == nil)
        #expect(tool("c1", nil, "{").joined(with: tool("c1", "read_file", "}")) == nil)
        for payload in Samples.full where !payload.isDelta { #expect(payload.joined(with: payload) == nil, "\(payload.type)") }
    }

    @Test("exactly the deltas are deltas, three types end a run, and everything with an effect behind it is synced")
    func kinds() {
        func types(_ isIn: (Payload) -> Bool) -> Set<String> { Set(Samples.full.filter(isIn).map(\.type)) }
        #expect(types(\.isDelta) == ["reasoning_delta", "text_delta", "tool_call_delta", "tool_output_delta"])
        #expect(types(\.isTerminal) == ["run_completed", "run_failed", "run_cancelled"])
        #expect(
            types(\.mustSync) == [
                "run_started", "run_completed", "run_failed", "run_cancelled", "iteration_finished", "loop_finished", "tool_call_started",
                "tool_call_finished", "approval_requested", "approval_resolved", "user_input_requested", "user_input_received",
                "user_message", "limits_changed", "step_started", "step_completed", "step_failed", "stage_completed", "stage_failed",
                "plan_created", "plan_repaired", "mode_changed", "subagent_started", "subagent_finished",
            ])
    }

    @Test("001-05: a result has its status, code, facts and images and is read back the same; the old word follows from the status")
    func results() throws {
        for status in ToolStatus.allCases {
            let finished = ToolCallFinished(
                toolCallID: "c", tool: "t", status: status, errorCode: status == .error ? .notFound : nil, output: "o", truncated: false,
                durationUs: 1, metadata: ["path": "a.png"], display: ToolDisplay(kind: .text),
                images: [ImageReference(artifactID: "a1", mediaType: "image/png", bytes: 3, path: "a.png")])
            let event = Samples.event(.toolCallFinished(finished))
            #expect(try RunEvent(line: event.line) == event)
            #expect(status.plainWord == (status == .error ? "error" : "success"))
            #expect(event.json["payload"]?["status"]?.string == status.rawValue)
            #expect(event.json["payload"]?["images"]?[0]?["path"]?.string == "a.png")
        }
    }

    @Test("every error code has a word of its own in snake case")
    func errorCodes() {
        let words = ErrorCode.all.map(\.word)
        #expect(Set(words).count == words.count)
        for word in words { #expect(!word.isEmpty && word.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x5F }, "\(word)") }
    }

    @Test("a duration becomes microseconds, clamped to what an integer holds")
    func durations() {
        #expect(Duration.milliseconds(1500).wholeMicroseconds == 1_500_000)
        #expect(Duration.nanoseconds(1999).wholeMicroseconds == 1)
        #expect(Duration.seconds(Int64.max).wholeMicroseconds == .max)
        #expect(Duration.seconds(Int64.min).wholeMicroseconds == .min)
    }
}
