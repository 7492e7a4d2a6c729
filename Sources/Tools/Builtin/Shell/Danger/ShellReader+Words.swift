extension ShellReader {
    /// Puts together a word, or several where the shell splits what it puts in.
    struct WordBuilder {
        private(set) var words: [ShellWord] = []
        private var word = ShellWord()
        private var bytes: [UInt8] = []
        private var isStarted = false
        private var hasBrace = false

        mutating func append(_ byte: UInt8) {
            isStarted = true
            bytes.append(byte)
            if byte == UInt8(ascii: "/") { word.isTailUnknown = false }
        }

        /// A byte that no quote keeps from its meaning.
        mutating func appendBare(_ byte: UInt8) {
            append(byte)
            if "*?[".utf8.contains(byte) { word.hasPattern = true }
            if byte == UInt8(ascii: "{") { hasBrace = true }
            if byte == UInt8(ascii: ","), hasBrace { word.hasChoices = true }
        }

        mutating func quote() {
            isStarted = true
            word.isQuoted = true
        }

        mutating func unknown(_ text: String, _ traits: CommandTraits = []) {
            isStarted = true
            bytes += text.utf8
            word.isUnknown = true
            word.isTailUnknown = true
            word.traits.formUnion(traits)
        }

        /// A value that the line itself said; without quotes around it blanks in it end the word.
        mutating func put(_ value: String, quoted: Bool) {
            for byte in value.utf8 {
                if quoted { append(byte) } else if byte == 0x20 || byte == 0x09 || byte == 0x0A { finish() } else { appendBare(byte) }
            }
        }

        mutating func finish() {
            guard isStarted else { return }
            word.text = String(decoding: bytes, as: UTF8.self)
            words.append(word)
            word = ShellWord()
            bytes = []
            isStarted = false
            hasBrace = false
        }
    }

    /// Reads from the first byte of a word; several when the shell would split it, none when it comes to nothing.
    mutating func words(_ depth: Int) -> [ShellWord] {
        var builder = WordBuilder()
        let start = index
        var isPlain = true
        reading: while let byte = byte(), inquiry.step() {
            switch byte {
            case 0x20, 0x09, 0x0A, UInt8(ascii: ";"), UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: "("), UInt8(ascii: ")"):
                break reading
            case UInt8(ascii: "<"), UInt8(ascii: ">"):
                guard self.byte(1) == UInt8(ascii: "(") else {
                    // The number before it belongs to it.
                    if isPlain, index > start { return [] }
                    break reading
                }
                index += 2
                builder.unknown("<(…)", list(until: UInt8(ascii: ")"), depth: depth + 1))
            case UInt8(ascii: "'"):
                index += 1
                singleQuoted(&builder)
            case UInt8(ascii: "\""):
                index += 1
                doubleQuoted(&builder, depth)
            case UInt8(ascii: "\\"):
                let next = self.byte(1)
                index += 2
                if let next, next != 0x0A {
                    builder.quote()
                    builder.append(next)
                }
            case UInt8(ascii: "$"): dollar(&builder, isQuoted: false, depth)
            case UInt8(ascii: "`"): backquoted(&builder, depth)
            default:
                index += 1
                builder.appendBare(byte)
            }
            if !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { isPlain = false }
        }
        index = min(index, bytes.count)
        builder.finish()
        return builder.words
    }

    /// Looks for what the shell puts into a text that it does not read as commands.
    mutating func expansions(_ depth: Int) {
        var builder = WordBuilder()
        while let byte = byte(), inquiry.step() {
            switch byte {
            case UInt8(ascii: "\\"): index += 2
            case UInt8(ascii: "$"): dollar(&builder, isQuoted: true, depth)
            case UInt8(ascii: "`"): backquoted(&builder, depth)
            default: index += 1
            }
        }
    }

    private mutating func singleQuoted(_ builder: inout WordBuilder) {
        builder.quote()
        while let byte = byte(), inquiry.step() {
            index += 1
            if byte == UInt8(ascii: "'") { return }
            builder.append(byte)
        }
        inquiry.note(.doubt, "has a quote that does not close; cannot tell what runs")
    }

    private mutating func doubleQuoted(_ builder: inout WordBuilder, _ depth: Int) {
        builder.quote()
        while let byte = byte(), inquiry.step() {
            switch byte {
            case UInt8(ascii: "\""):
                index += 1
                return
            case UInt8(ascii: "\\"):
                let next = self.byte(1)
                index += 2
                if let next, "$`\"\\".utf8.contains(next) {
                    builder.append(next)
                } else if next != 0x0A {
                    builder.append(byte)
                    if let next { builder.append(next) }
                }
            case UInt8(ascii: "$"): dollar(&builder, isQuoted: true, depth)
            case UInt8(ascii: "`"): backquoted(&builder, depth)
            default:
                index += 1
                builder.append(byte)
            }
        }
        index = min(index, bytes.count)
        inquiry.note(.doubt, "has a quote that does not close; cannot tell what runs")
    }

    /// From a backquote to the next one; in between a backslash keeps one from its meaning.
    private mutating func backquoted(_ builder: inout WordBuilder, _ depth: Int) {
        index += 1
        var inner: [UInt8] = []
        while let byte = byte(), byte != UInt8(ascii: "`"), inquiry.step() {
            if byte == UInt8(ascii: "\\"), let next = self.byte(1), "`\\$".utf8.contains(next) {
                inner.append(next)
                index += 2
            } else {
                inner.append(byte)
                index += 1
            }
        }
        if byte() == nil { inquiry.note(.doubt, "has a quote that does not close; cannot tell what runs") }
        index = min(index + 1, bytes.count)
        var reader = ShellReader(inner, inquiry)
        builder.unknown("$(…)", reader.list(until: nil, depth: depth + 1))
    }
}
