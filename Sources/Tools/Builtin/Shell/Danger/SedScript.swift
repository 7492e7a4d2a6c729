/// Tells whether a script of `sed` starts programs: the command `e`, or the flag `e` of a replacement.
enum SedScript {
    static func runsCommands(_ script: String) -> Bool {
        let bytes = Array(script.utf8)
        var index = 0
        // The address.
        while index < bytes.count, "0123456789,$ ".utf8.contains(bytes[index]) { index += 1 }
        guard index < bytes.count else { return false }
        if bytes[index] == UInt8(ascii: "e"), index + 1 == bytes.count || bytes[index + 1] == 0x20 {
            return index > 0 || index + 1 < bytes.count
        }
        guard bytes[index] == UInt8(ascii: "s"), index + 1 < bytes.count else { return false }
        let mark = bytes[index + 1]
        guard !ShellReader.isNamePart(mark), mark != UInt8(ascii: "."), mark != 0x20 else { return false }
        var marks = 1
        index += 2
        while index < bytes.count, marks < 3 {
            if bytes[index] == UInt8(ascii: "\\") { index += 1 } else if bytes[index] == mark { marks += 1 }
            index += 1
        }
        guard marks == 3, index < bytes.count else { return false }
        return bytes[index...].prefix { ShellReader.isNamePart($0) }.contains(UInt8(ascii: "e"))
    }
}
