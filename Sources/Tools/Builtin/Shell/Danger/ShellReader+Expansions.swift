extension ShellReader {
    /// What a `$` begins.
    mutating func dollar(_ builder: inout WordBuilder, isQuoted: Bool, _ depth: Int) {
        switch byte(1) {
        case UInt8(ascii: "("):
            if byte(2) == UInt8(ascii: "("), isArithmetic() { return arithmetic(&builder, depth) }
            index += 2
            builder.unknown("$(…)", list(until: UInt8(ascii: ")"), depth: depth + 1))
        case UInt8(ascii: "{"): parameter(&builder, isQuoted: isQuoted, depth)
        case UInt8(ascii: "'") where !isQuoted:
            index += 2
            escaped(&builder)
        case UInt8(ascii: "\"") where !isQuoted: index += 1
        case let next? where Self.isNamePart(next) && !Self.isDigit(next):
            index += 1
            put(name(), into: &builder, isQuoted: isQuoted)
        case let next? where Self.isDigit(next) || "@*#?$!-".utf8.contains(next):
            index += 2
            builder.unknown("$" + String(UnicodeScalar(next)))
        default:
            index += 1
            builder.append(UInt8(ascii: "$"))
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    static func isNamePart(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): true
        default: isDigit(byte)
        }
    }

    private mutating func name() -> String {
        let start = index
        while let byte = byte(), Self.isNamePart(byte), inquiry.step() { index += 1 }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    private func put(_ name: String, into builder: inout WordBuilder, isQuoted: Bool) {
        if let value = inquiry.value(of: name) {
            _ = inquiry.step(value.utf8.count)
            return builder.put(value, quoted: isQuoted)
        }
        builder.unknown("$" + name, Secrets.isNamedInVariable(name) ? .keys : [])
    }

    /// `${NAME}` and all that can stand in such braces.
    private mutating func parameter(_ builder: inout WordBuilder, isQuoted: Bool, _ depth: Int) {
        guard inquiry.mayEnter(depth: depth + 1) else { return index = bytes.count }
        index += 2
        let name = name()
        if byte() == UInt8(ascii: "}") {
            index += 1
            return put(name, into: &builder, isQuoted: isQuoted)
        }
        var level = 1
        var inner = WordBuilder()
        while let byte = byte(), inquiry.step() {
            switch byte {
            case UInt8(ascii: "}"):
                index += 1
                level -= 1
            case UInt8(ascii: "\\"): index += 2
            case UInt8(ascii: "`"), UInt8(ascii: "$"):
                if self.byte(1) == UInt8(ascii: "{") {
                    index += 2
                    level += 1
                } else if byte == UInt8(ascii: "$") {
                    dollar(&inner, isQuoted: true, depth + 1)
                } else {
                    index += 1
                }
            default: index += 1
            }
            if level == 0 { return builder.unknown("${\(name)…}", Secrets.isNamedInVariable(name) ? .keys : []) }
        }
        index = min(index, bytes.count)
        builder.unknown("${\(name)…}")
        inquiry.note(.doubt, "has brackets that do not close; cannot tell what runs")
    }

    /// Whether the brackets at `$((` close as `))`; else they hold a subshell.
    private func isArithmetic() -> Bool {
        var level = 0
        var at = index + 1
        while at < bytes.count, inquiry.step() {
            if bytes[at] == UInt8(ascii: "(") { level += 1 }
            if bytes[at] == UInt8(ascii: ")") {
                level -= 1
                if level == 1 { return at + 1 < bytes.count && bytes[at + 1] == UInt8(ascii: ")") }
            }
            at += 1
        }
        return false
    }

    private mutating func arithmetic(_ builder: inout WordBuilder, _ depth: Int) {
        guard inquiry.mayEnter(depth: depth + 1) else { return index = bytes.count }
        index += 3
        var level = 2
        var inner = WordBuilder()
        while let byte = byte(), inquiry.step() {
            switch byte {
            case UInt8(ascii: "$"):
                dollar(&inner, isQuoted: true, depth + 1)
                continue
            case UInt8(ascii: "("): level += 1
            case UInt8(ascii: ")"): level -= 1
            default: break
            }
            index += 1
            if level == 0 { break }
        }
        builder.unknown("$((…))")
    }

    /// `$'…'`, in which letters can be written as numbers.
    private mutating func escaped(_ builder: inout WordBuilder) {
        builder.quote()
        while let byte = byte(), inquiry.step() {
            index += 1
            if byte == UInt8(ascii: "'") { return }
            guard byte == UInt8(ascii: "\\"), let kind = self.byte() else {
                builder.append(byte)
                continue
            }
            index += 1
            switch kind {
            case UInt8(ascii: "n"), UInt8(ascii: "t"), UInt8(ascii: "r"): builder.append(0x20)
            case UInt8(ascii: "x"): number(&builder, radix: 16, digits: 2)
            case UInt8(ascii: "u"): number(&builder, radix: 16, digits: 4)
            case UInt8(ascii: "U"): number(&builder, radix: 16, digits: 8)
            case UInt8(ascii: "0")...UInt8(ascii: "7"):
                index -= 1
                number(&builder, radix: 8, digits: 3)
            default: builder.append(kind)
            }
        }
        inquiry.note(.doubt, "has a quote that does not close; cannot tell what runs")
    }

    private mutating func number(_ builder: inout WordBuilder, radix: UInt32, digits: Int) {
        var value: UInt32 = 0
        for _ in 0..<digits {
            guard let byte = byte(), let digit = Character(UnicodeScalar(byte)).hexDigitValue, digit < radix else { break }
            value = value &* radix &+ UInt32(digit)
            index += 1
        }
        for byte in String(UnicodeScalar(value) ?? "\u{FFFD}").utf8 { builder.append(byte) }
    }
}
