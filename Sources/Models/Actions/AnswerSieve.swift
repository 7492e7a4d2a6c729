/// Sorts the text of an answer while it comes: words go on at once, what may be an action is held back (003-06).
struct AnswerSieve {
    enum Piece: Equatable {
        case text([UInt8])
        case reasoning([UInt8])
    }

    /// All that came.
    private(set) var bytes: [UInt8] = []
    /// Bytes of the result that were shown before the answer was whole.
    var shownOfResult: Int { live.given }

    private var next = 0
    private var isThinking = false
    /// Space and wrapping that go on when words come after them.
    private var waiting: [UInt8] = []
    /// Where the first JSON begins.
    private(set) var heldFrom: Int?
    private var live = LiveResult()
    private var hasSpoken = false
    private var pieces: [Piece] = []

    /// Takes more of the answer; returns what can be shown.
    mutating func feed(_ text: String) -> [Piece] {
        bytes += text.utf8
        sort(isEnd: false)
        return exchange(&pieces, with: [])
    }

    /// The words before the action that begins at `start`, as far as they were not shown.
    mutating func finish(before start: Int) -> [Piece] {
        sort(isEnd: true)
        if let heldFrom, start > heldFrom, shownOfResult == 0 { speak(AnswerSieve.words(bytes[heldFrom..<start])) }
        return exchange(&pieces, with: [])
    }

    /// Everything that was not shown, for an answer without an action.
    mutating func finishWhole() -> [Piece] {
        sort(isEnd: true)
        guard shownOfResult == 0 else { return exchange(&pieces, with: []) }
        var rest = heldFrom.map { Array(bytes[$0...]) } ?? []
        if rest.isEmpty { rest = exchange(&waiting, with: []) }
        while let last = rest.last, AnswerToken.isSpace(last) { rest.removeLast() }
        if !rest.isEmpty { speak(rest[...]) }
        return exchange(&pieces, with: [])
    }

    private mutating func sort(isEnd: Bool) {
        while next < bytes.count {
            if let heldFrom {
                if bytes[heldFrom] == UInt8(ascii: "{") { showResult(live.feed(bytes[next...])) }
                next = bytes.count
                return
            }
            if isThinking, bytes[next] != UInt8(ascii: "<") {
                let end = bytes[next...].firstIndex(of: UInt8(ascii: "<")) ?? bytes.count
                think(end - next)
                continue
            }
            let token = AnswerToken.next(bytes, at: next, isEnd: isEnd)
            if token == .undecided { return }
            if isThinking { thinking(token) } else { speaking(token) }
        }
    }

    private mutating func thinking(_ token: AnswerToken) {
        switch token {
        case .thinkingBegins(let count): next += count
        case .thinkingEnds(let count):
            isThinking = false
            next += count
        case .prose(let count), .space(let count), .wrapping(let count): think(max(1, count))
        case .candidate, .undecided: think(1)
        }
    }

    private mutating func speaking(_ token: AnswerToken) {
        switch token {
        case .thinkingBegins(let count):
            isThinking = true
            next += count
        case .thinkingEnds(let count): next += count
        case .space(let count), .wrapping(let count):
            waiting += bytes[next..<next + count]
            next += count
        case .prose(let count):
            speak(bytes[next..<next + max(1, count)])
            next += max(1, count)
        case .candidate: heldFrom = next
        case .undecided: break
        }
    }

    private mutating func think(_ count: Int) {
        pieces.append(.reasoning(Array(bytes[next..<next + count])))
        next += count
    }

    private mutating func speak(_ words: ArraySlice<UInt8>) {
        var text = exchange(&waiting, with: [])
        if !hasSpoken { text = Array(text.drop { AnswerToken.isSpace($0) }) }
        hasSpoken = true
        pieces.append(.text(text + words))
    }

    private mutating func showResult(_ result: [UInt8]) {
        guard !result.isEmpty else { return }
        if live.given == result.count, hasSpoken { pieces.append(.text(Array("\n\n".utf8))) }
        pieces.append(.text(result))
    }

    /// The text without the space and the wrapping at its end.
    private static func words(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let all = Array(text)
        var (place, end) = (0, 0)
        while place < all.count {
            switch AnswerToken.next(all, at: place, isEnd: true) {
            case .space(let count), .wrapping(let count), .thinkingBegins(let count), .thinkingEnds(let count): place += count
            case .prose(let count):
                place += max(1, count)
                end = place
            case .candidate, .undecided:
                place += 1
                end = place
            }
        }
        return all[..<end]
    }
}
