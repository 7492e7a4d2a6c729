/// A program with its arguments, found behind all that was in front of it.
struct ProgramCall {
    /// Without folders, in small letters.
    var name: String
    var arguments: ArraySlice<ShellWord>
    /// More arguments come from other commands, as for `xargs`.
    var isListed = false
    var command: ShellCommand

    /// Arguments that are not options.
    var operands: [String] {
        var isBehind = false
        return arguments.compactMap { word in
            if word.text == "--", !isBehind {
                isBehind = true
                return nil
            }
            return isBehind || !word.text.hasPrefix("-") || word.text == "-" ? word.text : nil
        }
    }

    /// Whether one of the letters stands in an option, or one of the long names does, also when cut short.
    func has(_ letters: String, _ long: String...) -> Bool {
        for word in arguments {
            let text = word.text
            if text == "--" { return false }
            guard text.hasPrefix("-"), text.utf8.count > 1 else { continue }
            if text.hasPrefix("--") {
                let name = text.dropFirst(2).prefix { $0 != "=" }
                if name.utf8.count > 2, long.contains(where: { $0.hasPrefix(name) }) { return true }
            } else if text.dropFirst().contains(where: { letters.contains($0) }) {
                return true
            }
        }
        return false
    }

    /// The word behind one of the options, or behind its `=`.
    func value(of options: String...) -> ShellWord? {
        var isNext = false
        for word in arguments {
            if isNext { return word }
            if options.contains(word.text) {
                isNext = true
            } else {
                for option in options where word.text.hasPrefix(option + "=") {
                    var value = word
                    value.text = String(word.text.dropFirst(option.count + 1))
                    return value
                }
            }
        }
        return nil
    }

    func contains(_ texts: String...) -> Bool { arguments.contains { texts.contains($0.text) } }
}
