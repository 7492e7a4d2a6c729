/// Says of one command what looks dangerous, after taking away what only stands in front of it.
struct CommandJudge {
    /// What it does, and the language of the script that it reads from its input; nil: none.
    typealias Verdict = (traits: CommandTraits, script: ScriptLanguage?)

    let inquiry: ShellInquiry
    let depth: Int

    func judge(_ command: ShellCommand) -> Verdict {
        var traits: CommandTraits = []
        for word in command.words + command.outputs + command.inputs + command.hereStrings {
            traits.formUnion(word.traits)
            traits.formUnion(reads(word.text))
        }
        for output in command.outputs { writes(output.text, how: ">") }
        let verdict = run(command.words[...], command)
        if verdict.traits.contains(.downloads) { for output in command.outputs { inquiry.downloaded(output.text) } }
        return (traits.union(verdict.traits), verdict.script)
    }

    /// Unwraps and judges; bounded by the words, of which each step takes one.
    func run(_ words: ArraySlice<ShellWord>, _ command: ShellCommand, isListed: Bool = false) -> Verdict {
        var rest = words
        var isListed = isListed
        var traits: CommandTraits = []
        guard inquiry.step(words.reduce(0) { $0 + 2 + $1.text.utf8.count / 4 }) else { return ([], nil) }
        while let first = rest.first {
            if assigns(first) {
                rest = rest.dropFirst()
                continue
            }
            if first.hasChoices, first.text.hasPrefix("{"), first.text.hasSuffix("}") {
                guard inquiry.step(rest.count) else { return (traits, nil) }
                let choices = first.text.dropFirst().dropLast().split(separator: ",").map { ShellWord(text: String($0)) }
                rest = (choices + rest.dropFirst())[...]
                if choices.isEmpty { return (traits, nil) }
                continue
            }
            guard let name = name(of: first) else { return (traits, nil) }
            if first.text.contains("/"), inquiry.isDownloaded(first.text) {
                inquiry.note(.danger, "runs what it downloads: \(ShellInquiry.shown(first.text))")
            }
            guard let wrapper = CommandWrapper.all[name] else {
                let call = ProgramCall(name: name, arguments: rest.dropFirst(), isListed: isListed, command: command)
                let verdict = judge(call)
                return (traits.union(verdict.traits), verdict.script)
            }
            if CommandWrapper.asRoot.contains(name) { inquiry.note(.risk, "needs root: \(name)") }
            if name == "ssh" { traits.formUnion(.network) }
            if name == "xargs" || name == "parallel" { isListed = true }
            if name == "command", rest.dropFirst().first.map({ $0.text == "-v" || $0.text == "-V" }) ?? false { return (traits, nil) }
            let outer = ProgramCall(name: name, arguments: rest.dropFirst(), command: command)
            startsThroughOption(outer)
            let inner = wrapper.inner(rest.dropFirst()) { traits.formUnion(inquiry.lookInto($0, depth: depth)) }
            if name == "env", inner.allSatisfy({ assigns($0) }), !outer.has("S", "split-string") { traits.formUnion(.keys) }
            if wrapper.joins {
                let script = inner.map(\.text).joined(separator: " ")
                return (traits.union(inquiry.lookInto(script, depth: depth)), nil)
            }
            rest = inner
            if name == "start-stop-daemon", let program = outer.value(of: "-x", "--exec", "-a", "--startas") {
                guard inquiry.step(rest.count) else { return (traits, nil) }
                rest = ([program] + rest)[...]
            }
        }
        return (traits, nil)
    }

    /// The program's name without folders; nil when it cannot be told.
    private func name(of word: ShellWord) -> String? {
        let shown = ShellInquiry.shown(word.text)
        if word.isTailUnknown {
            if word.traits.contains(.downloads) {
                inquiry.note(.danger, "runs what it downloads: \(shown)")
            } else {
                inquiry.note(.doubt, "cannot tell what runs: \(shown)")
            }
            return nil
        }
        if word.hasPattern, word.text != "[", word.text != "[[" {
            inquiry.note(.doubt, "cannot tell what runs: \(shown)")
            return nil
        }
        let name = word.text.split(separator: "/").last.map(String.init) ?? ""
        if !name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) {
            inquiry.note(.doubt, "cannot tell what runs: a name with unusual letters, \(shown)")
        }
        return name.lowercased()
    }

    /// `NAME=value`: remembers the value, and looks into those that programs run.
    private func assigns(_ word: ShellWord) -> Bool {
        guard let sign = word.text.utf8.firstIndex(of: UInt8(ascii: "=")), sign != word.text.startIndex else { return false }
        var name = word.text[..<sign]
        if name.hasSuffix("+") { name = name.dropLast() }
        guard name.utf8.allSatisfy(ShellReader.isNamePart), let first = name.utf8.first, !(0x30...0x39).contains(first) else {
            return false
        }
        let value = String(word.text[word.text.utf8.index(after: sign)...])
        inquiry.assign(String(name), word.isUnknown || word.text[..<sign].hasSuffix("+") ? nil : value)
        if Self.runVariables.contains(String(name)), !value.isEmpty {
            _ = inquiry.lookInto(value, depth: depth)
            inquiry.note(.doubt, "changes which program others start: \(name)")
        }
        return true
    }

    /// Variables whose value is loaded or run by whatever comes next.
    private static let runVariables: Set<String> = [
        "PAGER", "GIT_PAGER", "MANPAGER", "EDITOR", "VISUAL", "GIT_EDITOR", "GIT_SEQUENCE_EDITOR", "GIT_EXTERNAL_DIFF", "GIT_SSH_COMMAND",
        "GIT_SSH",
        "GIT_ASKPASS", "SSH_ASKPASS", "LESSOPEN", "LESSCLOSE", "BASH_ENV", "ENV", "PROMPT_COMMAND", "LD_PRELOAD", "LD_LIBRARY_PATH",
        "PYTHONSTARTUP",
        "PERL5OPT", "RUSTC_WRAPPER", "BROWSER",
    ]

    /// Notes a name that a command gives another value than we can know.
    func forgets(_ words: ArraySlice<ShellWord>) {
        for word in words where !assigns(word) { inquiry.assign(word.text, nil) }
    }
}
