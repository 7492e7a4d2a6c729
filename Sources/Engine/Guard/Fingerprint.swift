internal import Events

/// Stands for a text or a value in 64 bits (FNV-1a), so that a guard of a long run keeps neither arguments nor outputs.
struct Fingerprint: Sendable, Hashable {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    init() {}

    mutating func add(byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }

    /// Text alone: the same text in other pieces gives the same value.
    mutating func add(_ text: String) {
        for byte in text.utf8 { add(byte: byte) }
    }

    /// A text with an end, so that moving a border between two texts changes the value.
    mutating func add(closed text: String) {
        add(text)
        add(byte: 0xFF)
    }

    mutating func add(_ other: Fingerprint) {
        for shift in stride(from: 0, to: 64, by: 8) { add(byte: UInt8(truncatingIfNeeded: other.value >> UInt64(shift))) }
    }

    /// A JSON value whatever the order of its members; deeper than any parser lets through, only the kind counts.
    mutating func add(_ json: JSON, depth: Int = 0) {
        guard depth < 140 else { return add(closed: json.typeName) }
        switch json {
        case .object(let object):
            add(byte: 0xF1)
            for member in object.members.sorted(by: { $0.key < $1.key }) {
                add(closed: member.key)
                add(member.value, depth: depth + 1)
            }
            add(byte: 0xF2)
        case .array(let items):
            add(byte: 0xF3)
            for item in items { add(item, depth: depth + 1) }
            add(byte: 0xF4)
        case .number(let number):
            // 1.0 and 1 ask for the same.
            if let whole = Int64(exactly: number) { add(.integer(whole), depth: depth + 1) } else { add(closed: "\(number)") }
        case .string(let text):
            add(byte: 0xF5)
            add(closed: text)
        case .null, .bool, .integer: add(closed: json.text)
        }
    }

    static func of(_ json: JSON) -> Fingerprint {
        var print = Fingerprint()
        print.add(json)
        return print
    }

    static func of(closed texts: String...) -> Fingerprint {
        var print = Fingerprint()
        for text in texts { print.add(closed: text) }
        return print
    }

    /// The text with every number left out: what differs only in numbers is equal.
    static func withoutNumbers(_ text: String) -> Fingerprint {
        var print = Fingerprint()
        var isInNumber = false
        for byte in text.utf8 {
            let isDigit = (0x30...0x39).contains(byte)
            if isDigit && !isInNumber { print.add(byte: 0xFE) }
            if !isDigit { print.add(byte: byte) }
            isInNumber = isDigit
        }
        return print
    }
}

/// The last fingerprints of one kind, oldest forgotten first.
struct Memory: Sendable, Equatable {
    static let capacity = 128
    private(set) var prints: [Fingerprint] = []
    private var next = 0

    func contains(_ print: Fingerprint) -> Bool { prints.contains(print) }

    /// Whether it was new.
    @discardableResult
    mutating func insert(_ print: Fingerprint) -> Bool {
        if prints.contains(print) { return false }
        if prints.count < Memory.capacity {
            prints.append(print)
        } else {
            prints[next] = print
            next = (next + 1) % Memory.capacity
        }
        return true
    }
}
