/// A command in the background began or ended (001-38).
///
/// Of each session there is one event with `running` and one with another state.
public struct BackgroundChanged: PayloadValue {
    public static let type = "background_changed"
    /// Unique in the run, such as `bg-1`.
    public var sessionID: String
    /// The call that started it.
    public var toolCallID: String
    public var command: String
    public var state: BackgroundState
    /// Nil while it runs, and when a signal ended it.
    public var exitStatus: Int?
    /// Bytes it has printed so far.
    public var outputBytes: Int
    /// The last lines it printed, sanitised; empty while it runs.
    public var tail: String
    /// Microseconds from its beginning; 0 when it begins.
    public var durationUs: Int

    public init(
        sessionID: String, toolCallID: String, command: String, state: BackgroundState, exitStatus: Int? = nil, outputBytes: Int = 0,
        tail: String = "", durationUs: Int = 0
    ) {
        self.sessionID = sessionID
        self.toolCallID = toolCallID
        self.command = command
        self.state = state
        self.exitStatus = exitStatus
        self.outputBytes = outputBytes
        self.tail = tail
        self.durationUs = durationUs
    }

    static let fields: [EventField] = [
        .field("session_id", .string),
        .field("tool_call_id", .string),
        .field("command", .string),
        .words("state", BackgroundState.self),
        .optional("exit_status", .integer),
        .field("output_bytes", .integer),
        .field("tail", .string),
        .field("duration_us", .integer),
    ]

    init(_ fields: JSONFields) throws(FieldError) {
        sessionID = try fields.string("session_id")
        toolCallID = try fields.string("tool_call_id")
        command = try fields.string("command")
        state = try fields.word("state")
        exitStatus = fields.optionalInteger("exit_status")
        outputBytes = try fields.integer("output_bytes")
        tail = try fields.string("tail")
        durationUs = try fields.integer("duration_us")
    }

    func write(to object: inout JSONObject) {
        object.add("session_id", sessionID)
        object.add("tool_call_id", toolCallID)
        object.add("command", command)
        object.add("state", state)
        object.add("exit_status", exitStatus)
        object.add("output_bytes", outputBytes)
        object.add("tail", tail)
        object.add("duration_us", durationUs)
    }
}
