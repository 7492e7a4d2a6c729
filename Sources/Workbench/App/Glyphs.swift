import Events
import TerminalKit

/// The signs of the screen, all one column wide, in two sets: for any UTF-8 terminal, and plain ASCII (`LATHE_ASCII`).
package struct Glyphs: Sendable, Equatable {
    var queued = "○"
    var running = "◐"
    var needsApproval = "◇"
    var ok = "✓"
    var failed = "✗"
    var denied = "⊘"
    var cancelled = "▣"
    var retrying = "↻"
    var background = "◔"
    var unknown = "?"
    var waiting = "◌"
    var writing = "✎"
    var stalled = "⚠"
    var switching = "→"
    var cacheBreak = "≠"
    var atMost = "≤"
    var warning = "⚠"
    var added = "+"
    var changed = "~"
    var compacted = "◇"
    var plan = "≡"
    var thought = "◇"
    var image = "▣"
    var arrow = "→"
    var spinner = ["◐", "◓", "◑", "◒"]
    var folded = "▸"
    var unfolded = "▾"
    var reasoning = "┊"
    var prompt = "›"
    var under = "└"
    var cursor = "▌"
    var horizontal = "─"
    var vertical = "│"
    var teeDown = "┬"
    var teeUp = "┴"
    var teeRight = "├"
    var gaugeFull = "▰"
    var gaugeEmpty = "▱"
    var sparks = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    var up = "↑"
    var down = "↓"
    var more = "▼"
    var dot = "·"
    var dash = "–"
    var ellipsis = "…"
    var play = "▶"
    var pause = "‖"

    package static let unicode = Glyphs()

    static let ascii: Glyphs = {
        var set = Glyphs()
        set.queued = "."
        set.running = "*"
        set.needsApproval = "!"
        set.ok = "+"
        set.failed = "x"
        set.denied = "#"
        set.cancelled = "-"
        set.retrying = "~"
        set.background = "&"
        set.waiting = "o"
        set.writing = "_"
        set.stalled = "%"
        set.switching = ">"
        set.cacheBreak = "!"
        set.atMost = "<="
        set.warning = "!"
        set.compacted = "="
        set.plan = "="
        set.thought = "?"
        set.image = "@"
        set.arrow = "->"
        set.spinner = ["|", "/", "-", "\\"]
        set.folded = ">"
        set.unfolded = "v"
        set.reasoning = ":"
        set.prompt = ">"
        set.under = "`"
        set.cursor = ">"
        set.horizontal = "-"
        set.vertical = "|"
        set.teeDown = "+"
        set.teeUp = "+"
        set.teeRight = "+"
        set.gaugeFull = "#"
        set.gaugeEmpty = "."
        set.sparks = [".", ":", "-", "=", "+", "*", "%", "#"]
        set.up = "in "
        set.down = "out "
        set.more = "v"
        set.dot = "-"
        set.dash = "-"
        set.ellipsis = "~"
        set.play = ">"
        set.pause = "="
        return set
    }()
}

/// A status as glyph, word and colour: never colour alone.
struct StatusLook: Equatable {
    var glyph: String
    var word: String
    var role: Role
}

extension Glyphs {
    func look(_ state: ToolCard.State) -> StatusLook {
        switch state {
        case .queued: StatusLook(glyph: queued, word: "queued", role: .statusQueued)
        case .running: StatusLook(glyph: running, word: "running", role: .statusRunning)
        case .needsApproval: StatusLook(glyph: needsApproval, word: "needs approval", role: .statusWaiting)
        case .asking: StatusLook(glyph: needsApproval, word: "asks you", role: .statusWaiting)
        case .succeeded: StatusLook(glyph: ok, word: "ok", role: .statusOk)
        case .failed: StatusLook(glyph: failed, word: "failed", role: .statusError)
        case .denied: StatusLook(glyph: denied, word: "denied", role: .statusDenied)
        case .cancelled: StatusLook(glyph: cancelled, word: "cancelled", role: .statusCancelled)
        case .retrying: StatusLook(glyph: retrying, word: "retrying", role: .statusWaiting)
        case .background: StatusLook(glyph: background, word: "background", role: .statusRunning)
        case .batch: StatusLook(glyph: background, word: "running", role: .statusRunning)
        case .compressing: StatusLook(glyph: compacted, word: "compressing", role: .statusRunning)
        case .unknown: StatusLook(glyph: unknown, word: "outcome unknown", role: .statusWaiting)
        }
    }

    /// The state of a round; of the newest one, what the model is doing.
    func look(_ round: RoundModel, _ pulse: ModelPulse? = nil) -> StatusLook {
        if let look = look(round.stage?.end) { return look }
        return switch round.outcome {
        case nil: pulse.map { look($0) } ?? StatusLook(glyph: running, word: "running", role: .statusRunning)
        case .tool, .final: StatusLook(glyph: ok, word: "done", role: .statusOk)
        case .needMoreInfo: StatusLook(glyph: needsApproval, word: "asks", role: .statusWaiting)
        case .failed: StatusLook(glyph: failed, word: "failed", role: .statusError)
        case .cancelled: StatusLook(glyph: cancelled, word: "stopped", role: .statusCancelled)
        case .unknown: StatusLook(glyph: unknown, word: "outcome unknown", role: .statusError)
        }
    }

    func look(_ session: BackgroundChanged) -> StatusLook {
        let word = EventWords(self).ended(session)
        return switch session.state {
        case .running: StatusLook(glyph: background, word: word, role: .statusRunning)
        case .exited where session.failed: StatusLook(glyph: failed, word: word, role: .statusError)
        case .exited: StatusLook(glyph: ok, word: word, role: .statusOk)
        case .killed: StatusLook(glyph: cancelled, word: word, role: .statusCancelled)
        case .lost: StatusLook(glyph: unknown, word: word, role: .statusWaiting)
        case .released: StatusLook(glyph: background, word: word, role: .statusRunning)
        }
    }

    func look(_ model: RunModel, _ pulse: ModelPulse?) -> StatusLook {
        switch model.status {
        case .running: pulse.map { look($0) } ?? goingOn(model)
        case .waitingUser: StatusLook(glyph: needsApproval, word: "asks you", role: .statusWaiting)
        case .waitingApproval: StatusLook(glyph: needsApproval, word: "needs approval", role: .statusWaiting)
        case .paused: StatusLook(glyph: pause, word: "paused", role: .statusWaiting)
        case .cancelling: StatusLook(glyph: cancelled, word: "stopping", role: .statusCancelled)
        case .completed: StatusLook(glyph: ok, word: "completed", role: .statusOk)
        case .failed: StatusLook(glyph: failed, word: "failed", role: .statusError)
        case .cancelled: StatusLook(glyph: cancelled, word: "stopped", role: .statusCancelled)
        }
    }

    private func goingOn(_ model: RunModel) -> StatusLook {
        // That one of several calls has ended changes nothing of what the run does.
        let word =
            !model.runningCalls.isEmpty || model.agentStatus == .toolCall ? "tool" : model.agentStatus == .toolResult ? "observe" : "think"
        return StatusLook(glyph: running, word: word, role: .statusRunning)
    }

    func look(_ status: TodoStatus) -> StatusLook {
        switch status {
        case .pending: StatusLook(glyph: queued, word: "pending", role: .dim)
        case .inProgress: StatusLook(glyph: running, word: "in progress", role: .statusRunning)
        case .completed: StatusLook(glyph: ok, word: "completed", role: .statusOk)
        case .blocked: StatusLook(glyph: needsApproval, word: "blocked", role: .statusWaiting)
        case .cancelled: StatusLook(glyph: cancelled, word: "cancelled", role: .statusCancelled)
        }
    }
}
