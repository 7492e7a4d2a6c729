/// Lays out Markdown as it grows: finished top-level blocks once, the open one again at each reading.
///
/// Every choice hangs on the text alone and never on where it was cut, so that the lines at the end are the same however it came.
/// A closed block cannot be changed by later lines; only links through definitions reach back, and they are settled at the end.
struct BlockStream: Sendable {
    /// A block longer than this many bytes is shown as plain text.
    static let longestBlockBytes = 65536

    private enum Mode: Sendable {
        case blocks
        case fence(Fence, CodeBlockLayout, hasGap: Bool)
        /// Plain text up to the first empty line from `until` on.
        case plain(until: Int, owesGap: Bool)
    }

    /// What is known of the list item the open region begins with.
    private struct OpenItem: Sendable {
        var number: Int?
        var hasGap: Bool
    }

    /// A table whose first rows are laid out for good: what its next rows need to be read and placed.
    private struct OpenTable: Sendable {
        var header: [UInt8]
        var shape: TableLayout.Shape
    }

    let width: Int
    private(set) var stable: [StyledLine] = []
    private(set) var tail: [StyledLine] = []
    private let definitions: [UInt8]
    private var mode = Mode.blocks
    private var openItem: OpenItem?
    private var openTable: OpenTable?
    /// Where the open region begins in the source.
    private var start = 0
    /// Up to where lines were looked at.
    private var scanned = 0
    /// Up to where closed blocks were last sought.
    private var settled = 0
    private var isInLongLine = false

    /// - Parameter definitions: Lines of link definitions that hold for the whole text.
    init(width: Int, definitions: [UInt8] = []) {
        self.width = max(1, width)
        self.definitions = definitions.isEmpty ? [] : definitions + [0x0A]
    }

    /// Takes in whatever was added to the source.
    mutating func update(_ source: [UInt8], isFinal: Bool) {
        tail = []
        while advance(source) {}
        switch mode {
        case .blocks: layOutOpenBlocks(source, isFinal)
        case .fence(_, var code, let hasGap): layOutOpenLine(source, &code, hasGap, isFinal)
        case .plain(_, let owesGap): layOutOpenPlain(source, owesGap)
        }
        if isFinal {
            stable += tail
            tail = []
            start = source.count
        }
    }
}

// MARK: - Line by line

extension BlockStream {
    /// Takes one step over complete lines; false when there is nothing more to do without parsing what is open.
    private mutating func advance(_ source: [UInt8]) -> Bool {
        switch mode {
        case .blocks: return findOverlongBlock(source)
        case .fence(let fence, let code, let hasGap): return takeCodeLine(source, fence, code, hasGap)
        case .plain(let until, let owesGap): return takePlainLine(source, until, owesGap)
        }
    }

    /// Looks for the first line at which the open region is longer than a block may be.
    private mutating func findOverlongBlock(_ source: [UInt8]) -> Bool {
        if openTable == nil { skipEmptyLines(source) }
        scanned = max(scanned, start)
        while true {
            let end = source[scanned...].firstIndex(of: 0x0A)
            let next = end.map { $0 &+ 1 } ?? source.count
            if next &- scanned > BlockStream.longestBlockBytes {
                settle(source, upTo: scanned, all: false)
                if case .fence = mode { return true }
                settle(source, upTo: scanned, all: true)
                mode = .plain(until: start, owesGap: true)
                return true
            }
            guard end != nil else { return false }
            if next &- start > BlockStream.longestBlockBytes {
                settle(source, upTo: next, all: false)
                if case .fence = mode { return true }
                if next &- start > BlockStream.longestBlockBytes {
                    openItem = nil
                    openTable = nil
                    mode = .plain(until: next, owesGap: true)
                    return true
                }
            }
            scanned = next
        }
    }

    private mutating func takeCodeLine(_ source: [UInt8], _ fence: Fence, _ code: CodeBlockLayout, _ hasGap: Bool) -> Bool {
        var code = code
        var shown: [StyledLine] = []
        let end = source[start...].firstIndex(of: 0x0A)
        let line = source[start..<(end ?? source.count)]
        if isInLongLine || end == nil {
            guard let cut = LinePieces.firstPieceEnd(isInLongLine ? line : fence.body(line)) ?? (isInLongLine ? end : nil) else {
                return false
            }
            if !isInLongLine, fence.isClosed(by: line) { return false }
            let piece = isInLongLine ? line : fence.body(line)
            code.addPiece(String(decoding: piece[piece.startIndex..<cut], as: UTF8.self), to: &shown)
            isInLongLine = cut != end
            // A body may have lost a tab, so that its places are not the source's; what is left of both is the same.
            start = cut == end ? cut &+ 1 : line.endIndex &- (piece.endIndex &- cut)
        } else {
            start = line.endIndex &+ 1
            if fence.isClosed(by: line) {
                mode = .blocks
                settled = start
                return true
            }
            code.add(fence.body(line), to: &shown)
        }
        if !shown.isEmpty, !hasGap { addGap() }
        stable += shown
        mode = .fence(fence, code, hasGap: hasGap || !shown.isEmpty)
        return true
    }

    private mutating func takePlainLine(_ source: [UInt8], _ until: Int, _ owesGap: Bool) -> Bool {
        let end = source[start...].firstIndex(of: 0x0A)
        let line = source[start..<(end ?? source.count)]
        guard let cut = LinePieces.firstPieceEnd(line) ?? end else { return false }
        let isBlank = !isInLongLine && cut == end && line.allSatisfy { $0 == 0x20 || $0 == 0x09 }
        if isBlank, start >= until {
            mode = .blocks
            settled = cut
        } else {
            if owesGap, !isBlank { addGap() }
            if !isBlank { stable += plain(source[start..<cut]) }
            mode = .plain(until: until, owesGap: isBlank)
        }
        isInLongLine = cut != end
        start = cut == end ? cut &+ 1 : cut
        return true
    }

    private mutating func layOutOpenPlain(_ source: [UInt8], _ owesGap: Bool) {
        tail = plain(source[start...])
        if owesGap, !tail.isEmpty, !stable.isEmpty { tail.insert(StyledLine(), at: 0) }
    }

    /// Steps over empty lines before a block.
    private mutating func skipEmptyLines(_ source: [UInt8]) {
        var index = start
        while index < source.count, source[index] == 0x0A || source[index] == 0x20 || source[index] == 0x09 {
            index &+= 1
            if source[index &- 1] == 0x0A { start = index }
        }
    }

    private func plain(_ bytes: ArraySlice<UInt8>) -> [StyledLine] {
        Wrap.lines(String(decoding: bytes, as: UTF8.self), width: width)
    }

    private mutating func addGap() {
        if !stable.isEmpty { stable.append(StyledLine()) }
    }
}

// MARK: - Block by block

extension BlockStream {
    /// A top-level block, or an item of a top-level list.
    private struct Unit {
        var node: MarkdownNode
        var line: Int
        var isItem = false
        var number: Int?
        /// For what goes on with a list or table that is already there: whether apart from it.
        var innerGap: Bool?
        /// For a table that goes on: the shape it has.
        var shape: TableLayout.Shape?
    }

    /// What is parsed before the open region without being part of it.
    private var prefix: [UInt8] {
        openTable.map { definitions + $0.header } ?? definitions
    }

    private func tree(_ source: [UInt8], upTo end: Int) -> MarkdownTree? {
        MarkdownTree(prefix + source[start..<end])
    }

    private func units(of tree: MarkdownTree) -> [Unit] {
        let firstLine = definitions.isEmpty ? 1 : definitions.count { $0 == 0x0A } &+ 1
        var units: [Unit] = []
        for node in tree.root.children where node.startLine >= firstLine {
            guard node.kind == .list else {
                let shape = units.isEmpty ? openTable?.shape : nil
                units.append(Unit(node: node, line: node.startLine, innerGap: shape == nil ? nil : false, shape: shape))
                continue
            }
            let open = units.isEmpty ? openItem : nil
            var number = node.isOrdered ? open?.number ?? node.firstNumber : nil
            for (index, item) in node.children.enumerated() {
                let gap = index == 0 ? open?.hasGap : tree.source.isBlank(line: item.startLine &- 1)
                units.append(Unit(node: item, line: item.startLine, isItem: true, number: number, innerGap: gap))
                number = number.map { $0 &+ 1 }
            }
        }
        return units
    }

    /// Static, because a method that reads `self` would make the lines it adds to be copied first.
    private static func append(_ unit: Unit, of tree: MarkdownTree, to lines: inout [StyledLine], afterOthers: Bool, width: Int) {
        let layout = BlockLayout(source: tree.source)
        let block =
            if let shape = unit.shape {
                TableLayout(unit.node, role: .text).lines(width: width, goingOnAs: shape)
            } else {
                unit.isItem ? layout.item(unit.node, number: unit.number, width: width) : layout.lines(of: unit.node, width: width)
            }
        guard !block.isEmpty else { return }
        if afterOthers || !lines.isEmpty, unit.innerGap ?? true { lines.append(StyledLine()) }
        lines += block
    }

    /// Lays out for good what the complete lines up to `end` have closed, and opens a fence that stands last.
    private mutating func settle(_ source: [UInt8], upTo end: Int, all: Bool) {
        settled = end
        guard end > start, let tree = tree(source, upTo: end) else {
            if all { start = end }
            return
        }
        let units = units(of: tree)
        for unit in all ? units[...] : units.dropLast() {
            BlockStream.append(unit, of: tree, to: &stable, afterOthers: false, width: width)
        }
        if all {
            openItem = nil
            openTable = nil
            start = end
            return
        }
        guard let last = units.last else { return }
        let before = prefix.count
        if units.count > 1 {
            start &+= tree.source.offset(ofLine: last.line) &- before
            openItem = last.isItem ? last.innerGap.map { OpenItem(number: last.number, hasGap: $0) } : nil
            openTable = nil
        }
        if last.node.kind == .table { settleRows(of: last, tree, regionStart: tree.source.offset(ofLine: last.line), before, units.count) }
        if !last.isItem, last.node.kind == .codeBlock, last.node.isFenced { openFence(source) }
    }

    /// Lays out for good the rows of a table that is long enough to have its final shape.
    private mutating func settleRows(of unit: Unit, _ tree: MarkdownTree, regionStart: Int, _ before: Int, _ count: Int) {
        let layout = TableLayout(unit.node, role: .text)
        guard let lastRow = layout.lastRowLine, unit.shape != nil || layout.hasFinalShape else { return }
        let header: [UInt8]
        if let openTable {
            header = openTable.header
        } else {
            let lines = layout.headerLine
            header = Array(tree.source.bytes[tree.source.offset(ofLine: lines)..<tree.source.offset(ofLine: lines &+ 2)])
            guard TableLayout.isHeader(header, columns: layout.columnCount) else { return }
        }
        let shape = unit.shape ?? layout.shape(width: width)
        BlockStream.append(unit, of: tree, to: &stable, afterOthers: false, width: width)
        // The region begins after the prefix, or at the table when blocks before it were settled just now.
        start &+= tree.source.offset(ofLine: lastRow &+ 1) &- (count > 1 ? regionStart : before)
        openTable = OpenTable(header: header, shape: shape)
        openItem = nil
    }

    private mutating func openFence(_ source: [UInt8]) {
        guard let end = source[start...].firstIndex(of: 0x0A), let fence = Fence(opening: source[start..<end]) else { return }
        mode = .fence(fence, CodeBlockLayout(language: fence.language, width: width), hasGap: false)
        openItem = nil
        openTable = nil
        start = end &+ 1
        isInLongLine = false
    }

    private mutating func layOutOpenBlocks(_ source: [UInt8], _ isFinal: Bool) {
        guard start < source.count, let tree = tree(source, upTo: source.count) else { return }
        var units = units(of: tree)
        if !isFinal {
            let lastLineStart = source.lastIndex(of: 0x0A).map { $0 &+ 1 } ?? 0
            let shift = start &- prefix.count
            let offsets = units.map { tree.source.offset(ofLine: $0.line) &+ shift }
            let mayClose = offsets.count > 1 && offsets[1] < lastLineStart || units.last.map(BlockStream.mayCloseAlone) ?? false
            if mayClose, lastLineStart > settled, lastLineStart > start {
                let before = start
                settle(source, upTo: lastLineStart, all: false)
                if start != before {
                    // What is still open was parsed just now, unless it began otherwise than it looked.
                    guard case .blocks = mode, let first = offsets.firstIndex(of: start) else { return update(source, isFinal: false) }
                    units.removeFirst(first)
                }
            }
        }
        for unit in units { BlockStream.append(unit, of: tree, to: &tail, afterOthers: !stable.isEmpty, width: width) }
    }

    /// Whether parts of a block can be laid out for good while it is open.
    private static func mayCloseAlone(_ unit: Unit) -> Bool {
        switch unit.node.kind {
        case .codeBlock: true
        case .table: unit.shape != nil || TableLayout.hasFinalShape(unit.node)
        default: false
        }
    }

    private mutating func layOutOpenLine(_ source: [UInt8], _ code: inout CodeBlockLayout, _ hasGap: Bool, _ isFinal: Bool) {
        guard start < source.count, case .fence(let fence, _, _) = mode else { return }
        let line = source[start...]
        if isInLongLine {
            code.addPiece(String(decoding: line, as: UTF8.self), to: &tail)
        } else if !fence.isClosed(by: line) {
            code.add(fence.body(line), to: &tail)
        }
        if !tail.isEmpty, !hasGap, !stable.isEmpty { tail.insert(StyledLine(), at: 0) }
    }
}
