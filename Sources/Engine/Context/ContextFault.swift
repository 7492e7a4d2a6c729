internal import Events

/// What is said of a source or writer that did not do its part.
struct ContextFault: Sendable {
    private let source: ContextSource
    private let kind: String
    private let name: String

    /// `kind` is `source` or `writer`.
    init(_ source: ContextSource, _ kind: String, _ name: String) {
        self.source = source
        self.kind = kind
        self.name = NoteBounds(source, name: name).name
    }

    /// Fault; cure.
    ///
    /// The run goes on without, so it is recoverable.
    func detail(_ what: String, _ cause: (any Error)? = nil) -> ErrorDetail {
        let reason =
            cause.map { " (" + Headline.of(TextSanitiser.clean(BoundedText.start(of: "\($0)", bytes: 2000)), limit: 300) + ")" } ?? ""
        return ErrorDetail(
            code: source == .knowledge ? .knowledgeFailed : .memoryFailed,
            message:
                "the \(source.rawValue) \(kind) \(name) \(what)\(reason); the run goes on without it, switch it off if that happens again",
            source: .internal, recoverable: true)
    }
}
