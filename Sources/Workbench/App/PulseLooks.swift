import Events
import TerminalKit

/// What the model is doing as glyph, word and colour: each state has its own of the three (W-15).
extension Glyphs {
    func look(_ pulse: ModelPulse) -> StatusLook {
        let mark = mark(pulse)
        // What another purpose does counts as that, unless something is wrong.
        guard let word = EventWords.activity(pulse.purpose), !pulse.isTrouble else { return mark }
        return StatusLook(glyph: running, word: word, role: .statusRunning)
    }

    /// The state itself, whatever the model is asked for.
    func mark(_ pulse: ModelPulse) -> StatusLook {
        switch pulse.phase {
        case .waiting: StatusLook(glyph: waiting, word: "wait", role: pulse.isLate ? .warning : .statusQueued)
        case .thinking: StatusLook(glyph: running, word: "think", role: .statusRunning)
        case .writing: StatusLook(glyph: writing, word: "write", role: .accent)
        case .stalled: StatusLook(glyph: stalled, word: "stalled", role: .statusError)
        case .retrying: StatusLook(glyph: retrying, word: "retry", role: .warning)
        case .switching: StatusLook(glyph: switching, word: "switch", role: .strong)
        case .asking: StatusLook(glyph: needsApproval, word: "asks you", role: .statusWaiting)
        }
    }

    /// The state in a few words with its times, which go on while nothing comes: `stalled 7 s`, `retry 2 of 4 in 3.2 s` (N-17).
    ///
    /// - Parameter isCalm: whole seconds and only what a person waits for, for a place that should not move all the time.
    func words(_ pulse: ModelPulse, isCalm: Bool) -> String {
        let words = EventWords(self)
        let seconds = Figures.wait(pulse.microseconds)
        switch pulse.phase {
        case .waiting where pulse.isLate: return "no answer yet \(seconds)"
        case .waiting: return "waiting" + (isCalm ? "" : " " + Figures.precise(pulse.microseconds))
        case .thinking: return "thinking" + (isCalm ? "" : " " + Figures.precise(pulse.microseconds))
        case .writing: return "writing" + (isCalm ? "" : " " + Figures.precise(pulse.microseconds))
        case .stalled: return "stalled \(seconds)"
        case .retrying where pulse.nextStep == .nextRound: return words.next(.nextRound)
        case .retrying:
            // A wait that is nearly over is not over.
            let left = isCalm ? Figures.wait(pulse.microseconds &+ 999_999) : Figures.precise(pulse.microseconds)
            return "retry \(words.count(pulse.attempt, of: pulse.maxAttempts)) " + (pulse.microseconds > 0 ? "in \(left)" : "now")
        case .switching: return words.next(pulse.nextStep ?? .nextEndpoint)
        case .asking: return "asks you"
        }
    }

    /// What else is known of it: the last byte, which try it is, why; empty when nothing is.
    func detail(_ pulse: ModelPulse) -> String {
        let words = EventWords(self)
        var parts: [String] = []
        switch pulse.byteSilence {
        case .exactly(let silence)?: parts.append("last byte \(Figures.wait(silence))")
        case .atMost(let silence)?: parts.append("last byte \(atMost)\(Figures.wait(silence))")
        case .noneIn(let silence)?: parts.append("no byte in \(Figures.wait(silence))")
        case nil: break
        }
        if let fault = pulse.fault { parts.append(words.cause(fault)) }
        if pulse.attempt > 1, pulse.fault == nil { parts.append(words.attempt(pulse.attempt, of: pulse.maxAttempts)) }
        return parts.joined(separator: " \(dot) ")
    }
}
