extension CommandJudge {
    /// Programs that change the machine, its processes, or what others see.
    func system(_ call: ProgramCall) {
        let verbs = call.operands.map { $0.lowercased() }
        let verb = verbs.first ?? ""
        switch call.name {
        case "kill": kill(call)
        case "pkill", "killall", "killall5", "skill", "xkill": inquiry.note(.danger, "ends processes it did not start: \(call.name)")
        case "shutdown", "reboot", "halt", "poweroff", "telinit": inquiry.note(.danger, "stops the machine: \(call.name)")
        case "init": if verb == "0" || verb == "6" { inquiry.note(.danger, "stops the machine: init \(verb)") }
        case "systemctl", "service", "launchctl", "rc-service":
            if verbs.contains(where: Self.serviceVerbs.contains) { inquiry.note(.risk, "changes services of the system: \(call.name)") }
        case "crontab", "at", "batch": if !call.has("l", "list") { inquiry.note(.risk, "plans commands for later: \(call.name)") }
        case "mount", "umount", "insmod", "modprobe", "rmmod", "swapoff", "setenforce", "useradd", "userdel", "usermod", "groupadd",
            "passwd", "chpasswd",
            "visudo", "adduser", "deluser", "iptables", "ip6tables", "nft", "ufw", "update-grub", "grub-install", "efibootmgr", "kexec":
            if !call.arguments.isEmpty || call.name == "passwd" || call.name == "visudo" {
                inquiry.note(.risk, "changes the system: \(call.name)")
            }
        case "sysctl": if call.has("wp", "write", "load") { inquiry.note(.risk, "changes the system: sysctl -w") }
        case "apt", "apt-get", "dpkg", "yum", "dnf", "pacman", "zypper", "apk":
            if verbs.contains(where: Self.packageVerbs.contains) || call.name == "dpkg" && call.has("irP")
                || call.name == "pacman" && call.has("SRU")
            {
                inquiry.note(.risk, "changes the system's programs: \(call.name)")
            }
        case "npm", "yarn", "pnpm", "cargo", "twine", "gem":
            if ["publish", "unpublish", "upload", "push", "yank"].contains(verb) {
                inquiry.note(.risk, "publishes to the world: \(call.name) \(verb)")
            }
        case "docker", "podman": container(call, verbs)
        case "kubectl", "terraform", "tofu", "helm", "gcloud", "aws", "az", "gh", "vault", "pulumi", "heroku":
            if verbs.contains(where: { Self.remoteVerbs.contains($0) || $0.hasPrefix("delete-") || $0.hasPrefix("terminate-") }) {
                inquiry.note(.danger, "deletes what runs elsewhere: \(call.name)")
            }
        case "dropdb", "dropuser": inquiry.note(.danger, "deletes a database: \(call.name)")
        case "psql", "mysql", "mariadb", "sqlite3", "redis-cli", "mongosh", "mongo":
            let text = call.arguments.map(\.text).joined(separator: " ").lowercased()
            if Self.holds(
                text,
                anyOf: ["drop table", "drop database", "drop schema", "delete from", "truncate ", "flushall", "flushdb", "dropdatabase"])
            {
                inquiry.note(.danger, "deletes data: \(call.name)")
            }
        case "history": if call.has("cw") { inquiry.note(.risk, "covers its tracks: history -c") }
        default: break
        }
    }

    private static let serviceVerbs: Set<String> = [
        "start", "stop", "restart", "disable", "enable", "mask", "poweroff", "reboot", "halt", "kill", "isolate", "unload", "bootout",
    ]
    private static let packageVerbs: Set<String> = [
        "install", "remove", "purge", "autoremove", "upgrade", "dist-upgrade", "full-upgrade", "erase", "del", "add", "reinstall",
    ]
    private static let remoteVerbs: Set<String> = ["delete", "destroy", "drain", "uninstall", "rm", "rb", "apply", "purge"]

    static func holds(_ text: String, anyOf needles: [String]) -> Bool {
        let bytes = Array(text.utf8)
        return needles.contains { !ByteSearch.places(of: Array($0.utf8), in: bytes).isEmpty }
    }

    private func kill(_ call: ProgramCall) {
        if call.isListed || call.arguments.contains(where: { $0.traits.contains(.findsProcesses) }) {
            return inquiry.note(.danger, "ends processes it did not start: kill of what others find")
        }
        // The first word with a dash is the signal.
        let words = call.arguments.map(\.text)
        let targets =
            words.first.map { $0.hasPrefix("-") && $0 != "--" } ?? false
            ? words.dropFirst(words.first == "-s" || words.first == "-n" ? 2 : 1) : words[...]
        for target in targets where target == "-1" || target == "1" {
            inquiry.note(.danger, target == "1" ? "ends the first process of the system: kill 1" : "ends every process it may: kill -1")
        }
    }

    private func container(_ call: ProgramCall, _ verbs: [String]) {
        if verbs.contains("prune") || verbs.first == "volume" && verbs.contains("rm") {
            inquiry.note(.danger, "deletes containers, images or data: \(call.name)")
        } else if call.contains("--privileged", "--pid=host", "-v=/:/host")
            || call.value(of: "-v", "--volume").map({ $0.text.hasPrefix("/:") }) ?? false
        {
            inquiry.note(.danger, "gives the whole machine to a container: \(call.name)")
        } else if verbs.first == "push" {
            inquiry.note(.risk, "publishes to the world: \(call.name) push")
        } else if ["exec", "run"].contains(verbs.first ?? "") {
            let names: Set<String> = ["rm", "sh", "bash"]
            guard let start = call.arguments.firstIndex(where: { names.contains($0.text) }), inquiry.mayEnter(depth: depth + 1) else {
                return
            }
            _ = CommandJudge(inquiry: inquiry, depth: depth + 1).run(call.arguments[start...], ShellCommand())
        }
    }
}
