import CCMark
import Synchronization

/// A parsed piece of Markdown; the nodes live as long as the tree.
final class MarkdownTree {
    let root: MarkdownNode

    /// The bytes that were parsed, and where their lines begin.
    let source: SourceLines

    /// cmark keeps the special characters of its extensions in a table shared by all parsers, so only one may run at a time.
    private static let parsing = Mutex<Void>(())

    private static let extensions: [String] = {
        cmark_gfm_core_extensions_ensure_registered()
        return ["table", "strikethrough", "autolink", "tasklist"]
    }()

    /// A single tilde is a home folder more often than a strike.
    private static let options = CMARK_OPT_DEFAULT | CMARK_OPT_STRIKETHROUGH_DOUBLE_TILDE

    /// Parses GitHub's Markdown.
    ///
    /// Nil only when memory is short.
    init?(_ bytes: [UInt8]) {
        let document = MarkdownTree.parsing.withLock { _ in MarkdownNodePointer(MarkdownTree.parse(bytes)) }.pointer
        guard let document else { return nil }
        root = MarkdownNode(pointer: document)
        source = SourceLines(bytes)
    }

    deinit {
        cmark_node_free(root.pointer)
    }

    private struct MarkdownNodePointer: @unchecked Sendable {
        let pointer: OpaquePointer?

        init(_ pointer: OpaquePointer?) {
            self.pointer = pointer
        }
    }

    private static func parse(_ bytes: [UInt8]) -> OpaquePointer? {
        let names = extensions
        guard let parser = cmark_parser_new(options) else { return nil }
        defer { cmark_parser_free(parser) }
        for name in names {
            if let found = cmark_find_syntax_extension(name) { cmark_parser_attach_syntax_extension(parser, found) }
        }
        bytes.withUnsafeBufferPointer { buffer in
            buffer.withMemoryRebound(to: CChar.self) { cmark_parser_feed(parser, $0.baseAddress, $0.count) }
        }
        return cmark_parser_finish(parser)
    }
}

/// The lines of a buffer, for asking what stands between blocks.
struct SourceLines {
    let bytes: [UInt8]
    private let starts: [Int]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var starts = [0]
        bytes.withUnsafeBufferPointer { buffer in
            for index in buffer.indices where buffer[index] == 0x0A { starts.append(index &+ 1) }
        }
        self.starts = starts
    }

    /// The offset at which a line begins; lines count from 1.
    func offset(ofLine line: Int) -> Int {
        line <= 1 ? 0 : line <= starts.count ? starts[line &- 1] : bytes.count
    }

    /// Whether a line holds nothing but blanks and quote marks.
    func isBlank(line: Int) -> Bool {
        guard line >= 1, line <= starts.count else { return false }
        return bytes[offset(ofLine: line)..<offset(ofLine: line &+ 1)].allSatisfy {
            $0 == 0x20 || $0 == 0x0A || $0 == 0x09 || $0 == 0x3E
        }
    }
}
