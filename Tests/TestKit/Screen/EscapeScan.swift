/// Follows control sequences through a byte stream, cut anywhere, and notes what libvterm does not tell.
struct EscapeScan: Sendable {
    private enum Phase { case ground, escape, control, operatingSystem, ignoredString, stringEscape(isOperatingSystem: Bool) }

    var modes = TerminalModes()
    private var phase = Phase.ground
    private var collected: [UInt8] = []
    /// No honest title or clipboard text is longer.
    private static let longestString = 1 << 20

    /// Bytes still missing of a character begun in plain text.
    private var missingContinuations = 0

    /// Reads on; returns how many of these bytes end no later than the last whole character or sequence, nil if none does.
    mutating func feed(_ bytes: [UInt8], rows: Int) -> Int? {
        var whole: Int?
        for (index, byte) in bytes.enumerated() {
            if case .ground = phase {
                missingContinuations =
                    byte & 0xC0 == 0x80 ? max(0, missingContinuations - 1) : byte >= 0xF0 ? 3 : byte >= 0xE0 ? 2 : byte >= 0xC0 ? 1 : 0
            }
            step(byte, rows: rows)
            if case .ground = phase, missingContinuations == 0 { whole = index + 1 }
        }
        return whole
    }

    /// What a terminal forgets when its size changes.
    mutating func resized() { modes.scrollRegion = nil }

    private mutating func step(_ byte: UInt8, rows: Int) {
        switch phase {
        case .ground:
            if byte == 0x1B { phase = .escape } else if byte == 0x07 { modes.bellCount &+= 1 }
        case .escape: escape(byte)
        case .control: control(byte, rows: rows)
        case .operatingSystem:
            if byte == 0x07 || byte == 0x9C {
                endOperatingSystem()
            } else if byte == 0x1B {
                phase = .stringEscape(isOperatingSystem: true)
            } else if byte == 0x18 || byte == 0x1A {
                phase = .ground
            } else if collected.count < Self.longestString {
                collected.append(byte)
            }
        case .ignoredString:
            if byte == 0x1B { phase = .stringEscape(isOperatingSystem: false) } else if byte == 0x18 || byte == 0x1A { phase = .ground }
        case .stringEscape(let isOperatingSystem):
            if isOperatingSystem { endOperatingSystem() }
            phase = .ground
            if byte != 0x5C {
                phase = .escape
                escape(byte)
            }
        }
    }

    private mutating func escape(_ byte: UInt8) {
        phase = .ground
        collected.removeAll(keepingCapacity: true)
        switch byte {
        case UInt8(ascii: "["): phase = .control
        case UInt8(ascii: "]"): phase = .operatingSystem
        case UInt8(ascii: "P"), UInt8(ascii: "X"), UInt8(ascii: "^"), UInt8(ascii: "_"): phase = .ignoredString
        case UInt8(ascii: "="): modes.hasApplicationKeypad = true
        case UInt8(ascii: ">"): modes.hasApplicationKeypad = false
        case UInt8(ascii: "c"): modes.resetAll()
        case 0x1B, 0x20...0x2F: phase = .escape
        default: break
        }
    }

    private mutating func control(_ byte: UInt8, rows: Int) {
        switch byte {
        case 0x20...0x3F: if collected.count < 256 { collected.append(byte) }
        case 0x40...0x7E:
            phase = .ground
            finishControl(byte, rows: rows)
        case 0x1B: phase = .escape
        case 0x18, 0x1A: phase = .ground
        default: break
        }
    }

    private mutating func finishControl(_ final: UInt8, rows: Int) {
        let text = String(decoding: collected, as: UTF8.self)
        func numbers(_ part: Substring) -> [Int] { part.split(separator: ";").map { Int($0) ?? 0 } }
        switch (text.first, final) {
        case ("?", UInt8(ascii: "h")), ("?", UInt8(ascii: "l")):
            for mode in numbers(text.dropFirst()) { modes.set(mode, isOn: final == UInt8(ascii: "h")) }
        case (">", UInt8(ascii: "u")): modes.keyboardStackDepth &+= 1
        case ("<", UInt8(ascii: "u")):
            modes.keyboardStackDepth = max(0, modes.keyboardStackDepth - max(1, numbers(text.dropFirst()).first ?? 1))
        case (_, UInt8(ascii: "J")): if text == "2" { modes.fullClearCount &+= 1 }
        case (_, UInt8(ascii: "r")):
            guard text.first?.isNumber ?? true || text.first == ";" else { return }
            let edges = text.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
            let top = max(1, edges.first ?? 1)
            let bottom = edges.count > 1 && edges[1] > 0 ? min(edges[1], rows) : rows
            modes.scrollRegion = top < bottom && (top, bottom) != (1, rows) ? top...bottom : nil
        default: break
        }
    }

    private mutating func endOperatingSystem() {
        phase = .ground
        let text = String(decoding: collected, as: UTF8.self)
        guard let separator = text.firstIndex(of: ";") else { return }
        let rest = String(text[text.index(after: separator)...])
        switch text[..<separator] {
        case "0", "2": modes.title = rest
        case "52": modes.clipboardWrites.append(rest)
        default: break
        }
    }
}
