/// One line of the screen: spans of text with roles, and its width in columns.
///
/// Whatever text goes in comes out safe to draw: it passes `DisplayText.line`, which leaves clean text untouched, so a line never holds
/// a control character, a line break or a tab.
public struct StyledLine: Sendable, Hashable {
    private var storage: [Span]

    /// Columns the line takes.
    ///
    /// Kept, not counted at each reading.
    public private(set) var width: Int

    /// An empty line.
    public init() {
        storage = []
        width = 0
    }

    public init(_ text: String, _ role: Role = .text, _ attributes: Attributes = []) {
        self.init([Span(text, role, attributes)])
    }

    public init(_ spans: [Span]) {
        self.init()
        for span in spans { append(span) }
    }

    /// For layout, which has cleaned the text and counted its columns already.
    init(measured spans: [Span], width: Int) {
        storage = spans
        self.width = width
    }

    /// The runs of the line from left to right; none is empty.
    public var spans: [Span] {
        get { storage }
        set { self = StyledLine(newValue) }
    }

    public var isEmpty: Bool { storage.isEmpty }

    /// The text without roles.
    public var plain: String {
        storage.count == 1 ? storage[0].text : storage.reduce(into: "") { $0 += $1.text }
    }

    /// Adds a run at the right end; runs of one look are joined.
    public mutating func append(_ span: Span) {
        let text = DisplayText.line(span.text)
        guard !text.isEmpty else { return }
        width &+= CellWidth.of(text)
        if let last = storage.indices.last, storage[last].looksLike(span) {
            storage[last].text += text
        } else {
            storage.append(Span(text, span.role, span.attributes))
        }
    }

    public mutating func append(_ text: String, _ role: Role = .text, _ attributes: Attributes = []) {
        append(Span(text, role, attributes))
    }

    public mutating func append(_ line: StyledLine) {
        width &+= line.width
        storage += line.storage
    }

    public func appending(_ span: Span) -> StyledLine {
        var line = self
        line.append(span)
        return line
    }

    public func appending(_ text: String, _ role: Role = .text, _ attributes: Attributes = []) -> StyledLine {
        appending(Span(text, role, attributes))
    }

    public func appending(_ other: StyledLine) -> StyledLine {
        var line = self
        line.append(other)
        return line
    }

    /// The line filled with blanks up to `columns`; a line as wide or wider comes back as it is.
    public func padded(to columns: Int, _ role: Role = .text) -> StyledLine {
        columns > width ? appending(Span(String(repeating: " ", count: columns &- width), role)) : self
    }
}
