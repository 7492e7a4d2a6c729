internal import Events

/// What of a tool's result goes on to the model and to the screen: clean, and no more than they can take.
struct ResultBounds: Sendable {
    /// No limit is lower: less would not hold the sentence that says what is missing.
    static let leastBytes = 1024
    private static let displayBytes = 262_144
    private static let factCharacters = 200

    /// What the model is given of one output.
    let outputBytes: Int

    init(outputBytes: Int) {
        self.outputBytes = max(Self.leastBytes, outputBytes)
    }

    func applied(to result: ToolResult) -> ToolResult {
        var result = result
        result.display.body = OutputWindow.cut(TextSanitiser.clean(result.display.body), limitBytes: Self.displayBytes)
        result.display.fact = String(Self.oneLine(result.display.fact).prefix(Self.factCharacters))
        let raw = result.output
        result.output = TextSanitiser.clean(raw)
        // A tool that has cut its output itself knows best where, and may have added a line about it.
        let allowed = result.truncated ? outputBytes + outputBytes / 8 : outputBytes
        if result.output.utf8.count > allowed { shorten(&result, raw: raw) }
        if result.status == .error, result.errorCode == nil { result.errorCode = .toolFailed }
        return result
    }

    private func shorten(_ result: inout ToolResult, raw: String) {
        let whole = result.wholeOutput ?? Array(raw.utf8)
        let lines = FileText.count(whole.withUnsafeBytes { ByteSearch.lineCount($0) }, "line")
        let note =
            "[the whole output has \(whole.count) bytes in \(lines); the middle is left out here]"
        let room = outputBytes - note.utf8.count - 1
        let text = OutputWindow.cut(result.output, limitBytes: room)
        result.output = text + (text.hasSuffix("\n") ? "" : "\n") + note
        result.wholeOutput = whole
        result.truncated = true
    }

    /// Clean text without line ends, for places that are one line high.
    static func oneLine(_ text: String) -> String {
        let clean = TextSanitiser.clean(text)
        return clean.split(whereSeparator: \.isNewline).joined(separator: " ⏎ ")
    }
}

extension ToolResult {
    /// The line below an output that was cut, once it is known where the whole is kept.
    public static func artifactLine(_ artifactID: String, byteCount: Int) -> String {
        "[the whole output, \(byteCount) bytes, has the artifact_id \(artifactID); \(ToolName.readArtifact) reads any part of it]"
    }
}
