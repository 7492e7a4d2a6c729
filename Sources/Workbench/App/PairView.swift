import Events
import Service
import TerminalKit

/// Two runs of one task beside each other: a loop and a pipeline (N-04).
struct PairView {
    /// From so many columns on both are on the screen; below, one of them with a strip about both.
    static let sideBySide = 120

    /// What the screen would show of each run alone, in its part of the screen: the loop, then the pipeline.
    var lanes: [State]
    /// What each came to so far, in the same order.
    var verdicts = RunMode.both.map { RunVerdict(mode: $0) }
    /// The one that keys move in.
    var shown = 0

    /// - Parameter state: the screen that they come onto.
    init(_ runIDs: [String], on state: State) {
        lanes = runIDs.map { runID in
            var lane = State(
                size: state.size, glyphs: state.glyphs, now: state.now, wallMilliseconds: state.wallMilliseconds, place: state.place,
                provider: state.provider, modelName: state.modelName, themeNames: [], themeName: "")
            lane.show(RunModel(), live: true)
            lane.run?.runID = runID
            lane.focus = .transcript
            // The transcript alone, at any width.
            lane.zoomed = true
            return lane
        }
        fit(state.size)
    }

    var goesOn: Bool { lanes.contains(where: \.runGoesOn) }

    /// Which way does better by what, once both are over; nil before.
    var standing: Standing? { goesOn || verdicts.count != 2 ? nil : Standing(loop: verdicts[0], pipeline: verdicts[1]) }

    /// `now` of the screen, which is theirs too.
    mutating func setClock(_ now: Int64) {
        for index in lanes.indices { lanes[index].now = now }
    }

    /// Gives each run its part of a screen of that size.
    mutating func fit(_ size: ScreenSize) {
        let layout = PairLayout(size: size)
        for index in lanes.indices {
            lanes[index].size = layout.laneSize(index)
            lanes[index].resettle()
        }
    }

    /// Goes in the other run to what it did when the run that keys move in did what the cursor is on.
    mutating func synchronise() {
        guard lanes.indices.contains(1 - shown) else { return }
        let lane = lanes[shown]
        if lane.transcript.follows { return lanes[1 - shown].followTail() }
        guard let run = lane.run, let round = lane.cursorRound, run.rounds.indices.contains(round) else { return }
        lanes[1 - shown].showMoment(run.rounds[round].startedMicroseconds)
    }
}

extension RunMode {
    /// The two ways, in the order of the screen.
    static let both: [RunMode] = [.loop, .pipeline]
}

extension State {
    /// Puts the round or stage that went on at a time of the run's clock at the top.
    fileprivate mutating func showMoment(_ microseconds: Int64) {
        guard let run, let reader = transcriptReader else { return }
        let round = run.rounds.last { $0.startedMicroseconds <= microseconds }
        moveCursorToTop(reader.start(of: round?.firstBlock ?? 0))
    }
}

/// Where two runs are on the screen.
struct PairLayout {
    let size: ScreenSize
    /// The line that tells of both, where only one is shown.
    let strip: Rect
    let rule: Rect
    let verdict: Rect
    let footer: Rect
    private let body: Rect

    static let smallest = ScreenSize(columns: 40, rows: 12)
    /// What a run's own layout keeps for a composer and a footer, which it does not have here.
    private static let unusedRows = 3

    init(size: ScreenSize) {
        self.size = size
        var rest = Rect(x: 0, y: 0, width: size.columns, height: size.rows)
        (footer, rest) = rest.splitBottom(1)
        (verdict, rest) = rest.splitBottom(2)
        (rule, rest) = rest.splitBottom(1)
        if size.columns < PairView.sideBySide { (strip, rest) = rest.splitTop(1) } else { strip = .zero }
        body = rest
    }

    var isSideBySide: Bool { size.columns >= PairView.sideBySide }
    var isTooSmall: Bool { size.columns < PairLayout.smallest.columns || size.rows < PairLayout.smallest.rows }

    /// The part of a run: one column is between the two.
    func lane(_ index: Int) -> Rect {
        guard isSideBySide else { return body }
        let left = (body.width - 1) / 2
        return index == 0
            ? Rect(x: 0, y: body.y, width: left, height: body.height)
            : Rect(x: left + 1, y: body.y, width: body.width - 1 - left, height: body.height)
    }

    func laneSize(_ index: Int) -> ScreenSize {
        let area = lane(index)
        return ScreenSize(columns: area.width, rows: area.height + PairLayout.unusedRows)
    }
}
