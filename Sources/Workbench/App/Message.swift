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
    /// The servers of this machine that answered.
    case servers([FoundServer])
    case failed(String)
    /// A run could not be started; its prompt is given back.
    case notStarted(prompt: String, reason: String)
    case themeChanged(String)
}

/// A wish to the world outside, carried out by the loop that owns the terminal.
package enum Effect: Equatable {
    /// A run of a prompt; in a mode of its own where the settings are not to choose.
    case start(String, mode: RunMode? = nil)
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
