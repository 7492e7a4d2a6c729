extension StyledLine {
    /// The line cut to at most `columns`, by default with `…` as the last column when something was cut.
    ///
    /// A wide character that would straddle the edge goes; the result may then be one column narrower. Zero columns give an empty line.
    public func clipped(to columns: Int, ellipsis: Bool = true) -> StyledLine {
        guard width > columns else { return self }
        guard columns > 0 else { return StyledLine() }
        let room = ellipsis ? columns &- 1 : columns
        var kept: [Span] = []
        var used = 0
        for span in spans {
            let (text, columns) = StyledLine.prefix(of: span.text, columns: room &- used)
            if !text.isEmpty { kept.append(Span(text, span.role, span.attributes)) }
            used &+= columns
            if text.utf8.count < span.text.utf8.count {
                let mark = ellipsis ? Span("…", span.role, span.attributes) : nil
                return StyledLine.joining(kept, used, mark)
            }
        }
        return StyledLine(measured: kept, width: used)
    }

    private static func joining(_ spans: [Span], _ width: Int, _ mark: Span?) -> StyledLine {
        guard let mark else { return StyledLine(measured: spans, width: width) }
        var spans = spans
        if let last = spans.indices.last, spans[last].looksLike(mark) {
            spans[last].text += mark.text
        } else {
            spans.append(mark)
        }
        return StyledLine(measured: spans, width: width &+ 1)
    }

    /// The longest prefix that fits, whole marks included.
    static func prefix(of text: String, columns room: Int) -> (String, Int) {
        var used = 0
        var end = text.unicodeScalars.startIndex
        for index in text.unicodeScalars.indices {
            let width = CellWidth.of(text.unicodeScalars[index])
            if used &+ width > room { return (String(text[..<index]), used) }
            used &+= width
            end = text.unicodeScalars.index(after: index)
        }
        return (String(text[..<end]), used)
    }
}
