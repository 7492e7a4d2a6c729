internal import Events
internal import Glibc

/// The project's AGENTS.md: the one nearest to the workspace, looking upwards until the top of the repository or the home folder.
enum ProjectInstructions {
    static let limitBytes = 64 * 1024

    /// The text, sanitised, cut after 64 KiB; nil when there is none.
    static func find(workspace: String, home: String?) throws(ServiceError) -> String? {
        var folder = workspace
        while true {
            if let bytes = try SettingsFile.read(folder + "/AGENTS.md", limitBytes: SettingsFile.limitBytes) {
                let cut = bytes.count > limitBytes
                return TextSanitiser.clean(bytes: bytes.prefix(limitBytes)) + (cut ? "\n[AGENTS.md is longer; the rest was left out]" : "")
            }
            var status = stat()
            let isTop = lstat(folder + "/.git", &status) == 0 || folder == home
            guard !isTop, let slash = folder.lastIndex(of: "/"), slash != folder.startIndex else { return nil }
            folder = String(folder[..<slash])
        }
    }
}
