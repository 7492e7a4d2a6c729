import Glibc

/// Texts kept in files beside the tests, and held against what the code makes now.
public enum Snapshot {
    /// Throws unless `text` is what `Snapshots/<name>.txt` beside the test holds.
    ///
    /// A missing file is written and the check fails all the same, so that nobody records by accident;
    /// with `LATHE_RECORD=1` the file is written anew and the check passes. A line feed at the end does not count.
    public static func check(_ name: String, _ text: String, file: StaticString = #filePath) throws {
        let recording = getenv("LATHE_RECORD").map { String(cString: $0) } == "1"
        try check(name, text, beside: "\(file)", recording: recording)
    }

    static func check(_ name: String, _ text: String, beside file: String, recording: Bool) throws {
        let folder = (file.lastIndex(of: "/").map { String(file[..<$0]) } ?? ".") + "/Snapshots"
        let path = folder + "/" + name + ".txt"
        let wanted = text.hasSuffix("\n") ? text : text + "\n"
        let isMissing = !Files.exists(path)
        if recording || isMissing {
            try Files.makeFolder(String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)]))
            try Files.write(Array(wanted.utf8), to: path)
            if isMissing && !recording {
                throw TestKitError.snapshot(name: name, message: "there was none; it is recorded now, look at \(path) and run again")
            }
            return
        }
        let stored = String(decoding: try Files.read(path), as: UTF8.self)
        if stored != wanted {
            throw TestKitError.snapshot(
                name: name, message: "differs from \(path) (LATHE_RECORD=1 records anew)\n" + difference(stored, wanted))
        }
    }

    /// The lines that differ, `-` stored and `+` now, between what is equal at both ends.
    static func difference(_ stored: String, _ now: String) -> String {
        let old = stored.split(separator: "\n", omittingEmptySubsequences: false)
        let new = now.split(separator: "\n", omittingEmptySubsequences: false)
        var start = 0
        while start < old.count, start < new.count, old[start] == new[start] { start += 1 }
        var end = 0
        while end < old.count - start, end < new.count - start, old[old.count - 1 - end] == new[new.count - 1 - end] { end += 1 }
        let removed = old[start..<(old.count - end)].map { "-\($0)" }
        let added = new[start..<(new.count - end)].map { "+\($0)" }
        let same = start > 0 ? [" \(old[start - 1])"] : []
        return (["line \(start + 1):"] + same + removed + added).joined(separator: "\n")
    }
}
