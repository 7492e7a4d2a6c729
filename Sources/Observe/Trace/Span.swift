/// A stretch of a run's time as monitors know it: the run, a loop, a round, a call, a wait for a person.
package struct Span: Sendable, Equatable {
    /// OpenTelemetry's numbers.
    package enum Kind: Int, Sendable {
        case `internal` = 1
        /// Asks something outside: a model.
        case client = 3
    }

    package let traceID: String
    package let spanID: String
    /// Nil for the run itself, which is the root.
    package let parentSpanID: String?
    package let name: String
    package let kind: Kind
    /// Nanoseconds since 1970; of one run all from its monotonic clock, so that spans nest.
    package let startNanoseconds: Int64
    /// Not before the start.
    package var endNanoseconds: Int64
    package var attributes = SpanAttributes()
    /// The first that happened in it, at most `Span.noteLimit`.
    package private(set) var notes: [SpanNote] = []
    package private(set) var droppedNotes = 0
    /// The span of the same trace that caused this one without holding it.
    package var link: String?
    /// The word for what failed, mostly an error code; nil when nothing did.
    package private(set) var failure: String?

    /// Notes of one span that are kept.
    package static let noteLimit = 64

    init(
        traceID: String, spanID: String, parentSpanID: String?, name: String, kind: Kind, startNanoseconds: Int64
    ) {
        self.traceID = traceID
        self.spanID = spanID
        self.parentSpanID = parentSpanID
        self.name = name
        self.kind = kind
        self.startNanoseconds = startNanoseconds
        endNanoseconds = startNanoseconds
    }

    mutating func add(_ note: SpanNote) {
        if notes.count < Span.noteLimit { notes.append(note) } else { droppedNotes += 1 }
    }

    mutating func fail(_ word: String) {
        failure = word.bounded
        attributes[.errorType] = .text(word)
    }
}

/// Something that happened at one moment inside a span.
package struct SpanNote: Sendable, Equatable {
    package let name: String
    package let nanoseconds: Int64
    package let attributes: SpanAttributes
}
