extension CommandJudge {
    /// Whether it is a program of another language, whose text may delete or start programs.
    func interprets(_ call: ProgramCall) -> Bool {
        let name = String(call.name.prefix { !$0.isNumber && $0 != "." })
        switch name {
        case "python", "pypy", "perl", "ruby", "node", "nodejs", "deno", "bun", "php", "lua", "tclsh", "osascript":
            let texts = call.arguments.indices.filter {
                guard $0 > call.arguments.startIndex else { return false }
                let option = call.arguments[$0 - 1].text
                return option.hasPrefix("-") && !option.hasPrefix("--") && option.utf8.count < 8 && option.hasSuffix(anyOf: "ceErpE")
            }
            for index in texts { foreign(call.arguments[index].text, call.name) }
            for text in call.command.hereStrings { foreign(text.text, call.name) }
            if call.operands.isEmpty || call.operands == ["-"], texts.isEmpty, call.arguments.allSatisfy({ $0.text.utf8.count < 3 }),
                let feed = call.command.feed
            {
                fed(feed, call.name)
            }
        case "awk", "gawk", "mawk", "nawk": for word in call.arguments { foreign(word.text, call.name) }
        case "vim", "vi", "nvim", "ex", "ed", "emacs", "less", "more", "dc", "gdb":
            for word in call.arguments + call.command.hereStrings
            where word.text.hasPrefix("!") || Self.holds(word.text, anyOf: [":!", "+!", "-c!", "system("]) {
                inquiry.note(.danger, "starts a program from within another one: \(call.name)")
            }
        case "sed", "gsed":
            for word in call.arguments where SedScript.runsCommands(word.text) {
                inquiry.note(.danger, "starts a program from within another one: \(call.name)")
            }
            return false
        default: return false
        }
        return true
    }

    /// Looks at a program of another language.
    func foreign(_ text: String, _ name: String) {
        var starts = ["os.system", "subprocess", "os.exec", "os.popen", "pty.spawn", "exec(", "__import__"]
        if !name.hasPrefix("py") {
            starts += ["child_process", "system(", "system ", "exec ", "popen(", "| \"", "\"sh\"", "do shell script"]
        }
        // In JavaScript they only quote.
        if ["perl", "ruby", "php"].contains(where: { name.hasPrefix($0) }) { starts.append("`") }
        let deletes = [
            "rmtree", "os.remove", "os.unlink", "unlink", "rmdir", "rmSync", "rm -r", "File.delete", "rm_rf", ".rm(", "remove_tree",
            "os.rename",
        ]
        if Self.holds(text, anyOf: deletes) {
            inquiry.note(.danger, "deletes files from another language: \(name)")
        } else if Self.holds(text, anyOf: starts) {
            inquiry.note(.risk, "starts programs from another language: \(name)")
        } else if Self.holds(text, anyOf: ["/etc/", "/usr/", "/root", "/dev/sd", "/boot/"]),
            Self.holds(text, anyOf: ["open(", "write", ">"])
        {
            inquiry.note(.risk, "touches the system from another language: \(name)")
        } else if Self.holds(text, anyOf: ["eval("]) {
            inquiry.note(.risk, "runs a text that was hidden: \(name)")
        }
        if Self.holds(text, anyOf: ["socket", "urllib", "requests.", "http", "fetch("]) { inquiry.traits.formUnion(.network) }
        if Self.holds(text, anyOf: ["environ", "process.env", "/.ssh", "/.aws", "%ENV"]) { inquiry.traits.formUnion(.keys) }
    }
}

extension String {
    /// Whether the last letter is one of these.
    fileprivate func hasSuffix(anyOf letters: String) -> Bool { last.map { letters.contains($0) } ?? false }
}
