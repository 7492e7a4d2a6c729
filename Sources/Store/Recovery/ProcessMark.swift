internal import Glibc

/// Names a process so that it can be told from a later one with the same number: pid, its start, the boot and the space of pids.
struct ProcessMark: Equatable {
    let pid: Int
    /// Clock ticks from the boot to the start of the process.
    let start: String
    let boot: String
    let space: String

    var text: String { "\(pid) \(start) \(boot) \(space)" }

    init(pid: Int, start: String, boot: String, space: String) {
        self.pid = pid
        self.start = start
        self.boot = boot
        self.space = space
    }

    init?(_ text: String) {
        let parts = text.split(separator: " ").map(String.init)
        guard parts.count == 4, let pid = Int(parts[0]) else { return nil }
        self.init(pid: pid, start: parts[1], boot: parts[2], space: parts[3])
    }

    /// This process.
    static func current() -> ProcessMark {
        let pid = Int(getpid())
        return ProcessMark(pid: pid, start: startTime(of: pid) ?? "0", boot: bootID(), space: pidSpace())
    }

    /// True unless it is certain that the process is gone.
    ///
    /// One in another container of the same machine counts as alive: it cannot be seen.
    var mayBeAlive: Bool {
        let here = ProcessMark.current()
        guard boot == here.boot else { return false }
        guard space == here.space else { return true }
        return ProcessMark.startTime(of: pid) == start
    }

    /// Field 22 of `/proc/<pid>/stat`, counted behind the name, which may hold spaces; nil for no such process or a dead one.
    private static func startTime(of pid: Int) -> String? {
        guard let text = contents("/proc/\(pid)/stat"), let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 19, fields[0] != "Z", fields[0] != "X" else { return nil }
        return String(fields[19])
    }

    private static func bootID() -> String {
        contents("/proc/sys/kernel/random/boot_id").map { String($0.filter { $0.isHexDigit || $0 == "-" }) } ?? "unknown"
    }

    private static func pidSpace() -> String {
        var buffer = [UInt8](repeating: 0, count: 64)
        let count = buffer.withUnsafeMutableBytes { bytes in
            bytes.withMemoryRebound(to: CChar.self) { $0.baseAddress.map { readlink("/proc/self/ns/pid", $0, 64) } ?? 0 }
        }
        return count > 0 ? String(decoding: buffer.prefix(count), as: UTF8.self) : "unknown"
    }

    private static func contents(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
        return count > 0 ? String(decoding: buffer.prefix(count), as: UTF8.self) : nil
    }
}
