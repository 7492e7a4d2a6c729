package import Events

/// Spans as OTLP/JSON, which every OpenTelemetry collector takes at `/v1/traces`.
///
/// OTLP's JSON is its own: ids are hex, enumerations are numbers, and 64-bit numbers are strings.
package enum OTLPDocument {
    /// An `ExportTraceServiceRequest` of the spans in their order; `version` is that of this program.
    package static func request(_ spans: [Span], version: String) -> JSON {
        [
            "resourceSpans": [
                [
                    "resource": ["attributes": [attribute("service.name", .text("lathe")), attribute("service.version", .text(version))]],
                    "scopeSpans": [
                        ["scope": ["name": "lathe", "version": .string(version)], "spans": .array(spans.map(json(of:)))]
                    ],
                ]
            ]
        ]
    }

    private static func json(of span: Span) -> JSON {
        var object = JSONObject()
        object.add("traceId", .string(span.traceID))
        object.add("spanId", .string(span.spanID))
        if let parent = span.parentSpanID { object.add("parentSpanId", .string(parent)) }
        object.add("name", .string(span.name))
        object.add("kind", .integer(Int64(span.kind.rawValue)))
        object.add("startTimeUnixNano", .string(String(span.startNanoseconds)))
        object.add("endTimeUnixNano", .string(String(span.endNanoseconds)))
        object.add("attributes", json(of: span.attributes))
        if !span.notes.isEmpty { object.add("events", .array(span.notes.map(json(of:)))) }
        if span.droppedNotes > 0 { object.add("droppedEventsCount", .integer(Int64(span.droppedNotes))) }
        if let link = span.link { object.add("links", [["traceId": .string(span.traceID), "spanId": .string(link)]]) }
        object.add("status", status(of: span))
        return .object(object)
    }

    /// 0 says nothing, 2 is a fault; 1 is for people to give, says OpenTelemetry.
    private static func status(of span: Span) -> JSON {
        guard let failure = span.failure else { return ["code": 0] }
        return ["code": 2, "message": .string(failure)]
    }

    private static func json(of note: SpanNote) -> JSON {
        ["timeUnixNano": .string(String(note.nanoseconds)), "name": .string(note.name), "attributes": json(of: note.attributes)]
    }

    private static func json(of attributes: SpanAttributes) -> JSON {
        .array(attributes.list.map { attribute($0.name, $0.value) })
    }

    private static func attribute(_ name: String, _ value: SpanAttributes.Value) -> JSON {
        ["key": .string(name), "value": json(of: value)]
    }

    private static func json(of value: SpanAttributes.Value) -> JSON {
        switch value {
        case .text(let text): ["stringValue": .string(text)]
        case .texts(let texts): ["arrayValue": ["values": .array(texts.map { ["stringValue": .string($0)] })]]
        case .integer(let number): ["intValue": .string(String(number))]
        case .number(let number): ["doubleValue": .number(number)]
        case .flag(let flag): ["boolValue": .bool(flag)]
        }
    }
}
