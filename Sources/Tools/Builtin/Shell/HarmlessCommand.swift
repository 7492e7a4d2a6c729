/// Tells commands that provably do nothing but print.
///
/// It never tries to understand a command: what is not on this short list asks.
enum HarmlessCommand {
    /// Built into every shell, without effect and without options that have one.
    static let programs: Set<String> = ["echo", "pwd", "true", "false", ":"]

    /// One of `programs` and plain words: letters, digits and `_ . , / : = + @ % ^ -`.
    ///
    /// No quotes, no expansion, no redirection, no second command.
    static func isHarmless(_ line: String) -> Bool {
        guard line.utf8.count <= 1000, line.utf8.allSatisfy(isPlain) else { return false }
        guard let first = line.utf8.split(separator: 0x20).first else { return false }
        return programs.contains(String(decoding: first, as: UTF8.self))
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: " _.,/:=+@%^-".utf8.contains(byte)
        }
    }
}
