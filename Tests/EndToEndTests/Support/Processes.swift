import Glibc
import TestKit

/// Living processes of this machine, found by what they were started with.
enum Processes {
    /// Numbers of all processes that have this among their arguments, the program included.
    static func having(argument: String) -> [Int32] {
        guard let folder = opendir("/proc") else { return [] }
        defer { closedir(folder) }
        var found: [Int32] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            guard let number = Int32(name), let line = arguments(of: number), line.contains(argument) else { continue }
            found.append(number)
        }
        return found
    }

    private static func arguments(of process: Int32) -> [String]? {
        let file = open("/proc/\(process)/cmdline", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = read(file, &bytes, bytes.count)
        return bytes.prefix(max(0, count)).split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    /// A number of seconds that nobody else sleeps.
    static func uniqueSleep(_ number: Int) -> String { "3\(getpid()).\(number)" }
}
