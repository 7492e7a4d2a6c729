/// A program that runs the command in its arguments.
struct CommandWrapper {
    /// Options that take the next word.
    var valued: Set<String> = []
    /// Words before the command that are not options.
    var operands = 0
    /// Options whose value is a command line.
    var scripts: Set<String> = []
    /// The rest is one command line, put together with blanks.
    var joins = false

    /// Passes over options, operands and assignments; hands each command line in an option to `script`.
    func inner(_ words: ArraySlice<ShellWord>, script: (String) -> Void) -> ArraySlice<ShellWord> {
        var rest = words
        var left = operands
        while let word = rest.first?.text {
            if word == "--" {
                rest = rest.dropFirst()
                break
            } else if word.hasPrefix("-"), word.utf8.count > 1 {
                rest = rest.dropFirst()
                let isScript = scripts.contains(word)
                guard isScript || valued.contains(word) else {
                    for option in scripts where word.hasPrefix(option) {
                        let value = word.dropFirst(option.count)
                        script(String(value.hasPrefix("=") ? value.dropFirst() : value))
                    }
                    continue
                }
                if isScript {
                    // What stands behind it belongs to it for `env -S`, and does no harm for the others.
                    script(rest.map(\.text).joined(separator: " "))
                    return []
                }
                rest = rest.dropFirst()
            } else if left > 0 {
                left -= 1
                rest = rest.dropFirst()
            } else {
                break
            }
        }
        return left > 0 ? rest.dropFirst(left) : rest
    }

    static let all: [String: CommandWrapper] = [
        "command": CommandWrapper(), "builtin": CommandWrapper(), "exec": CommandWrapper(valued: ["-a"]), "nohup": CommandWrapper(),
        "env": CommandWrapper(valued: ["-u", "-C", "--unset", "--chdir"], scripts: ["-S", "--split-string"]),
        "nice": CommandWrapper(valued: ["-n", "--adjustment"]), "ionice": CommandWrapper(valued: ["-c", "-n", "-p", "-P", "-u"]),
        "timeout": CommandWrapper(valued: ["-s", "-k", "--signal", "--kill-after"], operands: 1),
        "gtimeout": CommandWrapper(valued: ["-s", "-k"], operands: 1), "time": CommandWrapper(valued: ["-f", "-o"]),
        "stdbuf": CommandWrapper(valued: ["-i", "-o", "-e"]), "setsid": CommandWrapper(), "busybox": CommandWrapper(),
        "toybox": CommandWrapper(),
        "sudo": CommandWrapper(valued: ["-u", "-g", "-h", "-p", "-C", "-r", "-t", "-T", "-U", "-D", "-R", "--user", "--group", "--prompt"]),
        "doas": CommandWrapper(valued: ["-u", "-C"]), "pkexec": CommandWrapper(valued: ["--user"]),
        "su": CommandWrapper(valued: ["-s", "-g", "-G", "-w"], operands: 1, scripts: ["-c", "--command"]),
        "runuser": CommandWrapper(valued: ["-u", "-g", "-G", "-s"], scripts: ["-c", "--command"]),
        "chroot": CommandWrapper(operands: 1), "flock": CommandWrapper(valued: ["-w", "-E"], operands: 1, scripts: ["-c", "--command"]),
        "watch": CommandWrapper(valued: ["-n", "--interval"], joins: true),
        "strace": CommandWrapper(valued: ["-o", "-e", "-p", "-s", "-u", "-E", "-a", "-P", "-I", "-b", "-O", "-S", "-X"]),
        "ltrace": CommandWrapper(valued: ["-o", "-e", "-p", "-s", "-u", "-n", "-l", "-a"]),
        "unshare": CommandWrapper(valued: ["-S", "-G", "-R", "-w"]),
        "nsenter": CommandWrapper(valued: ["-t", "-S", "-G"]), "chrt": CommandWrapper(operands: 1), "taskset": CommandWrapper(operands: 1),
        "prlimit": CommandWrapper(), "script": CommandWrapper(valued: ["-T", "-o"], operands: 1, scripts: ["-c", "--command"]),
        "systemd-run": CommandWrapper(valued: ["-p", "-u"]), "unbuffer": CommandWrapper(), "rlwrap": CommandWrapper(),
        "xargs": CommandWrapper(valued: [
            "-I", "-n", "-P", "-L", "-d", "-E", "-s", "-a", "--max-args", "--max-procs", "--delimiter", "--arg-file",
        ]),
        "parallel": CommandWrapper(valued: ["-j", "-n", "-N", "-I", "-a", "--jobs"]),
        "ssh": CommandWrapper(
            valued: ["-i", "-p", "-l", "-o", "-F", "-L", "-R", "-D", "-J", "-b", "-c", "-E", "-m", "-S", "-W", "-w"], operands: 1,
            joins: true),
        "start-stop-daemon": CommandWrapper(valued: ["-p", "-n", "-u", "-c", "-g", "-s", "-d", "-x", "--exec", "-a", "--startas"]),
    ]

    static let asRoot: Set<String> = ["sudo", "doas", "pkexec", "su", "runuser"]
}
