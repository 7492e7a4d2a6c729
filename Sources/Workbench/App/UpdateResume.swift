import Events
import Service
import TerminalKit

/// Interrupted runs: their process died, and somebody has to say that they go on (W-20).
extension State {
    /// True when the run on the screen was interrupted and `c` goes on with it.
    var canResume: Bool { run?.status == .interrupted && !runGoesOn && !isTakenUp && replay == nil }

    /// Goes on with the run on the screen; on the first page with the newest interrupted one of this folder.
    mutating func resume() -> [Effect] {
        if runGoesOn {
            say("a run goes on here; stop it first, or wait for its end", .warning)
        } else if canResume, let run {
            return [.resume(runID: run.runID)]
        } else if run == nil, replay == nil, let interrupted {
            return [.open(runID: interrupted.runID), .resume(runID: interrupted.runID)]
        } else if !isTakenUp {
            say("nothing was interrupted here; r lists all runs", .warning)
        }
        return []
    }

    /// Goes on with a row of the list of runs.
    mutating func resume(_ row: RunSummary) -> [Effect] {
        guard row.isInterrupted else {
            say(row.waitsForPerson ? "this run waits for your answer; Enter opens it" : "this run was not interrupted", .warning)
            return []
        }
        return [.open(runID: row.runID), .resume(runID: row.runID)]
    }

    /// The service has taken up the run on the screen: its events are followed.
    mutating func follow(resumed runID: String) -> [Effect] {
        guard let run, run.runID == runID else { return [] }
        isTakenUp = true
        if interrupted?.runID == runID { interrupted = nil }
        say("the run is taken up again", .dim)
        return [.follow(runID: runID, after: run.lastSeq)]
    }
}
