import Glibc
import Host

/// A folder with a workspace `ws`, a folder `outside` beside it that holds a canary, and the links of the escape corpus.
final class Scratch {
    let base: String
    let workspace: Workspace
    static let secret = "canary: outside the workspace"

    init(asksKernel: Bool = true) throws {
        base = try TemporaryFolder.make(prefix: "lathe-host")
        for folder in ["ws", "ws/a", "ws/a/b", "ws/d", "outside", "ws-evil"] { mkdir(base + "/" + folder, 0o755) }
        symlink("../outside/canary", base + "/ws/link_file_to_canary")
        symlink("../outside", base + "/ws/link_dir_out")
        symlink(base + "/outside", base + "/ws/link_dir_out_absolute")
        symlink("chain2", base + "/ws/chain1")
        symlink("../outside", base + "/ws/chain2")
        symlink("loop2", base + "/ws/loop1")
        symlink("loop1", base + "/ws/loop2")
        symlink("../outside/newfile", base + "/ws/dangling_to_out_newfile")
        symlink("a/b", base + "/ws/inner")
        symlink(base + "/ws/ok.txt", base + "/ws/inner_absolute")
        workspace = try Workspace(path: base + "/ws", asksKernel: asksKernel)
        put("outside/canary", Self.secret)
        put("ws-evil/canary", Self.secret)
        put("ws/ok.txt", "inside\n")
        put("ws/d/canary", "decoy\n")
    }

    deinit {
        TemporaryFolder.remove(base)
    }

    func put(_ path: String, _ text: String) {
        let file = open(base + "/" + path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        _ = text.withCString { write(file, $0, strlen($0)) }
        close(file)
    }

    /// The bytes of a file, by the plain way; nil when there is none.
    func content(_ path: String) -> String? {
        let file = open(base + "/" + path, O_RDONLY)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = read(file, &buffer, buffer.count)
        return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    }

    var canaryIsUntouched: Bool {
        content("outside/canary") == Self.secret && content("ws-evil/canary") == Self.secret && content("outside/newfile") == nil
    }
}

/// Waits until a condition holds, looking every millisecond; false when `limit` passes first.
func eventually(within limit: Duration = .seconds(20), _ condition: () -> Bool) -> Bool {
    let clock = ContinuousClock()
    let end = clock.now + limit
    while !condition() {
        if clock.now > end { return false }
        usleep(1000)
    }
    return true
}

/// The processes whose command line holds `token`.
func processes(bearing token: String) -> [Int32] {
    guard let folder = try? Folder(path: "/proc"), let listing = try? folder.entries(limit: 100_000) else { return [] }
    return listing.entries.compactMap { Int32($0.name) }.filter { pid in
        let file = open("/proc/\(pid)/cmdline", O_RDONLY)
        guard file >= 0 else { return false }
        defer { close(file) }
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = read(file, &buffer, buffer.count)
        return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self).contains(token)
    }
}
