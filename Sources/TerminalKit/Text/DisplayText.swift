/// Makes text safe to draw: what is left has the same width in every terminal and hides nothing.
///
/// Copying and exporting use the original text; this is for the screen, once, when text is laid out.
public enum DisplayText {
    /// The text as it is drawn, line feeds and tabs kept for layout.
    ///
    /// Clean ASCII comes back untouched, at about a nanosecond a byte.
    ///
    /// Variation selectors, skin tones, zero-width and bidi controls, tags and soft hyphens go; a sequence joined by U+200D shows its first
    /// emoji; a keycap shows its digit; a cell keeps at most two marks, composed where that is cheap; a mark without a base gets a dotted
    /// circle; unassigned scalars become U+FFFD and control characters their pictures. Doing it twice changes nothing.
    public static func conservative(_ text: String) -> String {
        let clean = text.utf8.withContiguousStorageIfAvailable { isPlain($0, lineBreaks: true) } ?? false
        return clean ? text : DisplayFilter.filtered(text, oneLine: false)
    }

    /// The same for text that must stay on one line: line feeds become `⏎`, tabs one blank.
    public static func line(_ text: String) -> String {
        let clean = text.utf8.withContiguousStorageIfAvailable { isPlain($0, lineBreaks: false) } ?? false
        return clean ? text : DisplayFilter.filtered(text, oneLine: true)
    }

    static func isPlain(_ bytes: UnsafeBufferPointer<UInt8>, lineBreaks: Bool) -> Bool {
        for byte in bytes where byte &- 0x20 >= 0x5F {
            guard lineBreaks, byte == 0x0A || byte == 0x09 else { return false }
        }
        return true
    }
}
