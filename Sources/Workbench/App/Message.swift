package import Events
package import Service
package import TerminalKit

/// What happened: a key, events of a run, an answer of the service.
package enum Message {
    case input(InputEvent)
    case resized(ScreenSize)
    /// Time has passed; nothing else.
    case tick
    /// Events of the live run, in order.
    case events([RunEvent])
    /// A live run has been started or found.
    case attached(runID: String)
    /// A past run was read.
    case opened(runID: String, events: [RunEvent])
    case replayOpened(runID: String, total: Int, speed: Double)
    case replayPage([RunEvent])
    case runs([RunSummary])
    /// The newest interrupted run of this folder, nil for none.
    case interrupted(RunSummary?)
    /// The interrupted run on the screen was taken up.
    case resumed(runID: String)
    /// The servers of this machine that answered.
    case servers([FoundServer])
    /// Both runs of a comparison go on: the loop, the pipeline.
    case pairStarted(runIDs: [String], notes: [String])
    case pairEvents(RunMode, [RunEvent])
    /// What one of the two did to its files; nil when they cannot be read.
    case pairFiles(RunMode, FileChanges?)
    case failed(String)
    /// A run could not be started; its prompt is given back.
    case notStarted(prompt: String, reason: String)
    case themeChanged(String)
}

/// A wish to the world outside, carried out by the loop that owns the terminal.
package indirect enum Effect: Equatable {
    /// A run of a prompt; in a mode of its own where the settings are not to choose.
    case start(String, mode: RunMode? = nil)
    /// A task as a loop and as a pipeline, in two copies of the workspace.
    case startBoth(String)
    /// An effect on one of several runs.
    case ofRun(String, Effect)
    case lookAtFiles(RunMode)
    /// The comparison was left.
    case endBoth
    case forcePipeline(runID: String)
    case startDemo
    case stop
    case stopEverything
    case say(String, MessageDelivery)
    case answer(questionID: String, String)
    case resolve(approvalID: String, ApprovalVerdict, ApprovalScope, reason: String?)
    case restoreContext(runID: String)
    case compactContext(runID: String)
    /// Follow a run from behind a sequence number: it was answered and goes on.
    case follow(runID: String, after: Int)
    /// Go on with an interrupted run, which is on the screen.
    case resume(runID: String)
    case loadRuns
    case open(runID: String)
    case openReplay(runID: String)
    case loadReplayPage(runID: String, after: Int)
    case useTheme(String)
    case repaint
    case suspend
    case bell
    case quit
}
