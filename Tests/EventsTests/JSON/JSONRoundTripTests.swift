import TestKit
import Testing

@testable import Events

@Suite struct JSONRoundTripTests {
    @Test("what is written is read back the same, compact and pretty")
    func roundTrip() throws {
        var draw = SeededGenerator.fresh("JSON round trip")
        for _ in 0..<2000 {
            let value = Self.value(&draw, depth: 0)
            let bytes = value.bytes
            #expect(!bytes.contains { $0 < 0x20 }, "\(draw)")
            #expect(try JSON(parsing: bytes) == value, "\(draw)")
            #expect(try JSON(parsing: bytes).bytes == bytes, "\(draw)")
            #expect(try JSON(parsing: value.prettyText).bytes == bytes, "\(draw)")
        }
    }

    @Test("cut anywhere, a text is refused or a number that ends early, and never a crash")
    func cut() throws {
        var draw = SeededGenerator.fresh("JSON cut")
        for _ in 0..<200 {
            let bytes = JSON.array([Self.value(&draw, depth: 1)]).bytes
            for end in 0..<bytes.count { #expect(throws: JSONParseError.self, "\(draw)") { try JSON(parsing: Array(bytes[..<end])) } }
        }
    }

    @Test("random bytes are read or refused")
    func noise() {
        var draw = SeededGenerator.fresh("JSON noise")
        let alphabet = Array("[]{}\",:\\u0123456789abcdefE+-.truenlfs \n".utf8) + [0x00, 0x1F, 0x80, 0xC3, 0xED, 0xFF]
        for _ in 0..<5000 {
            let bytes = (0..<Int.random(in: 0...24, using: &draw)).map { _ in alphabet.randomElement(using: &draw) ?? 0 }
            guard let value = try? JSON(parsing: bytes, repairingText: true) else { continue }
            #expect((try? JSON(parsing: value.bytes)) != nil, "\(bytes) \(draw)")
        }
    }

    @Test("what JSON has no word for becomes null")
    func notFinite() {
        #expect(JSON.array([.number(.nan), .number(.infinity), .number(-.infinity)]).text == "[null,null,null]")
    }

    private static func value(_ draw: inout SeededGenerator, depth: Int) -> JSON {
        switch Int.random(in: 0..<(depth > 4 ? 5 : 7), using: &draw) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &draw))
        case 2: return .integer([0, -1, .max, .min, Int64(truncatingIfNeeded: draw.next())].randomElement(using: &draw) ?? 0)
        case 3:
            let number = Double(bitPattern: draw.next())
            return .number(number.isFinite ? number : 0.1)
        case 4: return .string(text(&draw))
        case 5: return .array((0..<Int.random(in: 0...4, using: &draw)).map { _ in value(&draw, depth: depth + 1) })
        default:
            return .object(
                JSONObject(
                    (0..<Int.random(in: 0...4, using: &draw)).map { _ in JSONObject.Member(text(&draw), value(&draw, depth: depth + 1)) }))
        }
    }

    private static func text(_ draw: inout SeededGenerator) -> String {
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...8, using: &draw) {
            let wide = UInt32.random(in: 0...0x10FFFF, using: &draw)
            let narrow = UInt32.random(in: 0...0x7F, using: &draw)
            text.append(Unicode.Scalar(Bool.random(using: &draw) ? wide : narrow) ?? "\\")
        }
        return String(text)
    }
}
