/// Tells which paths lie where a command of a workspace has nothing to write, and which hold keys.
enum Places {
    private static let system = [
        "/etc", "/usr", "/bin", "/sbin", "/lib", "/lib64", "/boot", "/dev", "/proc", "/sys", "/root", "/var", "/opt",
    ]
    private static let harmless = [
        "/dev/null", "/dev/stdout", "/dev/stderr", "/dev/tty", "/dev/zero", "/dev/full", "/dev/shm", "/dev/fd", "/var/tmp", "/dev/tcp",
        "/dev/udp",
    ]
    private static let homes = ["~", "$HOME"]
    /// What runs by itself, wherever it lies.
    private static let startFiles = [".bashrc", ".zshrc", ".profile", ".bash_profile", ".zprofile", ".zshenv", ".netrc", "authorized_keys"]
    private static let disks = [
        "/dev/sd", "/dev/nvme", "/dev/hd", "/dev/vd", "/dev/xvd", "/dev/mmcblk", "/dev/disk", "/dev/mapper", "/dev/loop",
    ]

    static func isDisk(_ path: String) -> Bool { disks.contains { path.hasPrefix($0) } }

    /// Belongs to the system, to the person's home folder, or to what starts by itself.
    static func isOutside(_ path: String) -> Bool {
        let path = tidy(path)
        if harmless.contains(where: { isBelow($0, path) }) { return false }
        if path == "/" || (system + homes).contains(where: { isBelow($0, path) }) { return true }
        if path.hasPrefix("~") || path.hasPrefix("${HOME") { return true }
        let name = path.split(separator: "/").last.map(String.init) ?? ""
        return startFiles.contains(name) || isGitsOwn(path)
    }

    /// A whole home folder, the whole disk, or all of the folder.
    static func isEverything(_ path: String) -> Bool {
        ["/", "/*", "~", "~/", "~/*", "$HOME", "$HOME/", "$HOME/*", "*", "./*", ".", "./", "..", "../", "../*", ".*"].contains(path)
    }

    private static func isGitsOwn(_ path: String) -> Bool {
        let parts = path.split(separator: "/")
        guard let git = parts.firstIndex(of: ".git"), git + 1 < parts.count else { return false }
        return parts[git + 1] == "hooks" || parts[git + 1] == "config"
    }

    private static func isBelow(_ folder: String, _ path: String) -> Bool { path == folder || path.hasPrefix(folder + "/") }

    /// Without doubled slashes and `.`; a path that climbs above the workspace to a folder of the system counts as that one.
    private static func tidy(_ path: String) -> String {
        guard path.contains("/") else { return path }
        var parts = path.split(separator: "/").filter { $0 != "." }
        let isAbsolute = path.hasPrefix("/")
        let climbs = !isAbsolute && parts.first == ".."
        if isAbsolute || climbs {
            var kept: [Substring] = []
            for part in parts {
                if part == ".." { _ = kept.popLast() } else { kept.append(part) }
            }
            parts = kept
        }
        if climbs, parts.count > 1, system.contains("/" + parts[0]) { return "/" + parts.joined(separator: "/") }
        return (isAbsolute ? "/" : "") + parts.joined(separator: "/")
    }
}

/// Tells which words name keys or passwords.
enum Secrets {
    private static let homes = [
        "/.ssh/", "/.aws/", "/.gnupg", "/.kube/config", "/.docker/config.json", "/.netrc", "/.git-credentials", "/.npmrc", "/.pypirc",
    ]
    private static let names = ["id_rsa", "id_ed25519", "id_ecdsa", "id_dsa", ".git-credentials", ".netrc"]

    /// A file that holds keys by its nature.
    static func isKeyFile(_ path: String) -> Bool {
        if path.hasSuffix(".pub") || path.hasSuffix("known_hosts") || path.hasSuffix("/.ssh/config") { return false }
        let name = path.split(separator: "/").last.map(String.init) ?? ""
        if names.contains(name) || path.hasPrefix("/etc/shadow") || path.hasPrefix("/etc/sudoers") { return true }
        if path.hasPrefix("/proc/"), name == "environ" { return true }
        return homes.contains { !ByteSearch.places(of: Array($0.utf8), in: Array(path.utf8)).isEmpty } || path.hasSuffix("/.ssh")
            || path.hasSuffix("/.aws")
    }

    /// A file that often holds keys of a project.
    static func isEnvironmentFile(_ path: String) -> Bool {
        let name = path.split(separator: "/").last.map(String.init) ?? ""
        return name == ".env" || name.hasPrefix(".env.") && name != ".env.example"
    }

    static func isNamedInVariable(_ name: String) -> Bool {
        let upper = name.uppercased()
        return ["TOKEN", "SECRET", "PASSWORD", "PASSWD", "APIKEY", "API_KEY", "ACCESS_KEY", "PRIVATE_KEY"].contains {
            !ByteSearch.places(of: Array($0.utf8), in: Array(upper.utf8)).isEmpty
        }
    }
}
