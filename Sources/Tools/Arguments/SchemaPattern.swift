internal import CPCRE2

/// A regular expression of a schema, read as JavaScript would where PCRE2 can, with limits that no text gets it past.
///
/// Used on one thread at a time.
final class SchemaPattern {
    /// So many places are tried before it is asked whether to go on.
    private static let stretch = 256
    private static let stepLimit: UInt32 = 20_000

    private let compiled: CompiledPattern

    /// Nil when the pattern is wrong or longer than 4096 bytes: the schema is at fault then, and not the value.
    init?(_ pattern: String) {
        guard pattern.utf8.count <= CompiledPattern.byteLimit else { return nil }
        let options =
            PCRE2_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_ALT_BSUX | PCRE2_ALLOW_EMPTY_CLASS | PCRE2_MATCH_UNSET_BACKREF
            | PCRE2_NEVER_BACKSLASH_C | PCRE2_USE_OFFSET_LIMIT
        var number: Int32 = 0
        var place = 0
        let bytes = Array(pattern.utf8)
        guard let code = pcre2_compile_8(bytes, bytes.count, options, &number, &place, nil) else { return nil }
        guard let compiled = CompiledPattern(code, stepLimit: Self.stepLimit) else { return nil }
        self.compiled = compiled
    }

    /// Whether it is found anywhere in the text; nil when that would take too long.
    func isFound(in text: String, goOn: () -> Bool) -> Bool? {
        var text = text
        return text.withUTF8 { bytes in
            var start = 0
            while start <= bytes.count {
                guard goOn() else { return nil }
                var end = min(start + Self.stretch, bytes.count)
                while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
                // A Swift string is valid UTF-8, and every stretch begins at a scalar.
                let count = compiled.match(bytes, from: start, through: end, options: PCRE2_NO_UTF_CHECK)
                if count >= 0 { return true }
                guard count == PCRE2_ERROR_NOMATCH else { return nil }
                guard end < bytes.count else { return false }
                start = end
            }
            return false
        }
    }
}
