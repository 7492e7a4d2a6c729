internal import Events
internal import Host

/// One search as it goes from file to file.
struct FileSearch {
    static let fileLimitBytes = 8_388_608
    static let lineLimit = 300

    let pattern: LinePattern
    let limit: Int
    let context: Int
    /// By the monotonic clock, in microseconds.
    let deadline: Int64
    let signal: BlockingWork.Signal
    var sawAll = true
    private var lines: [String] = []
    private var matchCount = 0
    private var fileCount = 0
    private var searchedCount = 0
    private var tooLarge = 0
    private var gaveUp = 0
    private var isLate = false
    private var isFull = false

    init(pattern: LinePattern, limit: Int, context: Int, deadline: Int64, signal: BlockingWork.Signal) {
        self.pattern = pattern
        self.limit = limit
        self.context = context
        self.deadline = deadline
        self.signal = signal
    }

    var isOver: Bool { isLate || isFull || signal.isCancelled }

    /// Searches one file; what cannot be read is left out.
    mutating func read(_ path: String, in workspace: Workspace) {
        guard !checkClock(), let file = try? workspace.file(path) else { return }
        guard file.status.byteCount <= Self.fileLimitBytes else {
            tooLarge += 1
            return
        }
        guard let bytes = try? file.readAll(limitBytes: Self.fileLimitBytes), !FileText.isBinary(bytes) else { return }
        searchedCount += 1
        let found = bytes.withUnsafeBufferPointer { search($0) }
        guard !found.isEmpty else { return }
        fileCount += 1
        show(found, of: bytes, path: path)
    }

    /// Where matching lines begin.
    private mutating func search(_ bytes: UnsafeBufferPointer<UInt8>) -> [Int] {
        var starts: [Int] = []
        var at = 0
        while at <= bytes.count {
            switch pattern.step(bytes, from: at) {
            case nil: at += LinePattern.stretch + 1
            case .absent: return starts
            case .gaveUp:
                gaveUp += 1
                return starts
            case .match(let range):
                if range.lowerBound == bytes.count, range.lowerBound > 0, bytes[range.lowerBound - 1] == 0x0A { return starts }
                guard matchCount < limit else {
                    isFull = true
                    return starts
                }
                matchCount += 1
                starts.append((bytes[..<range.lowerBound].lastIndex(of: 0x0A) ?? -1) + 1)
                // On from the next line: a line is shown once.
                guard let end = bytes[range.lowerBound...].firstIndex(of: 0x0A) else { return starts }
                at = end + 1
            }
            if checkClock() { return starts }
        }
        return starts
    }

    private mutating func checkClock() -> Bool {
        if MonotonicClock.nowMicroseconds() > deadline { isLate = true }
        return isLate || signal.isCancelled
    }

    private mutating func show(_ starts: [Int], of bytes: [UInt8], path: String) {
        var number = 1
        var at = 0
        var matches: [Int] = []
        for start in starts {
            number += bytes[at..<start].count { $0 == 0x0A }
            at = start
            matches.append(number)
        }
        let path = FileText.shown(path.replacing("\n", with: "␊").utf8)
        guard context > 0 else {
            for (start, line) in zip(starts, matches) { lines.append("\(path):\(line):\(text(bytes, start))") }
            return
        }
        let offsets = [0] + bytes.indices.filter { bytes[$0] == 0x0A && $0 + 1 < bytes.count }.map { $0 + 1 }
        let matching = Set(matches)
        var last = 0
        for line in matches {
            let range = max(1, line - context)...min(offsets.count, line + context)
            if last > 0, range.lowerBound > last + 1 { lines.append("--") }
            for shown in range where shown > last {
                let mark = matching.contains(shown) ? ":" : "-"
                lines.append("\(path)\(mark)\(shown)\(mark)\(text(bytes, offsets[shown - 1]))")
                last = shown
            }
        }
    }

    private func text(_ bytes: [UInt8], _ start: Int) -> String {
        let line = bytes[start...].prefix { $0 != 0x0A }
        let shown = FileText.shown(line.last == 0x0D ? line.dropLast().prefix(Self.lineLimit * 4) : line.prefix(Self.lineLimit * 4))
        return shown.count > Self.lineLimit ? shown.prefix(Self.lineLimit) + "…" : shown
    }

    var result: ToolResult {
        var notes: [String] = []
        if isFull { notes.append("more than \(limit) lines match; make the pattern narrower") }
        if isLate { notes.append("stopped after 2 s; search a folder, or use a simpler pattern") }
        if gaveUp > 0 { notes.append("the pattern takes too many steps in \(FileText.count(gaveUp, "file")); make it simpler") }
        if tooLarge > 0 { notes.append("\(FileText.count(tooLarge, "file")) above 8 MB left out") }
        if !sawAll { notes.append("not every folder was searched; search a folder inside") }
        let text = ([lines.isEmpty ? "[no match]" : lines.joined(separator: "\n")] + notes.map { "[\($0)]" }).joined(separator: "\n")
        var result = ToolResult.success(text, display: ToolDisplay(kind: .list, fact: FileText.count(matchCount, "match", "matches")))
        result.truncated = isFull || isLate || gaveUp > 0 || !sawAll
        result.metadata = JSONObject([
            .init("match_count", .count(matchCount)), .init("file_count", .count(fileCount)),
            .init("searched_count", .count(searchedCount)),
        ])
        return result
    }
}
