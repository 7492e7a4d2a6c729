import TerminalKit
import TestKit
import Testing

@testable import Workbench

/// The composer's text.
@Suite struct DraftTests {
    @Test("words and lines are moved over and deleted") func edits() {
        var draft = Draft("one two\nthree four")
        draft.deleteWordBackward()
        #expect(draft.text == "one two\nthree ")
        draft.moveToLineStart()
        draft.insert("X")
        #expect(draft.text == "one two\nXthree ")
        draft.deleteToLineEnd()
        #expect(draft.text == "one two\nX")
        draft.move(by: -100)
        draft.deleteForward()
        #expect(draft.text == "ne two\nX")
    }

    @Test("a long paste is one piece that is sent whole and deleted at once") func paste() {
        var draft = Draft("see ")
        let text = (1...20).map { "line \($0)" }.joined(separator: "\n")
        draft.insert(paste: text)
        #expect(draft.text == "see " + text)
        #expect(DraftLayout(draft, width: 40).rows.count == 1)
        draft.deleteBackward()
        #expect(draft.text == "see ")
    }

    @Test("the caret of any draft at any width lies on a row that exists, and rows move back and forth", arguments: 0..<60)
    func layout(_ seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let width = Int.random(in: 1...30, using: &random)
        var draft = Draft()
        for _ in 0..<Int.random(in: 0...80, using: &random) {
            switch Int.random(in: 0..<10, using: &random) {
            case 0: draft.insert("\n")
            case 1: draft.insert("三")
            case 2: draft.move(by: Int.random(in: -9...9, using: &random))
            case 3: draft.deleteBackward()
            case 4: _ = draft.moveRow(Bool.random(using: &random) ? 1 : -1, width: width)
            default: draft.insert("a")
            }
            let layout = DraftLayout(draft, width: width)
            #expect(layout.rows.indices.contains(layout.caret.y))
            #expect(layout.caret.x <= max(width, 2))
        }
    }

    @Test("numbers are written in few columns")
    func figures() {
        #expect([950, 1234, 34_567, 1_234_567].map(Figures.count) == ["950", "1.2k", "34k", "1.2M"])
        #expect([500, 4_000, 340_000, 2_400_000, 75_000_000].map(Figures.duration) == ["<1 ms", "4 ms", "0.34 s", "2.4 s", "01:15"])
        #expect(Figures.clock(3_723_000_000) == "1:02:03")
        #expect(Figures.decimal(0.999, 2) == "1.00" && Figures.decimal(-0.5, 1) == "-0.5")
    }
}
