/// One member of a payload, as the schema and the protocol page describe it.
public struct EventField: Sendable {
    public enum Kind: Sendable {
        case string, integer, number, boolean, object, any
        case word([String])
        case list(of: String)
    }

    public let name: String
    public let kind: Kind
    public let required: Bool

    static func field(_ name: String, _ kind: Kind) -> EventField { EventField(name: name, kind: kind, required: true) }
    static func optional(_ name: String, _ kind: Kind) -> EventField { EventField(name: name, kind: kind, required: false) }

    static func words<Word: RawRepresentable & CaseIterable>(_ name: String, _: Word.Type, required: Bool = true) -> EventField
    where Word.RawValue == String {
        EventField(name: name, kind: .word(Word.allCases.map(\.rawValue)), required: required)
    }

    var schema: JSON {
        switch kind {
        case .string: ["type": "string"]
        case .integer: ["type": "integer"]
        case .number: ["type": "number"]
        case .boolean: ["type": "boolean"]
        case .object: ["type": "object"]
        case .any: [:]
        case .word(let words): ["type": "string", "enum": .array(words.map { .string($0) })]
        case .list(let type): ["type": "array", "items": ["type": .string(type)]]
        }
    }
}

/// Every type of event, in the order of the protocol page.
public enum EventCatalogue {
    private struct Entry: Sendable {
        let type: String
        let fields: [EventField]
        let read: @Sendable (JSON) throws -> Payload

        init<Value: PayloadValue>(_: Value.Type, _ make: @escaping @Sendable (Value) -> Payload) {
            type = Value.type
            fields = Value.fields
            read = { make(try Value(JSONFields($0))) }
        }
    }

    private static let entries: [Entry] = [
        Entry(RunStarted.self) { .runStarted($0) },
        Entry(RunStatusChanged.self) { .runStatus($0) },
        Entry(RunCompleted.self) { .runCompleted($0) },
        Entry(RunFailed.self) { .runFailed($0) },
        Entry(RunCancelled.self) { .runCancelled($0) },
        Entry(LoopStarted.self) { .loopStarted($0) },
        Entry(IterationStarted.self) { .iterationStarted($0) },
        Entry(IterationFinished.self) { .iterationFinished($0) },
        Entry(LoopFinished.self) { .loopFinished($0) },
        Entry(LimitsChanged.self) { .limitsChanged($0) },
        Entry(StageStarted.self) { .stageStarted($0) },
        Entry(StageCompleted.self) { .stageCompleted($0) },
        Entry(StageFailed.self) { .stageFailed($0) },
        Entry(StageSkipped.self) { .stageSkipped($0) },
        Entry(ModeChanged.self) { .modeChanged($0) },
        Entry(ModelCallStarted.self) { .modelCallStarted($0) },
        Entry(ReasoningDelta.self) { .reasoningDelta($0) },
        Entry(TextDelta.self) { .textDelta($0) },
        Entry(ToolCallDelta.self) { .toolCallDelta($0) },
        Entry(ModelCallStalled.self) { .modelCallStalled($0) },
        Entry(ModelCallFinished.self) { .modelCallFinished($0) },
        Entry(ModelCallFailed.self) { .modelCallFailed($0) },
        Entry(AnswerReviewed.self) { .answerReviewed($0) },
        Entry(ToolCallStarted.self) { .toolCallStarted($0) },
        Entry(ToolOutputDelta.self) { .toolOutputDelta($0) },
        Entry(ToolCallFinished.self) { .toolCallFinished($0) },
        Entry(HookApplied.self) { .hookApplied($0) },
        Entry(ApprovalRequested.self) { .approvalRequested($0) },
        Entry(ApprovalResolved.self) { .approvalResolved($0) },
        Entry(UserInputRequested.self) { .userInputRequested($0) },
        Entry(UserInputReceived.self) { .userInputReceived($0) },
        Entry(UserMessage.self) { .userMessage($0) },
        Entry(PlanStarted.self) { .planStarted($0) },
        Entry(PlanCreated.self) { .planCreated($0) },
        Entry(PlanFailed.self) { .planFailed($0) },
        Entry(PlanRepaired.self) { .planRepaired($0) },
        Entry(StepStarted.self) { .stepStarted($0) },
        Entry(StepCompleted.self) { .stepCompleted($0) },
        Entry(StepFailed.self) { .stepFailed($0) },
        Entry(StepSkipped.self) { .stepSkipped($0) },
        Entry(OutputEvaluated.self) { .outputEvaluated($0) },
        Entry(ReflectionTriggered.self) { .reflectionTriggered($0) },
        Entry(ReflectionFinished.self) { .reflectionFinished($0) },
        Entry(RetryScheduled.self) { .retryScheduled($0) },
        Entry(TodoUpdated.self) { .todoUpdated($0) },
        Entry(ContextAdded.self) { .contextAdded($0) },
        Entry(ContextCompacted.self) { .contextCompacted($0) },
        Entry(ContextRestored.self) { .contextRestored($0) },
        Entry(ArtifactStored.self) { .artifactStored($0) },
        Entry(BackgroundChanged.self) { .backgroundChanged($0) },
        Entry(SubAgentStarted.self) { .subAgentStarted($0) },
        Entry(SubAgentFinished.self) { .subAgentFinished($0) },
        Entry(MetricsSnapshot.self) { .metricsSnapshot($0) },
        Entry(GuardWarning.self) { .guardWarning($0) },
        Entry(ErrorRaised.self) { .error($0) },
    ]

    private static let readers = Dictionary(uniqueKeysWithValues: entries.map { ($0.type, $0.read) })

    static func reader(of type: String) -> (@Sendable (JSON) throws -> Payload)? { readers[type] }

    /// Every type with its members.
    public static var types: [(type: String, fields: [EventField])] { entries.map { ($0.type, $0.fields) } }

    /// A JSON Schema (2020-12) that every event of this version satisfies.
    public static var schema: JSON {
        let variants = entries.map { entry -> JSON in
            [
                "if": ["properties": ["type": ["const": .string(entry.type)]]],
                "then": ["properties": ["payload": payloadSchema(entry.fields)]],
            ]
        }
        return [
            "$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Lathe run event", "type": "object",
            "required": ["v", "run_id", "seq", "ts", "mono_us", "type", "loop_id", "iteration", "agent_status", "payload"],
            "properties": [
                "v": ["const": 1], "run_id": ["type": "string", "minLength": 1], "seq": ["type": "integer", "minimum": 1],
                "ts": ["type": "integer"], "mono_us": ["type": "integer", "minimum": 0], "type": ["type": "string"],
                "loop_id": ["type": ["string", "null"]], "iteration": ["type": ["integer", "null"], "minimum": 1],
                "agent_status": ["enum": .array(AgentStatus.allCases.map { .string($0.rawValue) } + [.null])],
                "parent_run_id": ["type": "string"], "trace_id": ["type": "string", "pattern": "^[0-9a-f]{32}$"],
                "payload": ["type": "object"],
            ],
            "allOf": .array(variants),
        ]
    }

    private static func payloadSchema(_ fields: [EventField]) -> JSON {
        [
            "type": "object", "required": .array(fields.filter(\.required).map { .string($0.name) }),
            "properties": .object(JSONObject(fields.map { JSONObject.Member($0.name, $0.schema) })),
        ]
    }
}
