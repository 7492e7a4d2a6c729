internal import CPCRE2
internal import Events

/// A compiled regular expression (PCRE2) that can be stopped: no input makes one step of it long.
///
/// Used on one thread at a time.
final class LinePattern {
    enum Answer: Equatable {
        case match(Range<Int>)
        case absent
        /// The pattern would have taken too many steps here.
        case gaveUp
    }

    /// So many positions are tried before the clock is looked at.
    static let stretch = 256
    static let stepLimit: UInt32 = 50_000

    private let compiled: CompiledPattern

    init(_ pattern: String, ignoringCase: Bool) throws(ToolsError) {
        guard pattern.utf8.count <= CompiledPattern.byteLimit else {
            throw ToolsError(.invalidPattern, "the pattern is longer than \(CompiledPattern.byteLimit) bytes; search for less")
        }
        var options = PCRE2_MULTILINE | PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C | PCRE2_USE_OFFSET_LIMIT
        if ignoringCase { options |= PCRE2_CASELESS }
        var number: Int32 = 0
        var place = 0
        let settings = pcre2_compile_context_create_8(nil)
        defer { pcre2_compile_context_free_8(settings) }
        pcre2_set_newline_8(settings, UInt32(PCRE2_NEWLINE_ANYCRLF))
        let bytes = Array(pattern.utf8)
        guard let code = pcre2_compile_8(bytes, bytes.count, options, &number, &place, settings) else {
            throw ToolsError(
                .invalidPattern,
                "the pattern is wrong at byte \(place): \(Self.message(number)); correct it, or put \\ before special characters")
        }
        pcre2_jit_compile_8(code, UInt32(PCRE2_JIT_COMPLETE))
        guard let compiled = CompiledPattern(code, stepLimit: Self.stepLimit) else {
            throw ToolsError(.toolFailed, "there is no memory for the search; search again later")
        }
        self.compiled = compiled
    }

    /// The next match that begins at `start` or at one of the `stretch` bytes after it; nil when it is not there and more is to be tried.
    func step(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Answer? {
        guard start <= bytes.count else { return Answer.absent }
        let end = start + Self.stretch
        let count = compiled.match(bytes, from: start, through: end)
        switch count {
        case 0...:
            guard let range = pcre2_get_ovector_pointer_8(compiled.data) else { return .gaveUp }
            // \K can put the end before the beginning.
            return .match(range[0]..<max(range[0], range[1]))
        case PCRE2_ERROR_NOMATCH: return end >= bytes.count ? Answer.absent : nil
        default: return .gaveUp
        }
    }

    private static func message(_ number: Int32) -> String {
        var text = [UInt8](repeating: 0, count: 256)
        let count = pcre2_get_error_message_8(number, &text, text.count)
        return count > 0 ? String(decoding: text.prefix(Int(count)), as: UTF8.self) : "error \(number)"
    }
}
