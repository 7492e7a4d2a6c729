/// Reads what terminals report about the mouse.
enum MouseReport {
    /// The number of an SGR report: button in bits 0, 1, 6 and 7, modifiers in bits 2 to 4, motion in bit 5.
    static func event(code: Int, x: Int, y: Int, isRelease: Bool) -> MouseEvent? {
        guard code >= 0, x >= 0, y >= 0 else { return nil }
        var held: Modifiers = []
        if code & 4 != 0 { held.insert(.shift) }
        if code & 8 != 0 { held.insert(.alt) }
        if code & 16 != 0 { held.insert(.control) }
        let number = code & 3
        if code & 64 != 0, code & 128 == 0 {
            guard !isRelease, code & 32 == 0 else { return nil }
            let kinds: [MouseEvent.Kind] = [.wheelUp, .wheelDown, .wheelLeft, .wheelRight]
            return MouseEvent(kind: kinds[number], x: x, y: y, modifiers: held)
        }
        let buttons: [MouseEvent.Button] = [.left, .middle, .right, .none]
        let button = code & 128 == 0 ? buttons[number] : .none
        let kind: MouseEvent.Kind = code & 32 != 0 ? (number == 3 ? .move : .drag) : isRelease ? .release : .press
        return MouseEvent(kind: kind, button: button, x: x, y: y, modifiers: held)
    }

    /// The three bytes of an old report, each 32 more than it says; button 3 is a release.
    static func old(_ bytes: [UInt8]) -> MouseEvent? {
        guard bytes.count == 3, bytes.allSatisfy({ $0 >= 32 }) else { return nil }
        let code = Int(bytes[0]) - 32
        let isRelease = code & 3 == 3 && code & (32 | 64) == 0
        return event(code: code, x: Int(bytes[1]) - 33, y: Int(bytes[2]) - 33, isRelease: isRelease)
    }
}
