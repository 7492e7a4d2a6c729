import Glibc

/// The line settings of a terminal (termios), to be compared before and after a program.
public struct TerminalSettings: Sendable, Hashable, CustomStringConvertible {
    public let inputFlags: UInt32
    public let outputFlags: UInt32
    public let controlFlags: UInt32
    public let localFlags: UInt32
    public let controlCharacters: [UInt8]

    /// Throws when the terminal has been closed.
    init(descriptor: Int32) throws {
        var raw = termios()
        guard tcgetattr(descriptor, &raw) == 0 else { throw TestKitError.system(call: "tcgetattr", errorNumber: errno) }
        inputFlags = raw.c_iflag
        outputFlags = raw.c_oflag
        controlFlags = raw.c_cflag
        localFlags = raw.c_lflag
        controlCharacters = withUnsafeBytes(of: raw.c_cc) { Array($0) }
    }

    /// Whether lines are edited by the terminal and what is typed is shown, as in a shell.
    public var isCooked: Bool { localFlags & tcflag_t(ICANON) != 0 && localFlags & tcflag_t(ECHO) != 0 }

    public var description: String {
        func hex(_ flags: UInt32) -> String { String(flags, radix: 16) }
        return "input \(hex(inputFlags)) output \(hex(outputFlags)) control \(hex(controlFlags)) local \(hex(localFlags)) "
            + "characters \(controlCharacters.map { String($0, radix: 16) }.joined(separator: " "))"
    }
}
