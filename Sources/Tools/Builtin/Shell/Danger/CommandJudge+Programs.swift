extension CommandJudge {
    /// What a program with these arguments does, by its name.
    func judge(_ call: ProgramCall) -> Verdict {
        startsThroughOption(call)
        switch call.name {
        case "sh", "bash", "dash", "zsh", "ksh", "mksh", "ash", "fish", "rbash": return shell(call)
        case "eval", ".", "source", "trap", "alias": return (text(call), nil)
        case "for", "select", "read", "mapfile", "readarray", "unset", "getopts", "declare", "typeset", "local", "export", "readonly":
            forgets(call.arguments)
            let prints = call.name == "export" && call.operands.isEmpty || call.name == "declare" && call.operands.isEmpty
            return (prints ? .keys : [], nil)
        case "printf":
            if let name = call.value(of: "-v") { inquiry.assign(name.text, nil) }
        case "set": if call.arguments.isEmpty { return (.keys, nil) }
        case "printenv": return (.keys, nil)
        case "curl", "wget", "fetch", "aria2c", "http", "https", "httpie":
            sends(call)
            return ([.network, .downloads], nil)
        case "nc", "ncat", "netcat", "socat", "telnet", "ftp", "sftp", "scp", "ping", "dig", "nslookup", "host", "mail", "sendmail",
            "rclone":
            if call.has("ec", "exec", "sh-exec"), ["nc", "ncat", "netcat"].contains(call.name) || call.contains("EXEC") {
                inquiry.note(.danger, "gives a shell to the network: \(call.name)")
            }
            return (.network, nil)
        case "base64", "base32", "xxd", "uudecode", "gunzip", "zcat", "openssl", "rev":
            files(call)
            return (.decodes, nil)
        case "pgrep", "pidof", "ps", "lsof", "fuser":
            if call.name == "fuser", call.has("k", "kill") { inquiry.note(.danger, "ends processes it did not start: fuser -k") }
            return (.findsProcesses, nil)
        case "git", "hub": return (git(call), nil)
        case "find", "fd": return (find(call), nil)
        default:
            if interprets(call) {
                let isProgram = call.operands.isEmpty || call.operands == ["-"]
                return ([], isProgram ? .other(call.name) : nil)
            }
        }
        files(call)
        system(call)
        return ([], nil)
    }

    /// `find` runs commands and deletes by itself.
    private func find(_ call: ProgramCall) -> CommandTraits {
        if call.contains("-delete") { inquiry.note(.danger, "deletes what it finds: find -delete") }
        var traits: CommandTraits = []
        var rest = call.arguments
        while let start = rest.firstIndex(where: { ["-exec", "-execdir", "-ok", "-okdir", "-x", "-X", "--exec"].contains($0.text) }) {
            let behind = rest[(start + 1)...]
            let end = behind.firstIndex { $0.text == ";" || $0.text == "+" } ?? behind.endIndex
            guard inquiry.mayEnter(depth: depth + 1) else { return traits }
            let judge = CommandJudge(inquiry: inquiry, depth: depth + 1)
            traits.formUnion(judge.run(behind[..<end], call.command, isListed: true).traits)
            rest = behind[end...]
        }
        return traits
    }

    /// What of the person's goes out.
    private func sends(_ call: ProgramCall) {
        for option in ["-o", "-O", "--output", "--output-document"] {
            if let target = call.value(of: option), call.name != "curl" || option != "-O" {
                writes(target.text, how: "\(call.name) \(option)")
                inquiry.downloaded(target.text)
            }
        }
        let sendsFile = call.arguments.contains {
            $0.text.hasPrefix("@") || $0.text.hasPrefix("--post-file") || $0.text.hasPrefix("--upload-file")
        }
        if sendsFile || call.name == "curl" && call.contains("-T") { inquiry.note(.risk, "sends a file to the network: \(call.name)") }
    }

    /// What reading such a word means.
    func reads(_ text: String) -> CommandTraits {
        if text.hasPrefix("/dev/tcp/") || text.hasPrefix("/dev/udp/") {
            inquiry.note(.danger, "talks to the network by itself: /dev/tcp")
            return .network
        }
        let path = text.hasPrefix("@") ? String(text.dropFirst()) : text
        if Secrets.isKeyFile(path) {
            inquiry.note(.risk, "reads keys: \(ShellInquiry.shown(path))")
            return .keys
        }
        return Secrets.isEnvironmentFile(path) ? .keys : []
    }

    func writes(_ path: String, how: String) {
        if Places.isDisk(path) {
            inquiry.note(.danger, "overwrites a disk: \(how) \(ShellInquiry.shown(path))")
        } else if Places.isOutside(path) {
            inquiry.note(.danger, "writes outside: \(how) \(ShellInquiry.shown(path))")
        }
    }
}
