/// Lays out code line by line: highlighted, two columns in, cut at the right edge.
struct CodeBlockLayout: Sendable {
    /// Lines longer than this many bytes are shown plain, in pieces of this size.
    static let longestHighlightedBytes = 8192

    private static let indent = StyledLine("  ", .code)
    private let width: Int
    private var highlighter: CodeHighlighter
    /// Empty lines seen and not shown yet: those at either end never are.
    private var heldBlanks = 0
    private var hasShown = false

    init(language: String, width: Int) {
        self.width = width
        highlighter = CodeHighlighter(language: language)
    }

    /// A whole block at once.
    static func lines(_ code: String, language: String, width: Int) -> [StyledLine] {
        var layout = CodeBlockLayout(language: language, width: width)
        var lines: [StyledLine] = []
        var rest = Array(code.utf8)[...]
        while !rest.isEmpty {
            let end = rest.firstIndex(of: 0x0A) ?? rest.endIndex
            layout.add(rest[rest.startIndex..<end], to: &lines)
            rest = rest[min(end &+ 1, rest.endIndex)...]
        }
        return lines
    }

    /// Adds the next line of code.
    mutating func add(_ bytes: ArraySlice<UInt8>, to lines: inout [StyledLine]) {
        guard bytes.count <= CodeBlockLayout.longestHighlightedBytes else {
            for piece in LinePieces(bytes) { addPiece(piece, to: &lines) }
            return
        }
        guard bytes.contains(where: { $0 != 0x20 && $0 != 0x09 }) else {
            if hasShown { heldBlanks &+= 1 }
            return
        }
        showBlanks(&lines)
        lines += cut(highlighter.spans(String(decoding: bytes, as: UTF8.self)))
    }

    /// Adds a piece of an overlong line.
    mutating func addPiece(_ piece: String, to lines: inout [StyledLine]) {
        showBlanks(&lines)
        lines += cut([Span(piece, .code)])
    }

    private mutating func showBlanks(_ lines: inout [StyledLine]) {
        for _ in 0..<heldBlanks { lines.append(StyledLine()) }
        heldBlanks = 0
        hasShown = true
    }

    private func cut(_ spans: [Span]) -> [StyledLine] {
        Wrap.hard(spans, width: width, firstIndent: CodeBlockLayout.indent, nextIndent: CodeBlockLayout.indent)
    }
}

/// An overlong line in pieces of a fixed size, cut between scalars.
struct LinePieces: Sequence, IteratorProtocol {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) {
        rest = bytes
    }

    mutating func next() -> String? {
        guard !rest.isEmpty else { return nil }
        let end = LinePieces.firstPieceEnd(rest) ?? rest.endIndex
        defer { rest = rest[end...] }
        return String(decoding: rest[rest.startIndex..<end], as: UTF8.self)
    }

    /// Where the first full piece ends, or nil when what is there does not fill one yet.
    static func firstPieceEnd(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard bytes.count > CodeBlockLayout.longestHighlightedBytes else { return nil }
        var end = bytes.startIndex &+ CodeBlockLayout.longestHighlightedBytes
        while end > bytes.startIndex &+ 1, bytes[end] & 0xC0 == 0x80 { end &-= 1 }
        return end
    }
}
