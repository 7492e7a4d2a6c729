extension CommandJudge {
    /// A shell: its `-c`, its `<<<`, or what comes through a pipe.
    func shell(_ call: ProgramCall) -> Verdict {
        var traits: CommandTraits = []
        for text in call.command.hereStrings { traits.formUnion(script(text, of: call.name)) }
        var rest = call.arguments
        var readsInput = false
        while let word = rest.first {
            rest = rest.dropFirst()
            if word.text == "--" { break }
            guard word.text.hasPrefix("-") || word.text.hasPrefix("+"), word.text.utf8.count > 1 else {
                rest = [word] + rest
                break
            }
            if !word.text.hasPrefix("--"), word.text.contains("c") {
                while let option = rest.first, option.text.hasPrefix("-") { rest = rest.dropFirst() }
                if let text = rest.first { traits.formUnion(script(text, of: "\(call.name) -c")) }
                return (traits, nil)
            }
            if !word.text.hasPrefix("--"), word.text.contains("s") { readsInput = true }
            if word.text == "-o" || word.text == "-O" || word.text == "--rcfile" || word.text == "--init-file" { rest = rest.dropFirst() }
        }
        let file = rest.first?.text
        if let file, inquiry.isDownloaded(file) {
            inquiry.note(.danger, "runs what it downloads: \(call.name) \(ShellInquiry.shown(file))")
        }
        if file == nil || file == "-" || file == "/dev/stdin" { readsInput = true }
        if let word = rest.first, word.text.hasPrefix("<("), word.isUnknown { fed(word.traits, call.name) }
        if call.isListed, file == nil || file == "{}" { inquiry.note(.danger, "runs what it is given: xargs \(call.name)") }
        if readsInput, let feed = call.command.feed { fed(feed, call.name) }
        for input in call.command.inputs where input.isUnknown && readsInput { fed(input.traits, call.name) }
        return (traits, readsInput ? .shell : nil)
    }

    /// A text that becomes commands.
    private func script(_ word: ShellWord, of what: String) -> CommandTraits {
        if word.traits.contains(.downloads) {
            inquiry.note(.danger, "runs what it downloads: \(what)")
        } else if word.traits.contains(.decodes) {
            inquiry.note(.danger, "runs a text that was hidden: \(what)")
        } else if word.isUnknown {
            let first = word.text.split(separator: " ").first ?? ""
            if first.contains("$") || first.contains("<(") {
                inquiry.note(.doubt, "cannot tell what runs: \(what) \(ShellInquiry.shown(word.text))")
            }
        }
        return inquiry.lookInto(word.text, depth: depth)
    }

    /// What a pipe gives a shell to run.
    func fed(_ feed: CommandTraits, _ shell: String) {
        if feed.contains(.downloads) {
            inquiry.note(.danger, "runs what it downloads: … | \(shell)")
        } else if feed.contains(.decodes) {
            inquiry.note(.danger, "runs a text that was hidden: … | \(shell)")
        } else {
            inquiry.note(.risk, "runs what another command prints: … | \(shell)")
        }
    }

    /// Built-in commands that read their arguments as commands.
    func text(_ call: ProgramCall) -> CommandTraits {
        switch call.name {
        case "eval":
            var word = ShellWord(text: call.arguments.map(\.text).joined(separator: " "))
            for part in call.arguments {
                word.isUnknown = word.isUnknown || part.isUnknown
                word.traits.formUnion(part.traits)
            }
            if word.isUnknown { inquiry.note(.risk, "runs a text that is put together as it goes: eval") }
            return script(word, of: "eval")
        case "trap":
            if let first = call.arguments.first(where: { $0.text != "--" }), call.arguments.count > 1 { return script(first, of: "trap") }
        case "alias":
            for word in call.arguments {
                guard let sign = word.text.firstIndex(of: "=") else { continue }
                _ = inquiry.lookInto(String(word.text[word.text.index(after: sign)...]), depth: depth)
            }
        default:
            guard let file = call.arguments.first else { return [] }
            if inquiry.isDownloaded(file.text) {
                inquiry.note(.danger, "runs what it downloads: \(call.name) \(ShellInquiry.shown(file.text))")
            }
            if file.text.hasPrefix("<("), file.isUnknown { fed(file.traits, call.name) }
            if file.text == "/dev/stdin", let feed = call.command.feed { fed(feed, call.name) }
        }
        return []
    }

    /// Options with which a harmless program starts another one.
    func startsThroughOption(_ call: ProgramCall) {
        guard let options = Self.startOptions[call.name] else { return }
        for (index, word) in zip(call.arguments.indices, call.arguments) {
            guard let option = options.first(where: { Self.is(word.text, $0) }) else { continue }
            var value = word.text.dropFirst(option.utf8.count)
            if value.isEmpty, index + 1 < call.arguments.endIndex { value = call.arguments[index + 1].text[...] }
            if value.hasPrefix("=") { value = value.dropFirst() }
            _ = inquiry.lookInto(String(value.split(separator: "=").last ?? ""), depth: depth)
            inquiry.note(.risk, "starts a program through an option: \(call.name) \(option)")
        }
    }

    /// A long option is itself or has its value behind `=`; others may have it at once.
    private static func `is`(_ word: String, _ option: String) -> Bool {
        word.hasPrefix(option) && (!option.hasPrefix("--") || word == option || word.hasPrefix(option + "="))
    }

    private static let startOptions: [String: [String]] = [
        "rg": ["--pre"], "sort": ["--compress-program"],
        "tar": ["--to-command", "--checkpoint-action", "--use-compress-program", "--rsh-command"],
        "zip": ["-TT", "--unzip-command"], "rsync": ["-e", "--rsh", "--rsync-path"],
        "ssh": ["ProxyCommand", "-oProxyCommand", "LocalCommand", "-oLocalCommand"],
        "scp": ["ProxyCommand", "-oProxyCommand", "-S"], "cargo": ["build.rustc-wrapper", "--config=build.rustc-wrapper"],
        "man": ["-P", "--pager"],
    ]
}
