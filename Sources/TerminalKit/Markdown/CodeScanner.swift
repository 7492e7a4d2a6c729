/// The tokens of one line of code.
struct CodeScanner {
    private let bytes: [UInt8]
    private let language: CodeLanguage
    private var index = 0
    private var plainStart = 0
    private(set) var open: (close: [UInt8], depth: Int, role: Role)?
    private(set) var spans: [Span] = []

    init(_ bytes: [UInt8], _ language: CodeLanguage, _ open: (close: [UInt8], depth: Int, role: Role)?) {
        self.bytes = bytes
        self.language = language
        self.open = open
    }

    mutating func run() {
        if open != nil { takeOpen(from: 0) }
        while index < bytes.count { step() }
        flushPlain(bytes.count)
    }

    private mutating func step() {
        let byte = bytes[index]
        switch byte {
        case 0x61...0x7A, 0x41...0x5A, 0x5F, 0x80...0xFF: takeWord()
        case 0x30...0x39: takeNumber()
        default:
            if startsComment() { return }
            for quote in language.longQuotes where has(Array(quote.utf8)) {
                open = (Array(quote.utf8), 1, .codeString)
                return takeOpen(from: index, skipping: quote.utf8.count)
            }
            if language.quotes.contains(byte) { return takeString(byte) }
            if byte == 0x27, language.hasCharacters, let end = characterEnd() { return take(to: end, .codeString) }
            index &+= 1
        }
    }

    private mutating func startsComment() -> Bool {
        for mark in language.lineComments where has(Array(mark.utf8)) {
            // A # inside a word is no comment: $#, ${x#y}, a#b.
            if mark == "#", index > 0, bytes[index &- 1] != 0x20, bytes[index &- 1] != 0x09 { continue }
            take(to: bytes.count, .codeComment)
            return true
        }
        guard let comment = language.blockComment, has(Array(comment.open.utf8)) else { return false }
        open = (Array(comment.close.utf8), 1, .codeComment)
        takeOpen(from: index, skipping: comment.open.utf8.count)
        return true
    }

    /// Goes on in an open comment or string until it closes or the line ends.
    private mutating func takeOpen(from start: Int, skipping opening: Int = 0) {
        guard var state = open else { return }
        flushPlain(start)
        let nestedOpen = language.nestsComments && state.role == .codeComment ? language.blockComment.map { Array($0.open.utf8) } : nil
        index = start &+ opening
        while index < bytes.count, state.depth > 0 {
            if has(state.close) {
                state.depth &-= 1
                index &+= state.close.count
            } else if let nestedOpen, has(nestedOpen) {
                state.depth &+= 1
                index &+= nestedOpen.count
            } else {
                index &+= bytes[index] == 0x5C && state.role == .codeString ? 2 : 1
            }
        }
        index = min(index, bytes.count)
        open = state.depth > 0 ? state : nil
        add(start, index, state.role)
        plainStart = index
    }

    private mutating func takeString(_ quote: UInt8) {
        var end = index &+ 1
        while end < bytes.count, bytes[end] != quote { end &+= bytes[end] == 0x5C ? 2 : 1 }
        take(to: min(end &+ 1, bytes.count), .codeString)
    }

    /// The end of a character literal at `index`; nil for a lifetime or a digit separator.
    private func characterEnd() -> Int? {
        let from = index &+ 1
        guard from < bytes.count else { return nil }
        let reach = min(bytes.count, from &+ 12)
        let search = bytes[from] == 0x5C ? min(from &+ 2, reach) : min(from &+ 1, reach)
        guard let close = bytes[search..<reach].firstIndex(of: 0x27) else { return nil }
        let isOne = bytes[from] == 0x5C || close == from &+ 1 || bytes[from] >= 0x80 && close <= from &+ 4
        return isOne ? close &+ 1 : nil
    }

    private mutating func takeWord() {
        let start = index
        while index < bytes.count, CodeScanner.isWordByte(bytes[index]) { index &+= 1 }
        guard index &- start <= 20, !language.keywords.isEmpty else { return }
        if language.keywords.contains(String(decoding: bytes[start..<index], as: UTF8.self)) {
            let end = index
            index = start
            take(to: end, .codeKeyword)
        }
    }

    private mutating func takeNumber() {
        var end = index
        while end < bytes.count,
            CodeScanner.isWordByte(bytes[end]) || bytes[end] == 0x2E && end &+ 1 < bytes.count && isDigit(bytes[end &+ 1])
        {
            end &+= 1
        }
        take(to: end, .codeNumber)
    }

    private mutating func take(to end: Int, _ role: Role) {
        flushPlain(index)
        add(index, end, role)
        index = end
        plainStart = end
    }

    private mutating func flushPlain(_ end: Int) {
        add(plainStart, end, .code)
        plainStart = end
    }

    private mutating func add(_ start: Int, _ end: Int, _ role: Role) {
        guard end > start else { return }
        spans.append(Span(String(decoding: bytes[start..<end], as: UTF8.self), role))
    }

    private func has(_ mark: [UInt8]) -> Bool {
        guard index &+ mark.count <= bytes.count, bytes[index] == mark[0] else { return false }
        var offset = 1
        while offset < mark.count {
            if bytes[index &+ offset] != mark[offset] { return false }
            offset &+= 1
        }
        return true
    }

    private func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        byte >= 0x61 && byte <= 0x7A || byte >= 0x41 && byte <= 0x5A || byte >= 0x30 && byte <= 0x39 || byte == 0x5F || byte >= 0x80
    }
}
