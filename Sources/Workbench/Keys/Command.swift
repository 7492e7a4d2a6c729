/// Everything a key can do.
enum Command: String, CaseIterable, Sendable {
    // Everywhere
    case stop, interrupt, forcePipeline, both, help, repaint, suspend, nextPane, previousPane, pageUp, pageDown
    // In panes
    case focusTranscript, focusTodo, focusMetrics, focusTools, focusComposer
    case lineDown, lineUp, top, bottom, previousRound, nextRound, previousLoop, nextLoop, previousError, nextError
    case fold, open, foldAll, openPager, evidence, restoreContext, compactContext, zoom, runs, resume, replay, theme, quit
    // Replay
    case playPause, faster, slower, stepEvent, stepRound

    /// What it does, in the words of the help page.
    var explanation: String {
        switch self {
        case .stop:
            "stop: closes the model's stream; again: ends the tools and their processes; a third time: waits for nothing. With nothing running: back"
        case .interrupt: "the same as Esc while a run goes on; when idle, twice within 2 s leaves"
        case .forcePipeline:
            "pipeline: the next run goes as one, or again not; while a loop runs, it goes on as one after this phase, with all that is known"
        case .both: "both ways: does the task in the composer as a loop and as a pipeline, side by side, in two copies of the folder"
        case .help: "this page"
        case .repaint: "paint the whole screen again"
        case .suspend: "suspend; `fg` comes back"
        case .nextPane: "focus the next pane"
        case .previousPane: "focus the previous pane"
        case .pageUp: "a page up"
        case .pageDown: "a page down"
        case .focusTranscript: "focus the transcript"
        case .focusTodo: "focus the todo list"
        case .focusMetrics: "focus the metrics"
        case .focusTools: "focus the tools"
        case .focusComposer: "focus the composer"
        case .lineDown: "a line down"
        case .lineUp: "a line up"
        case .top: "to the beginning"
        case .bottom: "to the end, and follow it"
        case .previousRound: "previous round"
        case .nextRound: "next round"
        case .previousLoop: "previous loop"
        case .nextLoop: "next loop"
        case .previousError: "previous error"
        case .nextError: "next error"
        case .fold: "fold or unfold the round or stage"
        case .open: "open or close the card, the summary, the note, the plan, the step"
        case .foldAll: "fold or unfold all rounds"
        case .openPager: "open the whole of the thing under the cursor; on a change of mode, go to what led to it"
        case .evidence: "go to what led to the change of mode; again: to the next of it"
        case .restoreContext: "restore the context: on a compaction, put back what left"
        case .compactContext: "compact the context before the next request"
        case .zoom: "zoom the focused pane"
        case .runs: "all runs"
        case .resume: "go on with an interrupted run: the one on the screen or chosen, on the first page the newest of this folder"
        case .replay: "replay this run from its beginning"
        case .theme: "next theme"
        case .quit: "back, or leave (asks when a run is going)"
        case .playPause: "play or pause"
        case .faster: "faster"
        case .slower: "slower"
        case .stepEvent: "one event on"
        case .stepRound: "to the next round"
        }
    }
}
