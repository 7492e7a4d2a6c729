import Testing

@testable import Events

@Suite struct RunEventTests {
    @Test("000-04, 000-26: every type of event is written and read back the same, with all its members and with few")
    func roundTrip() throws {
        #expect(Samples.full.map(\.type) == EventCatalogue.types.map(\.type))
        for payload in Samples.full + Samples.sparse {
            let event = Samples.event(payload)
            let line = event.line
            let read = try RunEvent(line: line)
            #expect(read == event, "\(payload.type)")
            #expect(read.line == line, "\(payload.type)")
            #expect(!line.contains(0x0A))
        }
    }

    @Test("the envelope is written in its order, with null for what has no value, and without a parent when there is none")
    func envelope() throws {
        var event = RunEvent(
            runID: "r1", seq: 7, wallMilliseconds: 5, monotonicMicroseconds: 6, payload: .textDelta(TextDelta(callID: "m1", text: "a")))
        #expect(
            event.json.text
                == #"{"v":1,"run_id":"r1","seq":7,"ts":5,"mono_us":6,"type":"text_delta","loop_id":null,"iteration":null,"agent_status":null,"payload":{"call_id":"m1","text":"a"}}"#
        )
        event.parentRunID = "r0"
        #expect(event.json["parent_run_id"] == "r0")
        #expect(try RunEvent(event.json) == event)
    }

    @Test("an unknown type is kept whole and written back")
    func unknownType() throws {
        let line =
            #"{"v":1,"run_id":"r1","seq":1,"ts":2,"mono_us":3,"type":"dance_started","loop_id":"L1","iteration":4,"agent_status":"thinking","payload":{"stage":"safety","index":5,"deep":{"a":[null]}}}"#
        let event = try RunEvent(line: Array(line.utf8))
        guard case .unknown("dance_started", let raw) = event.payload else {
            Issue.record("read as \(event.payload)")
            return
        }
        #expect(raw["index"] == 5)
        #expect(event.json.text == line)
    }

    @Test("a payload that does not fit its type is kept raw instead of lost")
    func misfit() throws {
        let line =
            #"{"v":1,"run_id":"r1","seq":1,"ts":2,"mono_us":3,"type":"text_delta","loop_id":null,"iteration":null,"agent_status":null,"payload":{"text":7}}"#
        let event = try RunEvent(line: Array(line.utf8))
        #expect(event.payload == .unknown(type: "text_delta", ["text": 7]))
        #expect(event.json.text == line)
    }

    @Test("unknown members of the envelope and of the payload are kept and written back")
    func unknownFields() throws {
        for payload in Samples.full + Samples.sparse {
            guard var object = Samples.event(payload).json.object, case .object(var body)? = object["payload"] else { continue }
            body.members.append(JSONObject.Member("from_the_future", ["a": 1]))
            object["payload"] = .object(body)
            object.members.append(JSONObject.Member("span_id", "0af7"))
            let event = try RunEvent(.object(object))
            #expect(event.payload == payload)
            #expect(event.unknownFields["span_id"] == "0af7" && event.unknownPayload["from_the_future"] == ["a": 1])
            #expect(try RunEvent(event.json) == event)
            #expect(event.json["span_id"] == "0af7" && event.json["payload"]?["from_the_future"] == ["a": 1])
        }
    }

    @Test("an agent status of a later version is kept and written back")
    func unknownStatus() throws {
        let line =
            #"{"v":1,"run_id":"r1","seq":1,"ts":2,"mono_us":3,"type":"text_delta","loop_id":null,"iteration":null,"agent_status":"dreaming","payload":{"call_id":"m","text":""}}"#
        let event = try RunEvent(line: Array(line.utf8))
        #expect(event.agentStatus == nil)
        #expect(event.json["agent_status"] == "dreaming")
        #expect(event.json.object?.keys.count { $0 == "agent_status" } == 1)
        #expect(try RunEvent(event.json) == event)
    }

    @Test("an envelope that names no run, no number or no type is refused with the member's name")
    func brokenEnvelope() throws {
        let whole = Samples.event(.userMessage(UserMessage(text: "", delivery: .steer))).json
        for key in ["run_id", "seq", "ts", "mono_us", "type"] {
            guard var object = whole.object else { continue }
            object[key] = nil
            let error = try #require(throws: FieldError.self) { try RunEvent(.object(object)) }
            #expect(error.field == key)
        }
        #expect(throws: FieldError.self) { try RunEvent([]) }
    }

    @Test("an event of a newer wall clock, of extreme numbers or of broken text does not trap")
    func extremes() throws {
        let line =
            #"{"v":1,"run_id":"","seq":9223372036854775807,"ts":-9223372036854775808,"mono_us":-9223372036854775808,"type":"","iteration":1e300,"payload":[]}"#
        let event = try RunEvent(line: Array(line.utf8))
        #expect(event.iteration == nil && event.seq == .max)
        #expect(try RunEvent(line: event.line) == event)
    }
}
