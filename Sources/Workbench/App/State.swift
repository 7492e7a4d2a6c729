import Events
import Service
package import TerminalKit

/// Everything the screen shows.
///
/// Changed only by `update`, drawn only by panes.
package struct State {
    enum Focus: Int, CaseIterable {
        case transcript, todo, metrics, tools, composer
    }

    /// What lies over the panes.
    enum Overlay {
        case none
        case help(top: Int)
        case pager(PagerState)
        case runs(RunsState)
        case confirmQuit(since: Int64)
    }

    var size: ScreenSize
    var glyphs: Glyphs
    /// Microseconds of the monotonic clock, set before every update.
    var now: Int64
    var wallMilliseconds: Int64
    var focus = Focus.composer
    var overlay = Overlay.none
    var zoomed = false

    var run: RunModel?
    /// True while events of the run still come.
    var runIsLive = false
    /// True while the run on the screen waits for a person and nothing of it goes on here.
    var waitsForAnswer = false
    /// True from the answer to such a run, or from the taking up of an interrupted one, until its first event comes.
    var isTakenUp = false
    /// The newest interrupted run of this folder, for the first page; nil when there is none.
    var interrupted: RunSummary?
    /// `now` minus the run's own clock, for figures that move between events.
    var runClockOffset: Int64 = 0
    var transcript = TranscriptView()
    var replay: ReplayState?
    var composer = ComposerState()
    /// How the next run is to go; nil for as the settings say.
    var nextMode: RunMode?
    /// Two runs beside each other, in the place of the one; nil while there are none.
    var pair: PairView?
    /// True while the folder is copied for two runs.
    var preparesPair = false
    var dialog: DialogState?
    /// The run of the agent that the newest sheet was of; nil for the run itself.
    var asker: String?
    /// Steps of the stop taken so far: 0 none … 3.
    var stopStep = 0
    var interruptedAt: Int64?

    var notice: Notice?
    var themeNames: [String]
    var themeName: String
    var terminalIsFocused = true
    /// The folder, as the header shows it.
    var place: String
    /// False when the run on the screen was made somewhere else or before.
    var runIsOurs = true
    /// What is set up, nil when nothing is: the first page then says how.
    var provider: String?
    var modelName: String?
    /// True while servers of this machine are looked for.
    var looksForServers = false
    /// The servers of this machine that answered.
    var servers: [FoundServer] = []
    /// The one of them that is asked; nil when something else is set up, or nothing.
    var server: FoundServer?
    let cache = LayoutCache()

    package init(
        size: ScreenSize, glyphs: Glyphs, now: Int64, wallMilliseconds: Int64, place: String, provider: String?, modelName: String?,
        themeNames: [String], themeName: String
    ) {
        self.size = size
        self.glyphs = glyphs
        self.now = now
        self.wallMilliseconds = wallMilliseconds
        self.place = place
        self.provider = provider
        self.modelName = modelName
        self.themeNames = themeNames
        self.themeName = themeName
    }

    /// True while a run goes on that can be stopped.
    var runGoesOn: Bool { pair?.goesOn ?? (runIsLive && run.map { !$0.isOver } ?? true) }

    /// The run's own clock now: past its newest event while it is live.
    var runMicroseconds: Int64 {
        guard let run else { return 0 }
        if let replay { return max(run.microseconds, min(replay.clock, run.isOver ? run.microseconds : .max)) }
        return runGoesOn ? max(run.microseconds, now &- runClockOffset) : run.microseconds
    }
}

/// A word to the person in the footer, gone after a while.
struct Notice: Equatable {
    var text: String
    var role: Role
    var until: Int64
}

/// How the transcript is looked at.
struct TranscriptView: Equatable {
    /// Follow-tail is said, never guessed: only a move up ends it, only a move to the end brings it back.
    var follows = true
    var top = TranscriptPosition(block: 0, line: 0)
    var cursor = TranscriptPosition(block: 0, line: 0)
    /// Rounds the person folded or unfolded.
    var folds: [Int: Bool] = [:]
    var expanded: Set<Int> = []
    /// Blocks there were when following stopped.
    var seenBlocks = 0
    /// The change of mode whose evidence is gone through.
    var witness: Witness?

    struct Witness: Equatable {
        /// The block that tells of the change.
        var card: Int
        /// Pieces of evidence shown so far.
        var shown: Int
    }
}

/// A past run played again.
struct ReplayState {
    static let speeds: [Double] = [0.25, 0.5, 1, 2, 4, 8, 16, .infinity]

    var runID: String
    /// Events not yet shown, oldest first.
    var coming: [RunEvent] = []
    /// Index of the next one in `coming`.
    var next = 0
    /// The run's clock, in microseconds.
    var clock: Int64 = 0
    var playing = true
    var speed = 2
    var shown = 0
    var total: Int
    /// Highest sequence number that was loaded.
    var loadedSeq = 0
    var loading = false
    var allLoaded = false
    /// `now` when the clock was last moved.
    var movedAt: Int64

    init(runID: String, total: Int, now: Int64, speed: Double = 1) {
        self.runID = runID
        self.total = total
        movedAt = now
        self.speed = ReplayState.speeds.firstIndex { $0 >= speed } ?? ReplayState.speeds.count - 1
    }

    var factor: Double { ReplayState.speeds[speed] }
    var ended: Bool { allLoaded && next >= coming.count }
    var nextEvent: RunEvent? { coming.indices.contains(next) ? coming[next] : nil }

    var speedWord: String {
        factor == .infinity ? "max" : factor < 1 ? "\(factor == 0.25 ? "0.25" : "0.5")x" : "\(Int(factor))x"
    }
}

/// The table of all runs.
struct RunsState {
    var rows: [RunSummary] = []
    var selected = 0
    var loaded = false
}

/// The whole of one thing, scrollable.
struct PagerState {
    var title: String
    /// Wrapped for `width`.
    var lines: [StyledLine]
    var width: Int
    var top = 0
    /// What is shown, for another width.
    var source: [PagerPart]
}

struct PagerPart {
    var heading: String
    var text: String
    var isDiff = false
}
