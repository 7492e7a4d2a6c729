import Glibc

/// What can go wrong between Lathe and a terminal.
///
/// Messages say the fault, then the cure.
public enum TerminalKitError: Error, Sendable, Hashable, CustomStringConvertible {
    /// No terminal on standard input, output or error, nor a controlling one; carries `errno`.
    case noTerminal(Int32)
    /// Terminfo knows neither this TERM nor a substitute.
    case unknownTerminal(String)
    /// No UTF-8 locale is installed.
    case noUTF8Locale
    /// Memory for frames was refused; carries `errno`.
    case noFrameMemory(Int32)
    /// The terminal's settings could not be read or changed; carries `errno`.
    case settingsRefused(Int32)
    /// A pipe or counter for waking up was refused; carries `errno`.
    case noDescriptor(Int32)

    public var description: String {
        switch self {
        case .noTerminal(let code):
            "no terminal to draw on (\(Self.text(code))); start Lathe in a terminal, or use `lathe run` for plain output"
        case .unknownTerminal(let name):
            "terminfo does not know the terminal \"\(DisplayText.line(name))\"; set TERM=xterm-256color or install ncurses-base"
        case .noUTF8Locale:
            "no UTF-8 locale is installed; set LC_ALL=C.UTF-8"
        case .noFrameMemory(let code):
            "no memory for frames (\(Self.text(code))); close programs or raise the limit on open files"
        case .settingsRefused(let code):
            "the terminal's settings cannot be changed (\(Self.text(code))); try another terminal"
        case .noDescriptor(let code):
            "no more file descriptors (\(Self.text(code))); raise the limit with `ulimit -n`"
        }
    }

    private static func text(_ code: Int32) -> String {
        strerror(code).map { String(cString: $0) } ?? "error \(code)"
    }
}
