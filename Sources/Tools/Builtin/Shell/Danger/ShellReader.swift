/// Reads a command line as `/bin/sh` would and hands each command to the judge, in order.
///
/// One pass; what bash reads otherwise than sh is read as bash does where that shows more.
struct ShellReader {
    /// A text that begins behind the end of the line.
    struct HereDocument {
        var delimiter: [UInt8]
        var stripsTabs: Bool
        var isLiteral: Bool
        var language: ScriptLanguage?
    }

    /// Where a list of commands stands.
    private struct Place {
        var command = ShellCommand()
        /// What the pipe so far does.
        var pipe: CommandTraits = []
        var all: CommandTraits = []
        var openCases = 0
        var isInPattern = false
        var isFunctionName = false

        /// Between `[[` and `]]`, where `&&`, `<` and brackets are no signs of the shell.
        var isInTest: Bool { command.words.first?.text == "[[" && command.words.last?.text != "]]" }
    }

    let bytes: [UInt8]
    var index = 0
    let inquiry: ShellInquiry
    var pending: [HereDocument] = []

    init(_ bytes: [UInt8], _ inquiry: ShellInquiry) {
        self.bytes = bytes
        self.inquiry = inquiry
    }

    func byte(_ offset: Int = 0) -> UInt8? { index + offset < bytes.count ? bytes[index + offset] : nil }

    /// Reads up to the bracket `close`, or to the end of the text when it is nil; says what the commands do together.
    mutating func list(until close: UInt8?, depth: Int) -> CommandTraits {
        guard inquiry.mayEnter(depth: depth) else { return stop() }
        var place = Place()
        while let byte = byte() {
            guard inquiry.step() else { return stop() }
            if place.isInTest, "&|()<>".utf8.contains(byte) {
                index += 1
                continue
            }
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"): index += 1
            case UInt8(ascii: "#"): while let next = self.byte(), next != 0x0A, inquiry.step() { index += 1 }
            case 0x0A:
                index += 1
                end(&place, depth)
                hereDocuments(depth)
            case UInt8(ascii: ";"), UInt8(ascii: "&"): separator(byte, &place, depth)
            case UInt8(ascii: "|"):
                let isOr = self.byte(1) == byte
                index += isOr || self.byte(1) == UInt8(ascii: "&") ? 2 : 1
                if place.isInPattern { place.command = ShellCommand() } else { end(&place, depth, pipes: !isOr) }
            case UInt8(ascii: "("): open(&place, depth)
            case UInt8(ascii: ")"):
                index += 1
                if place.isInPattern {
                    place.isInPattern = false
                    place.command = ShellCommand()
                } else {
                    end(&place, depth)
                    if close == byte { return place.all }
                    inquiry.note(.doubt, "has a bracket that nothing opens; cannot tell what runs")
                }
            case UInt8(ascii: "<") where self.byte(1) != UInt8(ascii: "("), UInt8(ascii: ">") where self.byte(1) != UInt8(ascii: "("):
                redirect(&place.command, depth)
            default:
                for word in words(depth) { add(word, to: &place) }
            }
        }
        end(&place, depth)
        if close != nil { inquiry.note(.doubt, "has brackets that do not close; cannot tell what runs") }
        return place.all
    }

    private mutating func stop() -> CommandTraits {
        index = bytes.count
        return []
    }

    private mutating func separator(_ byte: UInt8, _ place: inout Place, _ depth: Int) {
        let next = self.byte(1)
        if byte == UInt8(ascii: "&"), next == UInt8(ascii: ">") {
            index += 1
            return redirect(&place.command, depth)
        }
        index += next == byte || (byte == UInt8(ascii: ";") && next == UInt8(ascii: "&")) ? 2 : 1
        end(&place, depth)
        place.isInPattern = byte == UInt8(ascii: ";") && (next == byte || next == UInt8(ascii: "&")) && place.openCases > 0
    }

    /// Ends a command, and the pipe too unless `pipes`.
    private mutating func end(_ place: inout Place, _ depth: Int, pipes: Bool = false) {
        let command = place.command
        if !command.words.isEmpty || !command.outputs.isEmpty || !command.inputs.isEmpty, !place.isInPattern {
            let verdict = CommandJudge(inquiry: inquiry, depth: depth).judge(command)
            place.pipe.formUnion(verdict.traits)
            place.all.formUnion(verdict.traits)
            inquiry.traits.formUnion(verdict.traits)
            for here in command.hereDocuments where here < pending.count { pending[here].language = verdict.script }
        }
        place.command = ShellCommand()
        if pipes { place.command.feed = place.pipe } else { place.pipe = [] }
    }

    /// A subshell, the brackets of a function, or the values of an array.
    private mutating func open(_ place: inout Place, _ depth: Int) {
        index += 1
        guard let last = place.command.words.last, !place.isInPattern else {
            if place.isInPattern { return }
            let traits = list(until: UInt8(ascii: ")"), depth: depth + 1)
            place.pipe.formUnion(traits)
            place.all.formUnion(traits)
            return
        }
        if last.text.hasSuffix("=") {
            while let next = byte(), next != UInt8(ascii: ")"), inquiry.step() {
                if " \t\n;&|(<>".utf8.contains(next) { index += 1 } else { _ = words(depth) }
            }
            index += 1
            return
        }
        while byte() == UInt8(ascii: " "), inquiry.step() { index += 1 }
        guard byte() == UInt8(ascii: ")") else {
            _ = list(until: UInt8(ascii: ")"), depth: depth + 1)
            return
        }
        index += 1
        function(last.text)
        place.command = ShellCommand()
    }

    /// A function that calls itself twice at once never ends.
    private func function(_ name: String) {
        guard inquiry.step(100) else { return }
        let body = bytes[min(index, bytes.count)...].prefix(400).filter { $0 != 0x20 && $0 != 0x0A && $0 != 0x09 }
        let call = Array("\(name)|\(name)&".utf8)
        if !ByteSearch.places(of: call, in: Array(body)).isEmpty {
            inquiry.note(.danger, "starts itself again and again until nothing else can run: a fork bomb")
        }
    }

    private func add(_ word: ShellWord, to place: inout Place) {
        guard !word.isQuoted, !word.isUnknown else {
            if place.isFunctionName { place.isFunctionName = false } else { place.command.words.append(word) }
            return
        }
        if place.isFunctionName {
            place.isFunctionName = false
            return function(word.text)
        }
        if place.command.words.isEmpty {
            switch word.text {
            case "if", "then", "else", "elif", "fi", "do", "done", "while", "until", "!", "{", "}", "coproc": return
            case "function":
                place.isFunctionName = true
                return
            case "esac":
                place.openCases = max(0, place.openCases - 1)
                place.isInPattern = false
                return
            default: break
            }
        }
        place.command.words.append(word)
        if word.text == "in", place.command.words.count == 3, place.command.words[0].text == "case" {
            place.openCases += 1
            place.isInPattern = true
            place.command = ShellCommand()
        }
    }
}
