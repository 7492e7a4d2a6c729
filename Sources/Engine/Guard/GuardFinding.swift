package import Events

extension LoopGuard {
    /// What is to be said at the end of a round: nothing, a warning, or that the loop is halted; record it as it is.
    ///
    /// A halt comes only when the warning of its kind was recorded and it went on.
    package func finding(limits: RunLimits) -> GuardWarning? {
        for streak in GuardStreak.allCases {
            let count = count(streak)
            if let before = warnedAt[streak.rawValue], count > before, count >= bars(limits, streak).halt {
                return warning(streak, count, halts: true)
            }
        }
        for streak in GuardStreak.allCases where warnedAt[streak.rawValue] == nil {
            let count = count(streak)
            guard count >= bars(limits, streak).warning else { continue }
            // Calls that take turns are told as such, not once more each.
            if streak == .equal, self.count(.cycle) >= bars(limits, .cycle).warning { continue }
            return warning(streak, count, halts: false)
        }
        return nil
    }

    private func bars(_ limits: RunLimits, _ streak: GuardStreak) -> GuardBars { GuardBars(limits, streak, overrides: overrides) }

    private func warning(_ streak: GuardStreak, _ count: Int, halts: Bool) -> GuardWarning {
        let evidence = Array(evidence(streak).suffix(max(1, count)))
        let message = streak.message(tool: evidence.last?.tool ?? "A tool", count: count, halts: halts)
        var rounds = Set(evidence.map(\.round))
        if rounds.isEmpty { rounds.insert(iteration) }
        return GuardWarning(
            kind: streak.kind, message: message, count: count, halts: halts, evidenceCalls: evidence.map(\.id).filter { !$0.isEmpty },
            evidenceIterations: rounds.sorted())
    }

    /// The newest calls that show it, newest last.
    private func evidence(_ streak: GuardStreak) -> [CallTrace] {
        let all: [CallTrace]
        switch streak {
        case .hollow: all = traces.filter { $0.kind == .hollow }
        case .cycle: all = traces.filter { $0.kind == .plain }
        case .equal: all = traces.filter { $0.call == tally.leader?.call }
        case .polls: all = traces.filter { $0.kind == .poll }
        case .answers: all = []
        case .stale: all = traces
        }
        return Array(all.suffix(8))
    }
}
