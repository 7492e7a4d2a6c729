import Events
import Glibc

/// What the terminal says about itself.
enum TerminalCheck {
    static func all(_ program: Program) -> [Check] {
        let environment = program.environment
        let term = TextSanitiser.clean(environment["TERM"] ?? "")
        var checks: [Check] = []
        if !program.output.isTerminal {
            checks.append(
                Check(
                    name: "terminal", state: .weak, finding: "standard output is no terminal",
                    cure: "the workbench needs one; `lathe run` does not"))
        } else if term.isEmpty || term == "dumb" {
            checks.append(
                Check(
                    name: "terminal", state: .weak, finding: "TERM is \(term.isEmpty ? "not set" : term)",
                    cure: "set TERM to what your terminal is, such as xterm-256color"))
        } else {
            checks.append(Check(name: "terminal", state: .good, finding: term))
        }
        if let size = size() {
            let isSmall = size.columns < 80 || size.rows < 24
            checks.append(
                Check(
                    name: "size", state: isSmall ? .weak : .good, finding: "\(size.columns) columns, \(size.rows) rows",
                    cure: isSmall ? "some panes are hidden below 80 by 24; make the window larger" : nil))
        }
        checks.append(colours(term, environment))
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
        let isUTF8 = locale.lowercased().replacing("-", with: "").contains("utf8")
        checks.append(
            Check(
                name: "characters", state: isUTF8 ? .good : .weak,
                finding: locale.isEmpty ? "no locale is set" : TextSanitiser.clean(locale),
                cure: isUTF8 ? nil : "set LANG=C.UTF-8, or use LATHE_ASCII=1"))
        return checks
    }

    private static func colours(_ term: String, _ environment: [String: String]) -> Check {
        if environment["NO_COLOR"]?.isEmpty == false { return Check(name: "colours", state: .good, finding: "none, as NO_COLOR asks") }
        let isDirect = ["truecolor", "24bit"].contains(environment["COLORTERM"] ?? "")
        if isDirect || term.contains("256color") || term.contains("direct") { return Check(name: "colours", state: .good, finding: "256") }
        return Check(name: "colours", state: .weak, finding: "16 or fewer", cure: "if the terminal has more, set TERM=xterm-256color")
    }

    private static func size() -> (columns: Int, rows: Int)? {
        var size = winsize()
        for descriptor: Int32 in [1, 0, 2] where ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 {
            return (Int(size.ws_col), Int(size.ws_row))
        }
        return nil
    }
}
