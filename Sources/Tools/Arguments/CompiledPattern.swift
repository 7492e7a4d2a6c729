internal import CPCRE2

/// What PCRE2 keeps of one compiled pattern, with limits that no text gets it past.
///
/// Used on one thread at a time.
final class CompiledPattern {
    /// Longer patterns are not compiled.
    static let byteLimit = 4096

    private let code: OpaquePointer
    /// Where the newest match is.
    let data: OpaquePointer
    private let context: OpaquePointer

    /// Takes over `code`; nil when there is no memory, and the code is freed then.
    init?(_ code: OpaquePointer, stepLimit: UInt32) {
        guard let data = pcre2_match_data_create_8(1, nil) else {
            pcre2_code_free_8(code)
            return nil
        }
        guard let context = pcre2_match_context_create_8(nil) else {
            pcre2_match_data_free_8(data)
            pcre2_code_free_8(code)
            return nil
        }
        pcre2_set_match_limit_8(context, stepLimit)
        pcre2_set_heap_limit_8(context, 16_384)
        self.code = code
        self.data = data
        self.context = context
    }

    deinit {
        pcre2_match_data_free_8(data)
        pcre2_match_context_free_8(context)
        pcre2_code_free_8(code)
    }

    /// The first match that begins in `start...end`: PCRE2's count, or its error.
    func match(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, through end: Int, options: UInt32 = 0) -> Int32 {
        pcre2_set_offset_limit_8(context, end)
        return pcre2_match_8(code, bytes.baseAddress, bytes.count, start, options, data, context)
    }
}
