import Glibc

/// Gathers a bracketed paste up to `ESC [ 201 ~`.
struct PasteCollector: Sendable {
    private static let end: [UInt8] = [0x1B, 0x5B, 0x32, 0x30, 0x31, 0x7E]

    private var bytes: [UInt8] = []
    /// How much of the end mark has come.
    private var matched = 0

    /// Takes bytes from `index` on, and says how many and whether the end mark was among them.
    mutating func take(_ input: UnsafeRawBufferPointer, from start: Int, limit: Int) -> (taken: Int, ended: Bool) {
        var index = start
        while index < input.count {
            let byte = input[index]
            if matched > 0 {
                if byte == Self.end[matched] {
                    matched += 1
                    index += 1
                    if matched == Self.end.count {
                        matched = 0
                        return (index - start, true)
                    }
                } else {
                    // The mark begins with its only ESC, so nothing of the failed match can begin another.
                    append(Self.end[..<matched], limit: limit)
                    matched = 0
                }
            } else if byte == 0x1B {
                matched = 1
                index += 1
            } else {
                let run = Self.run(input, from: index)
                append(input[index..<run], limit: limit)
                index = run
            }
        }
        return (index - start, false)
    }

    /// The text so far, made safe; begins anew.
    mutating func finish() -> String {
        if matched > 0 { bytes.append(contentsOf: Self.end[..<matched]) }
        let text = Self.clean(bytes)
        bytes = []
        matched = 0
        return text
    }

    private static func run(_ input: UnsafeRawBufferPointer, from index: Int) -> Int {
        guard let base = input.baseAddress, let found = memchr(base + index, 0x1B, input.count - index) else { return input.count }
        return found - UnsafeMutableRawPointer(mutating: base)
    }

    private mutating func append(_ part: some Collection<UInt8>, limit: Int) {
        let room = limit - bytes.count
        if room > 0 { bytes.append(contentsOf: part.prefix(room)) }
    }

    /// Line ends become `\n`; every other control but tab goes; broken UTF-8 becomes U+FFFD.
    static func clean(_ bytes: [UInt8]) -> String {
        var kept: [UInt8] = []
        kept.reserveCapacity(bytes.count)
        var afterReturn = false
        for byte in bytes {
            switch byte {
            case 0x0D: kept.append(0x0A)
            case 0x0A: if !afterReturn { kept.append(0x0A) }
            case 0x09, 0x20...0x7E, 0x80...0xFF: kept.append(byte)
            default: break
            }
            afterReturn = byte == 0x0D
        }
        let text = String(decoding: kept, as: UTF8.self)
        guard text.unicodeScalars.contains(where: { (0x80...0x9F).contains($0.value) }) else { return text }
        var clean = String.UnicodeScalarView()
        clean.append(contentsOf: text.unicodeScalars.lazy.filter { !(0x80...0x9F).contains($0.value) })
        return String(clean)
    }
}
