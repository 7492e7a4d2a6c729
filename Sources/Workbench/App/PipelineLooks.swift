import TerminalKit

/// Stages, steps and agents as glyph, word and colour.
extension Glyphs {
    func look(_ state: StepState) -> StatusLook {
        switch state {
        case .pending: StatusLook(glyph: queued, word: "pending", role: .dim)
        case .running: StatusLook(glyph: running, word: "running", role: .statusRunning)
        case .retrying: StatusLook(glyph: retrying, word: "retrying", role: .statusWaiting)
        case .done: StatusLook(glyph: ok, word: "done", role: .statusOk)
        case .failed: StatusLook(glyph: failed, word: "failed", role: .statusError)
        case .unknown: StatusLook(glyph: unknown, word: "outcome unknown", role: .statusError)
        case .skipped: StatusLook(glyph: dash, word: "skipped", role: .dim)
        case .dropped: StatusLook(glyph: denied, word: "dropped", role: .dim)
        }
    }

    func look(_ state: AgentCard.State) -> StatusLook {
        switch state {
        case .running: StatusLook(glyph: running, word: "running", role: .statusRunning)
        case .completed: StatusLook(glyph: ok, word: "done", role: .statusOk)
        case .failed: StatusLook(glyph: failed, word: "failed", role: .statusError)
        case .cancelled: StatusLook(glyph: cancelled, word: "cancelled", role: .statusCancelled)
        case .left: StatusLook(glyph: unknown, word: "left", role: .statusWaiting)
        }
    }

    /// How a stage ended where that is not how a round ends; nil for the others.
    func look(_ end: StageModel.End?) -> StatusLook? {
        switch end {
        case .sentBack: StatusLook(glyph: retrying, word: "sent back", role: .warning)
        case .skipped: StatusLook(glyph: dash, word: "skipped", role: .dim)
        case .passed, .failed, nil: nil
        }
    }
}
