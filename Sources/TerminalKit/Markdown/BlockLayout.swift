/// Lays out parsed blocks: each block's lines have no empty line at either end.
struct BlockLayout {
    private static let deepestIndent = 8
    private static let deepestBlock = 48
    private static let narrowestColumn = 4

    let source: SourceLines
    var role = Role.text
    var depth = 0

    func lines(of node: MarkdownNode, width: Int) -> [StyledLine] {
        guard depth < BlockLayout.deepestBlock else { return flat(node, width) }
        switch node.kind {
        case .paragraph:
            return Wrap.lines(InlineLayout.spans(of: node, role: role), width: width)
        case .heading:
            return Wrap.lines(InlineLayout.spans(of: node, role: .heading, attributes: .bold), width: width)
        case .codeBlock:
            return CodeBlockLayout.lines(node.literal, language: node.language, width: width)
        case .html:
            return Wrap.lines(trimmed(node.literal), role: role, width: width)
        case .quote:
            return quote(node, width)
        case .list:
            return list(node, width)
        case .table:
            return TableLayout(node, role: role).lines(width: width)
        case .rule:
            return [StyledLine(String(repeating: "─", count: max(1, width)), .border)]
        default:
            return Wrap.lines(InlineLayout.spans(of: node, role: role), width: width)
        }
    }

    /// One list item with its mark; later lines hang under its text.
    func item(_ node: MarkdownNode, number: Int?, width: Int) -> [StyledLine] {
        var mark = StyledLine(number.map { "\($0). " } ?? "• ", .accent)
        if node.kind == .task { mark = node.isChecked ? StyledLine("✓ ", .statusOk) : StyledLine("○ ", .dim) }
        let hang = StyledLine(String(repeating: " ", count: mark.width))
        let room = width &- mark.width
        guard depth < BlockLayout.deepestIndent, room >= BlockLayout.narrowestColumn else {
            return below.siblings(node.children, width: width)
        }
        let lines = below.siblings(node.children, width: room)
        guard !lines.isEmpty else { return [mark] }
        return lines.enumerated().map { index, line in
            index == 0 ? mark.appending(line) : line.isEmpty ? line : hang.appending(line)
        }
    }

    private var below: BlockLayout {
        BlockLayout(source: source, role: role, depth: depth &+ 1)
    }

    private func list(_ node: MarkdownNode, _ width: Int) -> [StyledLine] {
        var lines: [StyledLine] = []
        var number = node.isOrdered ? node.firstNumber : nil
        for child in node.children {
            if !lines.isEmpty, source.isBlank(line: child.startLine &- 1) { lines.append(StyledLine()) }
            lines += item(child, number: number, width: width)
            number = number.map { $0 &+ 1 }
        }
        return lines
    }

    /// Blocks inside a list item, apart only where the source has them apart.
    private func siblings(_ nodes: NodeChildren, width: Int) -> [StyledLine] {
        var lines: [StyledLine] = []
        for node in nodes {
            let block = self.lines(of: node, width: width)
            if !lines.isEmpty, !block.isEmpty, source.isBlank(line: node.startLine &- 1) { lines.append(StyledLine()) }
            lines += block
        }
        return lines
    }

    private func quote(_ node: MarkdownNode, _ width: Int) -> [StyledLine] {
        let mark = StyledLine("▎ ", .quote)
        let bare = StyledLine("▎", .quote)
        let fits = depth < BlockLayout.deepestIndent && width &- mark.width >= BlockLayout.narrowestColumn
        var inner = below
        inner.role = .quote
        var lines: [StyledLine] = []
        for child in node.children {
            let block = inner.lines(of: child, width: fits ? width &- mark.width : width)
            if !lines.isEmpty, !block.isEmpty { lines.append(StyledLine()) }
            lines += block
        }
        guard fits else { return lines }
        return lines.map { $0.isEmpty ? bare : mark.appending($0) }
    }

    /// The text below a node that is nested too deep to be worth a shape.
    private func flat(_ node: MarkdownNode, _ width: Int) -> [StyledLine] {
        Wrap.lines(InlineLayout.spans(of: node, role: role), width: width)
    }

    private func trimmed(_ text: String) -> String {
        var text = text[...]
        while text.last == "\n" { text.removeLast() }
        return String(text)
    }
}
