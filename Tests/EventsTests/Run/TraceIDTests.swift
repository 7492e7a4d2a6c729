import TestKit
import Testing

@testable import Events

@Suite struct TraceIDTests {
    @Test("000-40: a run's trace id is the 128 bits of its ULID in hex, of any other id a hash that stays the same, and never all zero")
    func derived() {
        #expect(TraceID.of(runID: "01krqd7w00a1b2c3d4e5f6g7h8") == "019e2ed3f0005056260da4715e681e28")
        #expect(TraceID.of(runID: "01KRQD7W00A1B2C3D4E5F6G7H8") == "019e2ed3f0005056260da4715e681e28")
        #expect(TraceID.of(runID: "7zzzzzzzzzzzzzzzzzzzzzzzzz") == String(repeating: "f", count: 32))
        #expect(TraceID.of(runID: "00000000000000000000000001") == String(repeating: "0", count: 31) + "1")
        // FNV-1a of 128 bits, by its published test vector.
        #expect(TraceID.of(runID: "a") == "d228cb696f1a8caf78912b704e4a8964")
        let none = [
            "", "r1", "00000000000000000000000000", "8zzzzzzzzzzzzzzzzzzzzzzzzz", "01krqd7w00a1b2c3d4e5f6g7hi",
            "01krqd7w00a1b2c3d4e5f6g7h`",
            "01krqd7w00a1b2c3d4e5f6g7h8 ", "ああああああああ12", String(repeating: "x", count: 100_000),
        ]
        let ids = none.map { TraceID.of(runID: $0) }
        #expect(Set(ids).count == none.count)
        for id in ids { #expect(Self.isHex(id, 32), "\(id)") }
    }

    @Test("000-40: a span id is 16 hex digits, the same for the same thing, another for another run, kind or id")
    func spans() {
        let id = SpanID.of(runID: "r", kind: "tool_call", id: "c1")
        #expect(id == SpanID.of(runID: "r", kind: "tool_call", id: "c1") && Self.isHex(id, 16))
        let others = [
            ("q", "tool_call", "c1"), ("r", "model_call", "c1"), ("r", "tool_call", "c2"), ("rt", "ool_call", "c1"), ("", "", ""),
        ]
        #expect(Set(others.map { SpanID.of(runID: $0.0, kind: $0.1, id: $0.2) } + [id]).count == others.count + 1)
        for number in 0..<10_000 { #expect(Self.isHex(SpanID.of(runID: "r", kind: "k", id: "\(number)"), 16)) }
    }

    private static func isHex(_ text: String, _ count: Int) -> Bool {
        text.utf8.count == count && text.allSatisfy { "0123456789abcdef".contains($0) } && text.contains { $0 != "0" }
    }

    @Test("000-40: figures and faults carry the run's trace id, and no other event does")
    func carried() {
        for payload in Samples.full + Samples.sparse {
            let event = Samples.event(payload)
            let carries = ["error", "metrics_snapshot", "model_call_failed", "run_failed"].contains(payload.type)
            #expect(event.json["trace_id"]?.string == (carries ? TraceID.of(runID: "r1") : nil), "\(payload.type)")
            let keys = event.json.object?.keys ?? []
            #expect(keys.suffix(carries ? 2 : 1) == (carries ? ["trace_id", "payload"] : ["payload"]))
            #expect(SchemaCheck.faults(ofEvent: event.json) == [])
        }
    }

    @Test("000-40: an event of an old log, or with another trace id, is read the same and written back byte for byte")
    func oldLogs() throws {
        for trace in ["", #","trace_id":"0af7651916cd43dd8448eb211c80319c""#, #","trace_id":7"#] {
            let line =
                #"{"v":1,"run_id":"r1","seq":1,"ts":2,"mono_us":3,"type":"error","loop_id":null,"iteration":null,"agent_status":null"#
                + trace
                + #","payload":{"code":"store_failed","message":"full; make room","source":"store","recoverable":false,"cause":[],"attempt":1}}"#
            let event = try RunEvent(line: Array(line.utf8))
            #expect(event.json.text == line)
            guard case .error(let raised) = event.payload else { return #expect(Bool(false), "\(event.payload)") }
            #expect(raised.detail.code == .storeFailed)
        }
        let event = Samples.event(.error(ErrorRaised(detail: Samples.detail)))
        #expect(SchemaCheck.faults(event.json, EventCatalogue.schema) == [])
        var json = try #require(event.json.object)
        json["trace_id"] = "0AF7"
        #expect(SchemaCheck.faults(.object(json), EventCatalogue.schema) == ["$.trace_id: 0AF7 does not fit the pattern"])
    }

    @Test("000-50: a fault says its kind, its causes, where it arose, in which round, at which try and in which trace, as the schema asks")
    func fault() throws {
        let event = Samples.event(.error(ErrorRaised(detail: Samples.detail)))
        let json = event.json
        #expect(json["payload"]?["code"] == "rate_limited" && json["payload"]?["cause"] == ["a", "b"])
        #expect(json["payload"]?["source"] == "model" && json["payload"]?["attempt"] == 2)
        #expect(json["loop_id"] == "L1" && json["iteration"] == 1 && json["trace_id"]?.string == TraceID.of(runID: event.runID))
        for name in ["code", "message", "source", "recoverable", "cause", "attempt"] {
            var object = try #require(json.object)
            var body = try #require(json["payload"]?.object)
            body[name] = nil
            object["payload"] = .object(body)
            #expect(SchemaCheck.faults(.object(object), EventCatalogue.schema) == ["$.payload: has no \(name)"])
        }
        let failed = Samples.event(.modelCallFailed(ModelCallFailed(callID: "m1", error: Samples.detail, willRetry: false, durationUs: 1)))
        #expect(failed.json["payload"]?["error"] == json["payload"] && failed.json["trace_id"] == json["trace_id"])
    }
}
