import Events
import Glibc

/// The bytes around the text of the last plain event: one that differs in nothing else need not be parsed.
///
/// A stream sends one JSON object again and again with another text in it. Where the text has no quote, backslash or control byte, equal bytes around it are the
/// equal object, so reading only the text gives what parsing would have given. Members that count events, or pad them, may differ too. Saves nine tenths of the
/// time of a plain event.
struct TextMould: Sendable {
    private enum Hole: Sendable {
        /// The text itself.
        case text
        /// A string without a meaning.
        case string
        case digits
    }

    /// What stands before each hole, and after the last one.
    private var walls: [[UInt8]] = []
    private var holes: [Hole] = []
    private var kind = ContentKind.text

    /// The text of an event that fits; nil when the event has to be parsed.
    func text(of data: UnsafeRawBufferPointer) -> (kind: ContentKind, text: String)? {
        guard !holes.isEmpty, let start = data.baseAddress else { return nil }
        var position = 0
        var text: Range<Int>?
        for (index, hole) in holes.enumerated() {
            guard stands(walls[index], at: position, start, data.count) else { return nil }
            position += walls[index].count
            let begin = position
            switch hole {
            case .digits: while position < data.count, TextMould.isDigit(data[position]) { position += 1 }
            case .text, .string: while position < data.count, !TextMould.isSpecial(data[position]) { position += 1 }
            }
            if case .text = hole { text = begin..<position }
        }
        guard let text, let last = walls.last, position + last.count == data.count, stands(last, at: position, start, data.count) else {
            return nil
        }
        return (kind, String(decoding: UnsafeRawBufferPointer(rebasing: data[text]), as: UTF8.self))
    }

    private func stands(_ wall: [UInt8], at position: Int, _ start: UnsafeRawPointer, _ count: Int) -> Bool {
        position + wall.count <= count && memcmp(start + position, wall, wall.count) == 0
    }

    /// Takes the form of an event that was parsed; `plain` is its one text, nil when it says more.
    mutating func learn(from data: UnsafeRawBufferPointer, _ plain: PlainText?) {
        holes = []
        walls = []
        guard let plain, plain.text.utf8.allSatisfy({ !TextMould.isSpecial($0) }),
            let place = TextMould.place(of: plain.key, in: data, asString: true), data[place...].starts(with: plain.text.utf8),
            data.indices.contains(place + plain.text.utf8.count), data[place + plain.text.utf8.count] == UInt8(ascii: "\"")
        else { return }
        var found: [(range: Range<Int>, hole: Hole)] = [(place..<place + plain.text.utf8.count, .text)]
        for key in plain.idle {
            if let start = TextMould.place(of: key, in: data, asString: true) {
                guard let end = data[start...].firstIndex(where: TextMould.isSpecial), data[end] == UInt8(ascii: "\"") else { return }
                found.append((start..<end, .string))
            } else if let start = TextMould.place(of: key, in: data, asString: false) {
                let end = data[start...].firstIndex { !TextMould.isDigit($0) } ?? data.count
                // A digit more must not make another number of what follows.
                guard end > start, end < data.count, data[end] == UInt8(ascii: ",") || data[end] == UInt8(ascii: "}") else { return }
                found.append((start..<end, .digits))
            }
        }
        found.sort { $0.range.lowerBound < $1.range.lowerBound }
        var position = 0
        for one in found {
            walls.append(Array(data[position..<one.range.lowerBound]))
            holes.append(one.hole)
            position = one.range.upperBound
        }
        walls.append(Array(data[position...]))
        kind = plain.kind
    }

    private static func isSpecial(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 }
    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    /// Where the value of the member `key` begins, behind its quote if it is a string; nil unless the key stands there once.
    private static func place(of key: String, in data: UnsafeRawBufferPointer, asString: Bool) -> Int? {
        var found: Int?
        let name = Array("\"\(key)\":".utf8)
        guard data.count > name.count + 2 else { return nil }
        for index in 0..<(data.count - name.count - 2) where data[index] == name[0] && data[index...].starts(with: name) {
            guard found == nil else { return nil }
            var next = index + name.count
            if data[next] == UInt8(ascii: " ") { next += 1 }
            let isString = data[next] == UInt8(ascii: "\"")
            guard next < data.count, isString == asString, isString || isDigit(data[next]) else { return nil }
            found = isString ? next + 1 : next
        }
        return found
    }
}
