import Events
import TerminalKit
import TestKit
import Testing

@testable import Workbench

/// Moving, folding and following in the transcript.
@Suite struct TranscriptTests {
    private func long(_ rounds: Int) -> Sample {
        var run = Sample()
        run.begin()
        for number in 1...rounds {
            run.beginRound(number)
            run.reason("thought \(number)")
            run.say("answer \(number)\n\nwith a second paragraph")
            run.endModel()
            run.beginTool("c\(number)", "read_file", "file\(number)")
            run.endTool(
                "c\(number)", "read_file", status: number % 5 == 0 ? .error : .success, code: number % 5 == 0 ? .notFound : nil,
                output: "text")
            run.endRound(headline: "headline \(number)")
        }
        return run
    }

    @Test("003-32: a finished round folds to one line when the next one starts; a failed one and the newest stay open") func folding()
        throws
    {
        var sample = Sample.inTheMiddle()
        let reader = try #require(State.live(sample).transcriptReader)
        #expect(reader.isFolded(round: 0))
        #expect(!reader.isFolded(round: 2))
        sample = Sample()
        sample.begin()
        sample.beginRound(1)
        sample.endRound(.failed)
        sample.beginRound(2)
        #expect(!(try #require(State.live(sample).transcriptReader).isFolded(round: 0)))
    }

    @Test("a window is the same lines whether it is read from the top or moved into", arguments: [20, 47, 118])
    func windows(_ width: Int) throws {
        var state = State.live(long(30), columns: width + 2 < 40 ? 40 : width, rows: 24)
        for key in "Ohh" { _ = state.press(.character(key), .alt) }
        let reader = try #require(state.transcriptReader)
        let start = TranscriptPosition(block: 0, line: 0)
        let all = reader.window(from: start, height: 10_000)
        #expect(all.count > 30)
        #expect(all.last == reader.last)
        for (index, position) in all.enumerated() where index % 7 == 0 {
            #expect(reader.moved(start, by: index) == position)
            #expect(reader.moved(reader.last, by: index - (all.count - 1)) == position)
        }
        #expect(reader.moved(start, by: -5) == start)
        #expect(reader.moved(start, by: 100_000) == reader.last)
    }

    @Test("scrolling up ends following and says what is new below; G follows again") func follow() {
        var state = State.live(long(30), rows: 24)
        state.focus = .transcript
        #expect(state.transcript.follows)
        for _ in 0..<40 { _ = state.press(.up) }
        #expect(!state.transcript.follows)
        let before = state.screen
        var more = long(30)
        more.beginRound(31)
        more.say("something new")
        _ = update(&state, .events(Array(more.events.suffix(3))))
        #expect(state.screen.contains("2 new below (G)"))
        let rows = (before.split(separator: "\n")[4], state.screen.split(separator: "\n")[4])
        #expect(rows.0 == rows.1, "the text under the eye stays where it is")
        _ = state.press(.character("G"))
        #expect(state.transcript.follows && state.screen.contains("something new"))
    }

    @Test("h and l go to rounds, { and } to errors, g to the beginning") func jumps() {
        var state = State.live(long(12), rows: 24)
        state.focus = .transcript
        _ = state.press(.character("g"))
        #expect(state.cursorPosition?.block == 0)
        _ = state.press(.character("l"))
        _ = state.press(.character("l"))
        #expect(state.cursorRound == 2)
        _ = state.press(.character("h"))
        #expect(state.cursorRound == 1)
        _ = state.press(.character("}"))
        #expect(state.cursorRound == 4)
        _ = state.press(.character("}"))
        #expect(state.cursorRound == 9)
        _ = state.press(.character("{"))
        #expect(state.cursorRound == 4)
    }

    @Test("a card opens in place and whole in the pager") func cards() {
        var sample = Sample()
        sample.begin()
        sample.beginRound(1)
        sample.beginTool("c1", "execute_shell_command", "make", arguments: ["command": "make"])
        sample.endTool(
            "c1", "execute_shell_command", output: (1...40).map { "output \($0)" }.joined(separator: "\n"),
            display: ToolDisplay(kind: .output))
        var state = State.live(sample)
        state.focus = .transcript
        #expect(state.screen.contains("+ 37 lines (o opens)") && state.screen.contains("output 40") && !state.screen.contains("output 12"))
        _ = state.press(.character("o"))
        #expect(state.screen.contains("output 12"))
        _ = state.press(.enter)
        #expect(state.screen.contains("Input") && state.screen.contains("\"command\": \"make\""))
        #expect(state.screen.contains("output 1\n") || state.screen.contains("output 1 "))
    }

    @Test("W-03: a key in a run of 10,000 rounds lays out only what is seen") func constantCost() {
        var state = State.live(long(10_000), rows: 40)
        state.focus = .transcript
        _ = state.screen
        for _ in 0..<20 {
            _ = state.press(.character("h"))
            _ = state.screen
        }
        // The layouts kept say what was looked at: far fewer than the 30,000 blocks of the run.
        #expect(state.cache.count < 400)
    }

    @Test("text that comes in pieces is wrapped like text that comes whole", arguments: 0..<20)
    func lineFlow(_ seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let text = (0..<60).map { _ in ["word ", "long-word-with-parts ", "三月 ", "\n", "x"].randomElement(using: &random) ?? "" }.joined()
        let indent = StyledLine("| ")
        var whole = LineFlow(width: 24, role: .reasoning, indent: indent)
        whole.extend(to: text)
        var pieces = LineFlow(width: 24, role: .reasoning, indent: indent)
        var end = text.startIndex
        while end < text.endIndex {
            end = text.index(end, offsetBy: Int.random(in: 1...5, using: &random), limitedBy: text.endIndex) ?? text.endIndex
            pieces.extend(to: String(text[..<end]))
        }
        #expect((0..<whole.count).map { whole.line($0).plain } == (0..<pieces.count).map { pieces.line($0).plain })
    }

    @Test("the fold of a run does not depend on how its events are cut into batches", arguments: 1...7)
    func batches(_ size: Int) {
        let events = Sample.completed().events
        var state = makeState()
        _ = update(&state, .attached(runID: "01run"))
        var rest = events[...]
        while !rest.isEmpty {
            _ = update(&state, .events(Array(rest.prefix(size))))
            rest = rest.dropFirst(size)
        }
        #expect(state.run == State.live(.completed()).run)
    }

    @Test("events of unknown types are shown raw") func unknown() {
        var sample = Sample.inTheMiddle()
        sample.add(.unknown(type: "moon_phase", ["phase": "full"]))
        #expect(State.live(sample).screen.contains("moon_phase"))
    }
}
