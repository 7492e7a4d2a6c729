internal import Events
internal import Glibc
internal import Observe
internal import Synchronization

/// Writes one JSON object a line for every event that is not a piece of a stream (003-36): `run_id`, `loop_id`, `iteration`, `action`, `tool_name`,
/// `duration_us`, `status`, `error`.
///
/// No text of a prompt, an answer or an output is in it.
final class StructuredLog: EventHook {
    private let descriptor: Int32

    /// Opens the file for appending, 0600, its new folder 0700; nil when that cannot be.
    ///
    /// A file above 16 MiB is moved to `<name>.1` first.
    init?(path: String) {
        if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
            var made = ""
            for name in path[..<slash].split(separator: "/") {
                made += "/" + name
                mkdir(made, 0o700)
            }
        }
        var status = stat()
        if lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size > 16 * 1024 * 1024 { rename(path, path + ".1") }
        let opened = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o600)
        guard opened >= 0 else { return nil }
        descriptor = opened
    }

    deinit { close(descriptor) }

    func handle(_ event: RunEvent) {
        guard !event.payload.isDelta else { return }
        var line = StructuredLog.line(of: event)
        line.append(UInt8(ascii: "\n"))
        // One write a line, so that lines of several processes do not mix. A full disk costs lines, never the run.
        _ = line.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    }

    static func line(of event: RunEvent) -> [UInt8] {
        var object = JSONObject()
        func add(_ key: String, _ value: JSON?) { if let value { object.members.append(JSONObject.Member(key, value)) } }
        let payload = event.payload.json
        add("ts", .integer(event.wallMilliseconds))
        add("run_id", .string(event.runID))
        add("seq", .integer(Int64(event.seq)))
        add("loop_id", event.loopID.map { .string($0) } ?? .null)
        add("iteration", event.iteration.map { .integer(Int64($0)) } ?? .null)
        add("action", .string(event.type))
        add("tool_name", payload["tool"])
        add("duration_us", payload["duration_us"])
        add("status", payload["status"] ?? payload["outcome"] ?? payload["stop_reason"] ?? payload["finish_reason"])
        add("error", payload["error_code"] ?? payload["error"]?["code"] ?? payload["code"])
        return JSON.object(object).bytes
    }
}
