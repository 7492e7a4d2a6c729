/// Spans laid end to end in one buffer: clean, tabs filled, line feeds kept.
struct FlatText {
    struct Run {
        var end: Int
        var role: Role
        var attributes: Attributes
    }

    private(set) var bytes: [UInt8] = []
    private(set) var runs: [Run] = []

    /// - Parameter narrowOnly: Whether wide characters give way to U+FFFD, because a line may have a single column.
    init(_ spans: [Span], narrowOnly: Bool) {
        var clean: [String] = []
        clean.reserveCapacity(spans.count)
        var size = 0
        var needsCare = narrowOnly
        for span in spans {
            let text = DisplayText.conservative(span.text)
            size &+= text.utf8.count
            needsCare = needsCare || text.utf8.contains(0x09)
            clean.append(text)
        }
        bytes.reserveCapacity(size)
        runs.reserveCapacity(spans.count)
        var column = 0
        for (index, span) in spans.enumerated() {
            if needsCare {
                appendCarefully(clean[index], &column, narrowOnly)
            } else {
                bytes.append(contentsOf: clean[index].utf8)
            }
            addRun(span)
        }
    }

    func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        bytes.withUnsafeBufferPointer(body)
    }

    private mutating func addRun(_ span: Span) {
        let start = runs.last?.end ?? 0
        guard bytes.count > start else { return }
        if let last = runs.indices.last, runs[last].role == span.role, runs[last].attributes == span.attributes {
            runs[last].end = bytes.count
        } else {
            runs.append(Run(end: bytes.count, role: span.role, attributes: span.attributes))
        }
    }

    private mutating func appendCarefully(_ text: String, _ column: inout Int, _ narrowOnly: Bool) {
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x09:
                let blanks = 8 &- column & 7
                for _ in 0..<blanks { bytes.append(0x20) }
                column &+= blanks
            case 0x0A:
                bytes.append(0x0A)
                column = 0
            default:
                let width = CellWidth.of(scalar)
                UTF8Scalar.append(narrowOnly && width > 1 ? 0xFFFD : scalar.value, to: &bytes)
                column &+= width
            }
        }
    }
}
