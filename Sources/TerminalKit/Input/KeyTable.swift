/// What bytes, letters and numbers in key sequences stand for.
enum KeyTable {
    /// A byte below 0x80 that is no ESC.
    static func key(byte: UInt8, backspace: UInt8) -> (Key, Modifiers) {
        if byte == backspace || byte == 0x7F { return (.backspace, []) }
        switch byte {
        case 0x00: return (.character(" "), .control)
        case 0x09: return (.tab, [])
        case 0x0D: return (.enter, [])
        case 0x01...0x1A: return (.character(Character(Unicode.Scalar(byte + 0x60))), .control)
        case 0x1C...0x1F: return (.character(Character(Unicode.Scalar(byte + 0x40))), .control)
        default: return (.character(Character(Unicode.Scalar(byte))), [])
        }
    }

    /// The number after a semicolon, as xterm and kitty write modifiers: one more than their bits.
    static func modifiers(_ number: Int) -> Modifiers {
        let bits = max(0, number - 1)
        var held: Modifiers = []
        if bits & 1 != 0 { held.insert(.shift) }
        if bits & (2 | 32) != 0 { held.insert(.alt) }
        if bits & 4 != 0 { held.insert(.control) }
        if bits & 8 != 0 { held.insert(.command) }
        return held
    }

    /// The last letter of `ESC [ 1 ; 5 A` and kin.
    static func letter(_ byte: UInt8) -> Key? {
        switch byte {
        case 0x41: .up
        case 0x42: .down
        case 0x43: .right
        case 0x44: .left
        case 0x46: .end
        case 0x48: .home
        case 0x50...0x53: .function(Int(byte) - 0x4F)
        default: nil
        }
    }

    /// The letter of `ESC O A`: keys in application mode and the keypad.
    static func single(_ byte: UInt8) -> (Key, Modifiers)? {
        if let key = letter(byte) { return (key, []) }
        switch byte {
        case 0x4D: return (.enter, [])
        case 0x49: return (.tab, [])
        case 0x20: return (.character(" "), [])
        case 0x58: return (.character("="), [])
        case 0x61...0x64: return letter(byte - 0x20).map { ($0, .control) }
        case 0x6A...0x79: return (.character(Character(Unicode.Scalar(byte - 0x40))), [])
        default: return nil
        }
    }

    /// The number of `ESC [ 5 ~` and kin.
    static func numbered(_ number: Int) -> Key? {
        switch number {
        case 1, 7: .home
        case 2: .insert
        case 3: .delete
        case 4, 8: .end
        case 5: .pageUp
        case 6: .pageDown
        case 11...15: .function(number - 10)
        case 17...21: .function(number - 11)
        case 23...26: .function(number - 12)
        case 28, 29: .function(number - 13)
        case 31...34: .function(number - 14)
        default: nil
        }
    }
}
