import TerminalKit

/// The lines of one block at one width.
enum BlockLayout {
    case fixed([StyledLine])
    case flow(LineFlow)
    case markdown(MarkdownLayout, consumedBytes: Int)

    var count: Int {
        switch self {
        case .fixed(let lines): lines.count
        case .flow(let flow): flow.count
        case .markdown(let layout, _): layout.lineCount
        }
    }

    func line(_ index: Int) -> StyledLine {
        switch self {
        case .fixed(let lines): lines.indices.contains(index) ? lines[index] : StyledLine()
        case .flow(let flow): flow.line(index)
        case .markdown(let layout, _): layout.line(at: index)
        }
    }
}

/// What the layout of a block depends on besides the block itself.
struct LayoutKey: Equatable {
    var version: Int
    var width: Int
    var expanded: Bool
    /// Whole seconds a running card has run, else 0.
    var seconds: Int
    var folded: Bool
    /// What the model is doing, for the header of the newest round.
    var activity: StatusLook?
}

/// Remembers the lines of blocks that were shown, so that a frame costs only what changed.
///
/// At most `capacity` blocks are kept.
final class LayoutCache {
    private struct Entry {
        var key: LayoutKey
        var layout: BlockLayout
        var used: Int
    }

    private var entries: [Int: Entry] = [:]
    private var clock = 0
    private let capacity = 600

    /// Layouts kept now.
    var count: Int { entries.count }

    /// Forgets everything: another run, another set of glyphs.
    func clear() { entries.removeAll() }

    func layout(_ block: Int, key: LayoutKey, make: (BlockLayout?) -> BlockLayout) -> BlockLayout {
        clock += 1
        if var entry = entries[block] {
            entry.used = clock
            if entry.key != key {
                // Only the version moved: text that grows goes on from where it was.
                let grows = entry.key.width == key.width
                entries[block] = nil
                entry.layout = make(grows ? entry.layout : nil)
                entry.key = key
            }
            entries[block] = entry
            return entry.layout
        }
        let layout = make(nil)
        entries[block] = Entry(key: key, layout: layout, used: clock)
        if entries.count > capacity { shrink() }
        return layout
    }

    private func shrink() {
        let limit = clock - capacity / 2
        entries = entries.filter { $0.value.used > limit }
    }
}
