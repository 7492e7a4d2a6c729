import CNcurses
import CShims
import Glibc

/// The terminal description that curses will work with, found without ever ending the process.
struct TerminalEntry: Equatable {
    /// A name terminfo knows.
    let name: String
    /// What to tell the user once, when the name is not the one asked for.
    let notice: String?

    /// Finds the description for a TERM value, or one near it; nil when terminfo knows none of them.
    static func find(_ term: String?) -> TerminalEntry? {
        let wanted = term ?? ""
        if !wanted.isEmpty, isKnown(wanted) { return TerminalEntry(name: wanted, notice: nil) }
        for name in substitutes(for: wanted) where isKnown(name) {
            let fault = wanted.isEmpty ? "TERM is not set" : "terminfo does not know the terminal \"\(DisplayText.line(wanted))\""
            return TerminalEntry(name: name, notice: "\(fault); using \(name). Install its description or set TERM to end this notice.")
        }
        return nil
    }

    /// Whether a terminal of that name can address its cursor and clear itself.
    static func capability(_ term: String?) -> ScreenCapability {
        guard let term, term != "dumb", let entry = find(term) else { return .plain }
        return entry.name.withCString { lathe_terminfo_addressable($0, STDOUT_FILENO) } == 1 ? .full : .plain
    }

    private static func isKnown(_ name: String) -> Bool {
        // A name is a file name to terminfo: one with a slash or a NUL is not asked for.
        guard !name.utf8.contains(0x2F), !name.utf8.contains(0), name.utf8.count <= 128 else { return false }
        return name.withCString { lathe_terminfo_knows($0, STDOUT_FILENO) } == 1
    }

    private static func substitutes(for term: String) -> [String] {
        if term.hasPrefix("tmux") || term.hasPrefix("screen") { return ["screen-256color", "screen", "xterm-256color", "xterm"] }
        return ["xterm-256color", "xterm", "vt100"]
    }
}
