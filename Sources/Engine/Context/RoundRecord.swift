internal import Events

/// What one round did, folded from its events; the receipt is told from it without a model (N-18).
struct RoundRecord: Sendable, Equatable {
    /// What the model's answer of this round was; nil while there is none.
    struct Answer: Sendable, Equatable {
        let finishReason: FinishReason
        let text: String

        var isBlank: Bool { !text.utf8.contains { $0 > 0x20 } }
    }

    var answer: Answer?
    /// What the newest model call of the loop was for.
    var purpose = ModelPurpose.decide
    /// The newest fault of the round that is no result of a call.
    var fault: ErrorDetail?
    private(set) var calls = 0
    private(set) var failedCalls = 0
    /// Failed calls that say the model is off the road, and not just that a test failed or a file is not there.
    private(set) var hardFailures = 0
    private(set) var filesChanged: [String] = []
    private var firstCall = ""

    /// True when every call of the round failed in a way that no work is made with (003-13).
    var isFailure: Bool { calls > 0 && hardFailures == calls }

    /// What a working model meets all day: the call did what it should, or a person decided.
    private static let ordinary: Set<ErrorCode> = [.exitStatus, .noMatch, .ambiguousMatch, .denied, .todoIncomplete, .notFound]

    mutating func start(_ call: ToolCallStarted) {
        calls += 1
        if calls == 1 { firstCall = call.summary.isEmpty ? call.tool : "\(call.tool) \(call.summary)" }
    }

    mutating func finish(_ call: ToolCallFinished) {
        if call.status == .error {
            failedCalls += 1
            if !RoundRecord.ordinary.contains(call.errorCode ?? .toolFailed) { hardFailures += 1 }
        }
        for path in (call.metadata[RoundRecord.filesKey]?.array ?? []).compactMap(\.string) where !filesChanged.contains(path) {
            filesChanged.append(path)
        }
    }

    /// The member of a result's metadata that names the files the call changed.
    static let filesKey = "files_changed"

    var receipt: IterationReceipt {
        IterationReceipt(calls: calls, failedCalls: failedCalls, filesChanged: filesChanged, headline: headline)
    }

    private var headline: String {
        guard calls > 0 else { return answer.map { Headline.of($0.text) } ?? "" }
        let first = Headline.of(firstCall)
        return calls == 1 ? first : "\(first) and \(calls - 1) more"
    }
}

/// Makes one short line of a text.
enum Headline {
    /// The first line that says something, at most `limit` characters of it.
    static func of(_ text: String, limit: Int = 80) -> String {
        let lines = text.utf8.split { $0 == 0x0A || $0 == 0x0D }.lazy
        let first = lines.first { line in line.contains { $0 > 0x20 } } ?? Substring("").utf8
        // Of an endless line only as much is looked at as can matter.
        let line = String(decoding: first.prefix(limit * 16), as: UTF8.self)
        let words = line.split { $0 == " " || $0 == "\t" }.joined(separator: " ")
        return words.count > limit ? String(words.prefix(limit - 1)) + "…" : words
    }
}
