/// What a command is told of our environment: a short list, and never anything secret.
public enum ChildEnvironment {
    static let passedOn: Set<String> = ["PATH", "HOME", "LANG", "LANGUAGE", "USER", "LOGNAME", "SHELL", "TMPDIR", "TZ"]

    /// The part of `environment` that commands may see, with `extra` added; `TERM` is always `dumb`.
    public static func allowed(from environment: [String: String], adding extra: [String: String] = [:]) -> [String: String] {
        var result = environment.filter { passedOn.contains($0.key) || $0.key.hasPrefix("LC_") }
        for (name, value) in extra where isUsable(name, value) && !looksSecret(name) { result[name] = value }
        result["TERM"] = "dumb"
        if result["PATH", default: ""].isEmpty { result["PATH"] = "/usr/local/bin:/usr/bin:/bin" }
        return result.filter { isUsable($0.key, $0.value) }
    }

    /// A name that says that its value is not for everybody.
    public static func looksSecret(_ name: String) -> Bool {
        let name = name.uppercased()
        return ["KEY", "TOKEN", "SECRET", "PASSWORD", "PASSWD", "CREDENTIAL"].contains { name.hasSuffix($0) || name.contains($0 + "_") }
    }

    private static func isUsable(_ name: String, _ value: String) -> Bool {
        !name.isEmpty && !name.utf8.contains(UInt8(ascii: "=")) && !name.utf8.contains(0) && !value.utf8.contains(0)
    }
}
