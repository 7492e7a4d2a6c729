import TestKit
import Testing

@testable import Tools

@Suite("Output pieces")
struct OutputPieceTests {
    @Test("A ring gives back what it holds, wherever it is read and however it was filled", arguments: 0..<30 as Range<UInt64>)
    func ring(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let limit = Int.random(in: 1...200, using: &random)
        var ring = OutputRing(limitBytes: limit)
        var all: [UInt8] = []
        for _ in 0..<40 {
            let piece = (0..<Int.random(in: 0...250, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
            piece.withUnsafeBufferPointer { ring.append($0) }
            all += piece
            let start = max(0, all.count - limit)
            #expect(ring.totalByteCount == all.count && ring.start == start)
            let from = Int.random(in: -10...all.count + 10, using: &random)
            let count = Int.random(in: -5...300, using: &random)
            let expectedFrom = min(max(from, start), all.count)
            let found = ring.read(from: from, count: count)
            #expect(found.from == expectedFrom)
            #expect(found.bytes == Array(all[expectedFrom...].prefix(max(0, count))))
        }
        ring.forget()
        #expect(ring.start == all.count && ring.read(from: 0, count: 10).bytes == [])
    }

    @Test(
        "A piece ends where no character and no sequence falls apart",
        arguments: [
            ("abc", 0), ("", 0), ("ab\u{1B}", 1), ("ab\u{1B}[3", 3), ("ab\u{1B}[31m", 0), ("ab\u{1B}]0;title", 9), ("ab\u{1B}]0;t\u{7}", 0),
            ("\u{1B}7", 0), ("\u{1B}[3\n", 0),
        ])
    func openTail(text: String, open: Int) {
        #expect(OutputEdges.openTail(Array(text.utf8)) == open)
    }

    @Test("Half a character is left for the next piece, and bytes that are none are not held back for ever")
    func characters() {
        let euro = Array("€".utf8)
        #expect(OutputEdges.openTail(euro) == 0)
        #expect(OutputEdges.openTail(Array(euro.prefix(2))) == 2)
        #expect(OutputEdges.openTail([0x61] + euro.prefix(1)) == 1)
        #expect(OutputEdges.openTail([0x80, 0x80, 0x80, 0x80]) == 0)
        #expect(OutputEdges.piece(Array("aa€€".utf8), limit: 7) == Array("aa€".utf8))
        #expect(OutputEdges.piece(Array("aaaa\nbbbb".utf8), limit: 6) == Array("aaaa\n".utf8))
        #expect(OutputEdges.piece(euro, limit: 1) == [0xE2])
        #expect(OutputEdges.piece([0x1B, 0x5B, 0x33, 0x31], limit: 3).count == 3)
    }

    @Test("The tail is the last lines, sanitised and bounded")
    func tail() {
        let lines = (1...100).map { "line \($0)\u{1B}[0m\n" }.joined()
        #expect(OutputEdges.tail(Array(lines.utf8), lines: 3, limit: 2048) == "line 98\nline 99\nline 100\n")
        #expect(OutputEdges.tail(Array(lines.dropLast().utf8), lines: 2, limit: 2048) == "line 99\nline 100")
        #expect(OutputEdges.tail([], lines: 3, limit: 10) == "")
        #expect(OutputEdges.tail([UInt8](repeating: 0x61, count: 9000), lines: 3, limit: 100).utf8.count == 100)
        #expect(OutputEdges.tail(Array("€€€".utf8), lines: 3, limit: 4) == "€")
    }
}
