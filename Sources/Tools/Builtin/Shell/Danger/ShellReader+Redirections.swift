extension ShellReader {
    /// One sign like `2>` and the word behind it.
    mutating func redirect(_ command: inout ShellCommand, _ depth: Int) {
        let isOutput = byte() == UInt8(ascii: ">")
        var sign: [UInt8] = []
        while let next = byte(), sign.count < 3, "<>&|".utf8.contains(next), sign.isEmpty || next != UInt8(ascii: "|") || isOutput {
            if !sign.isEmpty, "<>".utf8.contains(next), byte(1) == UInt8(ascii: "(") { break }
            sign.append(next)
            index += 1
        }
        let isHereDocument = sign == Array("<<".utf8)
        let stripsTabs = isHereDocument && byte() == UInt8(ascii: "-")
        if stripsTabs { index += 1 }
        while let next = byte(), next == 0x20 || next == 0x09, inquiry.step() { index += 1 }
        guard let next = byte(), !" \t\n;&|()".utf8.contains(next), !("<>".utf8.contains(next) && byte(1) != UInt8(ascii: "(")) else {
            return
        }
        guard let word = words(depth).first else { return }
        if isHereDocument {
            command.hereDocuments.append(pending.count)
            pending.append(HereDocument(delimiter: Array(word.text.utf8), stripsTabs: stripsTabs, isLiteral: word.isQuoted))
        } else if sign == Array("<<<".utf8) {
            command.hereStrings.append(word)
        } else if isOutput || sign == Array("<>".utf8) {
            command.outputs.append(word)
        } else {
            command.inputs.append(word)
        }
    }

    /// Reads the texts whose beginnings the last line named.
    mutating func hereDocuments(_ depth: Int) {
        let documents = pending
        pending = []
        for document in documents {
            var body: [UInt8] = []
            while index < bytes.count {
                let end = bytes[index...].firstIndex(of: 0x0A) ?? bytes.count
                var line = bytes[index..<end]
                index = min(end + 1, bytes.count)
                guard inquiry.step(line.count + 1) else { return }
                if document.stripsTabs { line = line.drop { $0 == 0x09 } }
                if line.elementsEqual(document.delimiter) { break }
                body += line
                body.append(0x0A)
            }
            var reader = ShellReader(body, inquiry)
            if case .other(let name) = document.language {
                CommandJudge(inquiry: inquiry, depth: depth).foreign(String(decoding: body, as: UTF8.self), name)
            }
            if document.language == .shell {
                _ = reader.list(until: nil, depth: depth + 1)
            } else if !document.isLiteral, inquiry.mayEnter(depth: depth + 1) {
                reader.expansions(depth + 1)
            }
        }
    }
}
