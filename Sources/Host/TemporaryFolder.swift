internal import CShims
internal import Glibc

/// A new folder that only this user can enter, for demos and tests.
public enum TemporaryFolder {
    /// Makes `<parent>/<prefix>-XXXXXX` with mode 0700 and returns its path.
    ///
    /// The caller removes it.
    public static func make(prefix: String, in parent: String = "/tmp") throws(HostError) -> String {
        var template = Array((parent + "/" + prefix + "-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else { throw .system(operation: "making a folder in", path: parent, code: errno) }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Removes a folder and everything below it, never following a link.
    ///
    /// What cannot be removed stays.
    public static func remove(_ path: String) {
        guard let folder = try? Folder(path: path) else { return }
        empty(folder, depth: 0)
        rmdir(path)
    }

    /// A folder that nobody may look into, after its owner may; nil when that is not us.
    private static func opened(_ name: String, in folder: Folder) -> Folder? {
        let flags = lathe_flag_path() | lathe_flag_directory() | lathe_flag_no_follow() | O_CLOEXEC
        let number = lathe_open_at(folder.descriptor.number, name, flags, 0)
        guard number >= 0 else { return nil }
        let held = Descriptor(number)
        guard chmod("/proc/self/fd/\(held.number)", 0o700) == 0 else { return nil }
        return try? folder.inner(name)
    }

    private static func empty(_ folder: Folder, depth: Int) {
        // What is in a folder that may not be written can only be removed once it may; it is ours and goes away itself.
        _ = fchmod(folder.descriptor.number, 0o700)
        guard depth < 512, let listing = try? folder.entries(limit: 10_000_000) else { return }
        for entry in listing.entries {
            if entry.kind == .folder, let inner = (try? folder.inner(entry.name)) ?? opened(entry.name, in: folder) {
                empty(inner, depth: depth + 1)
                unlinkat(folder.descriptor.number, entry.name, AT_REMOVEDIR)
            } else {
                unlinkat(folder.descriptor.number, entry.name, 0)
            }
        }
    }
}
