/// One thing that happened in a run.
///
/// A run is the ordered list of its events and nothing else.
///
/// In JSON: one object, snake_case, as `docs/streaming-protocol.md` shows. Fields that this version does not know are kept in `unknownFields` and `unknownPayload` and
/// written back.
public struct RunEvent: Sendable, Equatable {
    /// The version of the protocol that this program writes.
    public static let protocolVersion = 1

    public var runID: String
    /// 1, 2, 3 … without a gap within the run; the only order that counts.
    public var seq: Int
    /// Milliseconds since 1970, for people.
    public var wallMilliseconds: Int64
    /// Microseconds since the run began, monotonic.
    public var monotonicMicroseconds: Int64
    /// The loop inside the run, nil for events of the run itself.
    public var loopID: String?
    /// 1-based round of that loop, nil outside a round.
    public var iteration: Int?
    /// How the loop stood when the event was made, nil outside a loop.
    public var agentStatus: AgentStatus?
    /// The run this one belongs to; set in forks and sub-agents.
    public var parentRunID: String?
    /// The W3C trace id of the run, on the events that monitors look for (`Payload.carriesTraceID`).
    ///
    /// Nil on all others, and on those that were written before there were trace ids: what was read is written back the same.
    public var traceID: String?
    public var payload: Payload
    /// Members of the envelope that this version does not know.
    public var unknownFields = JSONObject()
    /// Members of the payload that this version does not know.
    public var unknownPayload = JSONObject()

    public init(
        runID: String, seq: Int, wallMilliseconds: Int64, monotonicMicroseconds: Int64, loopID: String? = nil, iteration: Int? = nil,
        agentStatus: AgentStatus? = nil, parentRunID: String? = nil, payload: Payload
    ) {
        self.runID = runID
        self.seq = seq
        self.wallMilliseconds = wallMilliseconds
        self.monotonicMicroseconds = monotonicMicroseconds
        self.loopID = loopID
        self.iteration = iteration
        self.agentStatus = agentStatus
        self.parentRunID = parentRunID
        self.payload = payload
        traceID = payload.carriesTraceID ? TraceID.of(runID: runID) : nil
    }

    /// The event's `type` word.
    public var type: String { payload.type }

    private static let envelopeKeys: Set<String> = [
        "v", "run_id", "seq", "ts", "mono_us", "type", "loop_id", "iteration", "agent_status", "parent_run_id", "trace_id", "payload",
    ]

    /// Reads an event; an unknown type or field is kept, never an error.
    ///
    /// - Throws: `FieldError` when the envelope itself is broken (no run, no sequence number …).
    public init(_ json: JSON) throws(FieldError) {
        let fields = try JSONFields(json)
        runID = try fields.string("run_id")
        seq = try fields.integer("seq")
        wallMilliseconds = Int64(try fields.integer("ts"))
        monotonicMicroseconds = Int64(try fields.integer("mono_us"))
        loopID = fields.optionalString("loop_id")
        iteration = fields.optionalInteger("iteration")
        agentStatus = fields.optionalString("agent_status").flatMap(AgentStatus.init(rawValue:))
        parentRunID = fields.optionalString("parent_run_id")
        traceID = fields.optionalString("trace_id")
        let type = try fields.string("type")
        let raw = fields.json("payload")
        payload = Payload(type: type, raw)
        unknownFields = JSONObject(fields.object.members.filter { !RunEvent.envelopeKeys.contains($0.key) })
        // A status that this version has no word for is kept like an unknown field.
        if agentStatus == nil, let word = fields.optionalString("agent_status") { unknownFields["agent_status"] = .string(word) }
        if traceID == nil, let odd = fields.object["trace_id"] { unknownFields["trace_id"] = odd }
        if case .unknown = payload {
        } else if let members = raw.object?.members, case .object(let known) = payload.json {
            let keys = Set(known.keys)
            // A null stands for an absent value, so it is not an unknown field.
            unknownPayload = JSONObject(members.filter { !keys.contains($0.key) && !$0.value.isNull })
        }
    }

    /// Reads an event from one line of JSON.
    public init(line: [UInt8]) throws {
        try self.init(JSON(parsing: line, repairingText: true))
    }

    /// The event as JSON.
    public var json: JSON {
        var object = JSONObject()
        object.members.reserveCapacity(12)
        object.add("v", RunEvent.protocolVersion)
        object.add("run_id", runID)
        object.add("seq", seq)
        object.add("ts", Int(wallMilliseconds))
        object.add("mono_us", Int(monotonicMicroseconds))
        object.add("type", payload.type)
        object.add("loop_id", loopID.map { .string($0) } ?? .null)
        object.add("iteration", iteration.map { .integer(Int64($0)) } ?? .null)
        if unknownFields["agent_status"] == nil { object.add("agent_status", agentStatus.map { .string($0.rawValue) } ?? .null) }
        object.add("parent_run_id", parentRunID)
        object.add("trace_id", traceID)
        object.members += unknownFields.members
        var body = payload.json
        if !unknownPayload.isEmpty, case .object(var known) = body {
            known.members += unknownPayload.members
            body = .object(known)
        }
        object.add("payload", body)
        return .object(object)
    }

    /// The event as one line of JSON without the newline.
    public var line: [UInt8] { json.bytes }
}
