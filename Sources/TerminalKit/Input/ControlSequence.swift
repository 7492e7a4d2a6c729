/// A finished `ESC [` sequence, and what it says.
struct ControlSequence {
    /// `<`, `=`, `>` or `?` before the numbers.
    let marker: UInt8?
    /// Numbers between semicolons; each may have parts between colons.
    ///
    /// An empty number is nil.
    let parameters: [[Int?]]
    /// Bytes between the numbers and the end.
    let intermediates: [UInt8]
    let final: UInt8

    init(_ bytes: [UInt8], final: UInt8) {
        self.final = final
        var rest = bytes[...]
        if let first = rest.first, (0x3C...0x3F).contains(first) {
            marker = first
            rest.removeFirst()
        } else {
            marker = nil
        }
        var parameters: [[Int?]] = [[nil]]
        var intermediates: [UInt8] = []
        for byte in rest {
            let last = parameters.count - 1
            let part = parameters[last].count - 1
            switch byte {
            case 0x30...0x39:
                let digit = Int(byte - 0x30)
                parameters[last][part] = min((parameters[last][part] ?? 0) * 10 + digit, 10_000_000)
            case 0x3A: parameters[last].append(nil)
            case 0x3B: parameters.append([nil])
            default: intermediates.append(byte)
            }
        }
        self.parameters = parameters
        self.intermediates = intermediates
    }

    func number(_ index: Int, part: Int = 0, or standard: Int) -> Int {
        guard index < parameters.count, part < parameters[index].count else { return standard }
        return parameters[index][part] ?? standard
    }

    var isPasteStart: Bool { marker == nil && final == 0x7E && number(0, or: 0) == 200 && intermediates.isEmpty }

    /// What it says; nil when it is to vanish.
    var event: InputEvent? {
        switch marker {
        case nil: plainEvent
        case 0x3C: mouseEvent
        case 0x3F: answer
        default: final == 0x63 ? .reply(.attributes) : nil
        }
    }

    private var mouseEvent: InputEvent? {
        guard final == 0x4D || final == 0x6D, parameters.count >= 3 else { return nil }
        let (x, y) = (number(1, or: 1) - 1, number(2, or: 1) - 1)
        return MouseReport.event(code: number(0, or: 0), x: x, y: y, isRelease: final == 0x6D).map { .mouse($0) }
    }

    private var answer: InputEvent? {
        switch (intermediates.first, final) {
        case (0x24, 0x79): .reply(.mode(number: number(0, or: 0), state: number(1, or: 0)))
        case (nil, 0x63): .reply(.attributes)
        case (nil, 0x75): .reply(.keyboard(flags: number(0, or: 0)))
        case (nil, 0x52): .reply(.cursor(row: number(0, or: 1), column: number(1, or: 1)))
        case (nil, 0x6E) where number(0, or: 0) == 997: .reply(.colorScheme(dark: number(1, or: 1) == 1))
        default: .reply(.other)
        }
    }

    private var plainEvent: InputEvent? {
        guard intermediates.isEmpty else { return nil }
        // Releases of keys are told only by terminals that were asked to; a key acts when it goes down.
        if number(1, part: 1, or: 1) == 3 { return nil }
        let held = KeyTable.modifiers(number(1, or: 1))
        switch final {
        case 0x75: return KeyTable.unicode(self, held: held)
        case 0x7E: return tilde(held: held)
        case 0x5E: return KeyTable.numbered(number(0, or: 0)).map { .key($0, .control) }
        case 0x40: return KeyTable.numbered(number(0, or: 0)).map { .key($0, [.control, .shift]) }
        case 0x24: return KeyTable.numbered(number(0, or: 0)).map { .key($0, .shift) }
        case 0x49 where parameters == [[nil]]: return .focus(true)
        case 0x4F where parameters == [[nil]]: return .focus(false)
        case 0x5A: return .key(.backtab, held.subtracting(.shift))
        case 0x52 where number(0, or: 1) != 1 || number(1, or: 1) > 16:
            return .reply(.cursor(row: number(0, or: 1), column: number(1, or: 1)))
        case 0x61...0x64: return KeyTable.letter(final - 0x20).map { .key($0, held.union(.shift)) }
        case 0x63: return .reply(.attributes)
        case 0x6E, 0x74, 0x79: return .reply(.other)
        default: return KeyTable.letter(final).map { .key($0, held) }
        }
    }

    private func tilde(held: Modifiers) -> InputEvent? {
        if number(0, or: 0) == 27, parameters.count >= 3 {
            return KeyTable.other(code: number(2, or: 0), held: held)
        }
        return KeyTable.numbered(number(0, or: 0)).map { .key($0, held) }
    }
}
