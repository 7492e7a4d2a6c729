/// Reads what a terminal was sent and keeps account of the modes that are on.
struct ModeLedger {
    /// Private modes that are on now.
    private(set) var modes: Set<Int> = []
    /// Private modes that were on at some time.
    private(set) var switchedOn: Set<Int> = []
    private(set) var keyboardPushes = 0
    private(set) var titlePushes = 0
    private(set) var isKeypadApplication = false

    init(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while let first = rest.popFirst() {
            guard first == 0x1B, let next = rest.popFirst() else { continue }
            if next == 0x3D { isKeypadApplication = true }
            if next == 0x3E { isKeypadApplication = false }
            guard next == 0x5B else { continue }
            let parameters = rest.prefix { (0x20...0x3F).contains($0) }
            rest = rest.dropFirst(parameters.count)
            // A control byte inside gives the sequence up.
            guard let final = rest.first, final >= 0x40 else { continue }
            rest.removeFirst()
            take(String(decoding: parameters, as: UTF8.self), final: final)
        }
    }

    private mutating func take(_ parameters: String, final: UInt8) {
        if parameters.hasPrefix("?") {
            let numbers = parameters.dropFirst().split(separator: ";").compactMap { Int($0) }
            if final == 0x68 {
                modes.formUnion(numbers)
                switchedOn.formUnion(numbers)
            } else if final == 0x6C {
                modes.subtract(numbers)
            }
        } else if final == 0x75 {
            // The terminal's stack is empty at the bottom: popping more changes nothing.
            keyboardPushes = max(0, keyboardPushes + (parameters.hasPrefix(">") ? 1 : parameters.hasPrefix("<") ? -1 : 0))
        } else if final == 0x74 {
            titlePushes = max(0, titlePushes + (parameters.hasPrefix("22") ? 1 : parameters.hasPrefix("23") ? -1 : 0))
        }
    }
}
