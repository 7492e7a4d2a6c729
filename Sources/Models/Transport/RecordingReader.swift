import Events

extension Recording {
    /// Reads a recording.
    ///
    /// - Throws: `ModelsError` (`settings`) that names the line. An exchange without an end, as a killed program leaves it, ends as cut.
    package init(bytes: [UInt8], name: String) throws(ModelsError) {
        func fault(_ line: Int, _ what: String) -> ModelsError {
            ModelsError(
                code: .settings, message: "line \(line) of \(CleanText.line(name, limit: 200)) \(what); record it anew with --record")
        }
        var exchanges: [Int: Exchange] = [:]
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        for (index, text) in lines.enumerated() {
            guard text.contains(where: { $0 > 0x20 }) else { continue }
            let line: JSON
            do throws(JSONParseError) { line = try JSON(parsing: Array(text), maximumDepth: 256) } catch {
                // A killed program may have been in the middle of a line.
                if index == lines.count - 1 { continue }
                throw fault(index + 1, "is not JSON")
            }
            if line["lathe_recording"] != nil {
                guard line["lathe_recording"]?.integer == 1 else { throw fault(index + 1, "is of a newer kind of recording") }
                continue
            }
            guard let number = line["exchange"]?.integer, let at = line["at_us"]?.integer, at >= 0 else {
                throw fault(index + 1, "is not of a recording")
            }
            if line["request"] != nil {
                guard let format = line["format"]?.string.flatMap(WireFormatID.init(rawValue:)) else {
                    throw fault(index + 1, "names no known format")
                }
                exchanges[number] = Exchange(
                    format: format, url: line["url"]?.string ?? "", request: line["request"] ?? .null,
                    end: .fault("broken", "the recording ends here"), sentAt: Int64(at))
                continue
            }
            guard exchanges[number] != nil else { throw fault(index + 1, "belongs to no exchange") }
            guard exchanges[number]?.take(line, at: Int64(at)) == true else { throw fault(index + 1, "says nothing that is known") }
        }
        guard !exchanges.isEmpty else { throw fault(1, "begins no recording") }
        self.init(exchanges: exchanges.keys.sorted().compactMap { exchanges[$0] })
    }
}

extension Recording.Exchange {
    /// Takes one of its later lines; false when it says nothing.
    fileprivate mutating func take(_ line: JSON, at: Int64) -> Bool {
        endedAt = max(endedAt, at)
        if let status = line["status"]?.integer {
            let headers = line["headers"]?.object?.members ?? []
            head = Recording.Head(
                status: status, headers: headers.compactMap { header in header.value.string.map { .init(name: header.key, value: $0) } },
                at: at)
        } else if let text = line["text"]?.string {
            pieces.append(Recording.Piece(at: at, bytes: Array(text.utf8)))
        } else if let text = line["base64"]?.string, let bytes = Base64.bytes(of: text) {
            pieces.append(Recording.Piece(at: at, bytes: bytes))
        } else if let word = line["end"]?.string {
            end = word == "whole" ? .whole : .fault(word, line["reason"]?.string ?? "")
        } else {
            return false
        }
        return true
    }
}
