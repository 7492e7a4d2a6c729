/// Keys as scalars with modifiers: kitty's `CSI … u`, and xterm's modifyOtherKeys.
extension KeyTable {
    /// `CSI code:shifted:base ; modifiers:event ; text u`.
    static func unicode(_ control: ControlSequence, held: Modifiers) -> InputEvent? {
        let code = control.number(0, or: 0)
        if (57_344...63_743).contains(code) { return keypad(code).map { .key($0, held) } }
        let shifted = control.number(0, part: 1, or: 0)
        if held.contains(.shift), shifted > 0x20, held.isDisjoint(with: [.control, .command]) {
            return scalar(shifted).map { .key(.character($0), held.subtracting(.shift)) }
        }
        return event(code: code, held: held)
    }

    /// `CSI 27 ; modifiers ; code ~`: the code is what the key types, with shift already in it.
    static func other(code: Int, held: Modifiers) -> InputEvent? {
        let isLetter = (0x41...0x5A).contains(code) || (0x61...0x7A).contains(code)
        return event(code: code, held: code > 0x20 && code != 0x7F && !isLetter ? held.subtracting(.shift) : held)
    }

    private static func event(code: Int, held: Modifiers) -> InputEvent? {
        switch code {
        case 9: return held.contains(.shift) ? .key(.backtab, held.subtracting(.shift)) : .key(.tab, held)
        case 13: return .key(.enter, held)
        case 27: return .key(.escape, held)
        case 8, 127: return .key(.backspace, held)
        case 0x41...0x5A where !held.isDisjoint(with: [.control, .command]):
            return scalar(code + 0x20).map { .key(.character($0), held) }
        case 0x61...0x7A where held.contains(.shift) && held.isDisjoint(with: [.control, .command]):
            return scalar(code - 0x20).map { .key(.character($0), held.subtracting(.shift)) }
        case 0x41...0x5A:
            return scalar(code).map { .key(.character($0), held.subtracting(.shift)) }
        default:
            return scalar(code).map { .key(.character($0), held) }
        }
    }

    private static func scalar(_ code: Int) -> Character? {
        guard code >= 0x20, !(0x7F...0x9F).contains(code), let scalar = UInt32(exactly: code).flatMap(Unicode.Scalar.init) else {
            return nil
        }
        return Character(scalar)
    }

    /// Kitty's numbers for keys that type nothing, in the private use area.
    private static func keypad(_ code: Int) -> Key? {
        switch code {
        case 57_376...57_398: .function(code - 57_363)
        case 57_399...57_408: .character(Character(Unicode.Scalar(UInt8(0x30 + code - 57_399))))
        case 57_409: .character(".")
        case 57_410: .character("/")
        case 57_411: .character("*")
        case 57_412: .character("-")
        case 57_413: .character("+")
        case 57_414: .enter
        case 57_415: .character("=")
        case 57_416: .character(",")
        case 57_417: .left
        case 57_418: .right
        case 57_419: .up
        case 57_420: .down
        case 57_421: .pageUp
        case 57_422: .pageDown
        case 57_423: .home
        case 57_424: .end
        case 57_425: .insert
        case 57_426: .delete
        default: nil
        }
    }
}
