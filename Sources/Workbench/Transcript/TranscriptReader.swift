import Events
import TerminalKit

/// A line of the transcript: which block, and which of its lines (empty lines before the block count).
struct TranscriptPosition: Equatable {
    var block: Int
    var line: Int
}

/// Reads the transcript of a run as lines at one width.
///
/// Costs what is looked at, never what there is.
struct TranscriptReader {
    let model: RunModel
    let width: Int
    let folds: [Int: Bool]
    let expanded: Set<Int>
    let glyphs: Glyphs
    /// Time since the run began, for running cards.
    let microseconds: Int64
    let cache: LayoutCache
    /// What the model is doing in the newest round.
    var pulse: ModelPulse?

    // MARK: Which blocks are seen

    func isFolded(round: Int) -> Bool {
        if let choice = folds[round] { return choice }
        guard model.rounds.indices.contains(round) else { return false }
        let state = model.rounds[round]
        if state.stage?.name == .summarizer, model.isNewest(round) { return false }
        return round + 1 < model.rounds.count && state.outcome != nil && !state.failed
    }

    private func isHeader(_ block: Int) -> Bool {
        if case .roundHeader = model.blocks[block].kind { return true }
        return false
    }

    func next(after block: Int) -> Int? {
        var index = block + 1
        if model.blocks.indices.contains(block), let round = model.blocks[block].round, isHeader(block), isFolded(round: round) {
            index = model.rounds[round].endBlock
        }
        return index < model.blocks.count ? index : nil
    }

    func previous(before block: Int) -> Int? {
        let index = block - 1
        guard index >= 0, model.blocks.indices.contains(index) else { return nil }
        if let round = model.blocks[index].round, isFolded(round: round) { return model.rounds[round].firstBlock }
        return index
    }

    /// The block itself, or the header that stands for it when its round is folded.
    func visible(_ block: Int) -> Int {
        let index = min(max(0, block), max(0, model.blocks.count - 1))
        guard model.blocks.indices.contains(index), let round = model.blocks[index].round, isFolded(round: round) else { return index }
        return model.rounds[round].firstBlock
    }

    // MARK: Lines

    /// Empty lines before a block: one between things of different kinds, none between cards, never two.
    private func gap(before block: Int) -> Int {
        guard let previous = previous(before: block) else { return 0 }
        let mine = model.blocks[block]
        let other = model.blocks[previous]
        switch mine.kind {
        case .roundHeader:
            if case .roundHeader(let round) = other.kind, isFolded(round: round) { return 0 }
            return 1
        case .circles, .contextAdded, .review, .compacted, .restored, .backgroundEnded, .hook, .limits, .purpose, .nowAsks, .cacheBreak,
            .sentBack, .willGoOn, .agent, .plan, .planRepaired, .step, .stageFault, .question,
            .answerOfPerson, .fault:
            // Between rounds they stand apart from what is before.
            if mine.round == nil, other.round != nil || isOpening(other) { return 1 }
            if case .answer = other.kind { return 1 }
            return 0
        case .reasoning, .tool, .modelFault:
            if case .roundHeader = other.kind { return 0 }
            if case .answer = other.kind { return 1 }
            if case .reasoning = mine.kind, case .tool = other.kind { return 1 }
            if case .reasoning = mine.kind, other.isNote { return 1 }
            return 0
        case .answer:
            if case .roundHeader = other.kind { return 0 }
            return 1
        default: return 1
        }
    }

    /// True for what the person said to the run: it stands by itself.
    private func isOpening(_ block: Block) -> Bool {
        switch block.kind {
        case .prompt, .loopHeader, .message, .modeChanged: true
        default: false
        }
    }

    private func layout(_ block: Int) -> BlockLayout {
        let value = model.blocks[block]
        var seconds = 0
        if let start = value.countsFrom { seconds = Int(max(0, microseconds &- start) / 1_000_000) }
        var folded = false
        var activity: StatusLook?
        if case .roundHeader(let round) = value.kind {
            folded = isFolded(round: round)
            if let pulse, round == model.rounds.count - 1, model.rounds[round].outcome == nil {
                activity = glyphs.mark(pulse)
                activity?.word = glyphs.words(pulse, isCalm: true)
            }
        }
        let key = LayoutKey(
            version: value.version, width: width, expanded: expanded.contains(block), seconds: seconds, folded: folded, activity: activity)
        return cache.layout(block, key: key) { old in
            BlockRenderer(model: model, width: width, glyphs: glyphs, key: key).layout(value, growing: old)
        }
    }

    /// Lines of a block with the empty lines before it, 1 or more.
    func height(_ block: Int) -> Int { max(1, gap(before: block) + layout(block).count) }

    func line(_ position: TranscriptPosition) -> StyledLine {
        guard model.blocks.indices.contains(position.block) else { return StyledLine() }
        let gap = gap(before: position.block)
        if position.line < gap { return StyledLine() }
        let line = layout(position.block).line(position.line - gap)
        if case .answer = model.blocks[position.block].kind { return TranscriptReader.answerIndent.appending(line) }
        return line
    }

    /// Answers stand as deep as the cards of their round.
    static let answerIndent = StyledLine("  ")

    /// The first line of a block that is not empty.
    func start(of block: Int) -> TranscriptPosition { TranscriptPosition(block: block, line: gap(before: block)) }

    // MARK: Moving

    var last: TranscriptPosition {
        guard !model.blocks.isEmpty else { return TranscriptPosition(block: 0, line: 0) }
        let block = visible(model.blocks.count - 1)
        return TranscriptPosition(block: block, line: max(0, height(block) - 1))
    }

    /// Puts a position that may be stale (folded away, another width) back on a line that exists.
    func settled(_ position: TranscriptPosition) -> TranscriptPosition {
        guard !model.blocks.isEmpty else { return TranscriptPosition(block: 0, line: 0) }
        let block = visible(position.block)
        let line = block == position.block ? position.line : 0
        return TranscriptPosition(block: block, line: min(max(0, line), max(0, height(block) - 1)))
    }

    /// Moves by lines, down when positive, stopping at the ends.
    ///
    /// Costs the blocks passed over.
    func moved(_ position: TranscriptPosition, by lines: Int) -> TranscriptPosition {
        guard !model.blocks.isEmpty else { return position }
        var place = settled(position)
        var rest = lines
        while rest > 0 {
            let left = height(place.block) - 1 - place.line
            if rest <= left { return TranscriptPosition(block: place.block, line: place.line + rest) }
            guard let next = next(after: place.block) else { return last }
            rest -= left + 1
            place = TranscriptPosition(block: next, line: 0)
        }
        while rest < 0 {
            if -rest <= place.line { return TranscriptPosition(block: place.block, line: place.line + rest) }
            guard let previous = previous(before: place.block) else { return TranscriptPosition(block: place.block, line: 0) }
            rest += place.line + 1
            place = TranscriptPosition(block: previous, line: max(0, height(previous) - 1))
        }
        return place
    }

    /// True when `first` comes before `second`.
    func isBefore(_ first: TranscriptPosition, _ second: TranscriptPosition) -> Bool {
        first.block != second.block ? first.block < second.block : first.line < second.line
    }

    /// The positions of `height` lines from `top` on.
    func window(from top: TranscriptPosition, height: Int) -> [TranscriptPosition] {
        guard !model.blocks.isEmpty, height > 0 else { return [] }
        var rows: [TranscriptPosition] = []
        var place = settled(top)
        while rows.count < height {
            let count = self.height(place.block)
            while place.line < count, rows.count < height {
                rows.append(place)
                place.line += 1
            }
            guard rows.count < height, let next = next(after: place.block) else { break }
            place = TranscriptPosition(block: next, line: 0)
        }
        return rows
    }

    /// The top line when the end of the transcript is at the bottom of a window of `height` lines.
    func topWhenFollowing(height: Int) -> TranscriptPosition { moved(last, by: -(max(1, height) - 1)) }
}
