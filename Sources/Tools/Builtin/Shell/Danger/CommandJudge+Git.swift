extension CommandJudge {
    /// What rewrites history, throws work away, or makes git start programs.
    func git(_ call: ProgramCall) -> CommandTraits {
        var rest = call.arguments
        while let word = rest.first, word.text.hasPrefix("-") {
            rest = rest.dropFirst()
            guard ["-c", "-C", "--git-dir", "--work-tree", "--namespace", "--config-env", "--exec-path"].contains(word.text) else {
                continue
            }
            if word.text == "-c", let setting = rest.first { self.setting(setting.text, "git -c") }
            rest = rest.dropFirst()
        }
        guard let verb = rest.first else { return [] }
        if verb.isUnknown { inquiry.note(.doubt, "cannot tell what runs: git \(ShellInquiry.shown(verb.text))") }
        let sub = ProgramCall(name: "git " + verb.text, arguments: rest.dropFirst(), command: call.command)
        history(sub, verb.text)
        work(sub, verb.text)
        for option in ["--output", "-o"] {
            if let target = sub.value(of: option) { writes(target.text, how: "\(ShellInquiry.shown(sub.name)) \(option)") }
        }
        starts(sub, verb.text)
        return ["push", "fetch", "pull", "clone", "ls-remote"].contains(verb.text) ? .network : []
    }

    private func history(_ call: ProgramCall, _ verb: String) {
        let rewrites: Bool
        switch verb {
        case "push":
            let deletes = call.has("d", "delete", "prune") || call.operands.contains { $0.hasPrefix(":") }
            let forces =
                call.has("f", "force", "force-with-lease", "force-if-includes", "mirror") || call.operands.contains { $0.hasPrefix("+") }
            if deletes { return inquiry.note(.danger, "deletes a branch elsewhere: git push --delete") }
            rewrites = forces
        case "filter-branch", "filter-repo": rewrites = true
        case "update-ref", "symbolic-ref": rewrites = call.has("d", "delete")
        case "reflog": rewrites = ["expire", "delete"].contains(call.operands.first ?? "")
        case "gc": rewrites = call.has("", "prune")
        case "branch":
            rewrites = call.has("DM") || (call.has("d", "delete") && call.has("f", "force")) || call.has("f", "force")
        default: rewrites = false
        }
        if rewrites { inquiry.note(.danger, "rewrites history: \(call.name)\(verb == "push" ? " --force" : "")") }
    }

    private func work(_ call: ProgramCall, _ verb: String) {
        let throwsAway: Bool
        switch verb {
        case "reset": throwsAway = call.has("", "hard", "merge", "keep")
        case "clean": throwsAway = call.has("f", "force") && !call.has("n", "dry-run")
        case "checkout":
            let creates = call.has("bB", "orphan", "track")
            throwsAway = call.has("f", "force") || (!creates && (call.contains("--", ".") || call.contains(":/")))
        case "switch": throwsAway = call.has("fC", "force", "discard-changes")
        case "restore": throwsAway = !call.has("S", "staged") || call.has("W", "worktree")
        case "stash": throwsAway = ["drop", "clear"].contains(call.operands.first ?? "")
        case "worktree": throwsAway = call.operands.first == "remove" && call.has("f", "force")
        case "rm": throwsAway = call.has("r") && !call.has("", "cached") || call.has("f", "force") && !call.has("", "cached")
        default: throwsAway = false
        }
        let option = verb == "reset" ? " --hard" : ""
        if throwsAway { inquiry.note(.danger, "throws work away: \(call.name)\(option)") }
    }

    private func starts(_ call: ProgramCall, _ verb: String) {
        switch verb {
        case "config":
            if call.has("", "global", "system"), call.operands.count > 1 {
                inquiry.note(.risk, "changes git everywhere: git config --global")
            }
            if let key = call.operands.first, call.operands.count > 1 {
                setting(key + "=" + (call.operands.dropFirst().first ?? ""), "git config")
            }
        case "submodule", "bisect":
            guard let start = call.arguments.firstIndex(where: { $0.text == "foreach" || $0.text == "run" }) else { return }
            _ = inquiry.lookInto(
                call.arguments[(start + 1)...].map(\.text).filter { $0 != "--recursive" }.joined(separator: " "), depth: depth)
        default: break
        }
        let options: [String]
        switch verb {
        case "rebase": options = ["-x", "--exec"]
        case "grep": options = ["-O", "--open-files-in-pager"]
        case "difftool", "mergetool": options = ["-x", "--extcmd"]
        case "clone", "fetch", "pull", "push", "ls-remote": options = ["--upload-pack", "--receive-pack"]
        case "filter-branch": options = ["--tree-filter", "--index-filter"]
        default: options = []
        }
        for (index, word) in zip(call.arguments.indices, call.arguments) {
            guard let option = options.first(where: { word.text.hasPrefix($0) }) else { continue }
            var value = word.text.dropFirst(option.utf8.count)
            if value.hasPrefix("=") { value = value.dropFirst() }
            if value.isEmpty, index + 1 < call.arguments.endIndex { value = call.arguments[index + 1].text[...] }
            _ = inquiry.lookInto(String(value), depth: depth)
            if option.hasPrefix("-O") || option.hasSuffix("pack") {
                inquiry.note(.risk, "starts a program through an option: git \(option)")
            }
        }
    }

    /// A setting `key=value` that makes git start a program.
    private func setting(_ text: String, _ how: String) {
        let key = text.prefix { $0 != "=" }.lowercased()
        let value = String(text.drop { $0 != "=" }.dropFirst())
        let keys = [
            "pager", "fsmonitor", "external", "sshcommand", "editor", "hookspath", "askpass", "command", "textconv", "helper", "cmd",
            "gitproxy", "program",
        ]
        guard key.hasPrefix("alias.") && value.hasPrefix("!") || keys.contains(where: { key.hasSuffix("." + $0) }) else { return }
        _ = inquiry.lookInto(value.hasPrefix("!") ? String(value.dropFirst()) : value, depth: depth)
        if !["cat", "", "false", "true", "vim", "nano", "less"].contains(value) {
            inquiry.note(.risk, "makes git start a program: \(how) \(ShellInquiry.shown(key))")
        }
    }
}
