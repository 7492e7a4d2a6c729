internal import Events

/// How the cycles of a run stand, in the words of document 001 (001-04): what a program that drives runs looks at.
public enum CycleStatus: String, Sendable, CaseIterable {
    /// A cycle goes on, or the next one may begin.
    case running
    /// It waits for a person.
    case waitUser = "wait_user"
    case completed
    /// The limit of cycles was reached.
    case maxCycles = "max_cycles"
    case failed, cancelled

    /// The statuses that may follow; none of the last four.
    public var successors: Set<CycleStatus> {
        switch self {
        case .running: [.waitUser, .completed, .maxCycles, .failed, .cancelled]
        case .waitUser: [.running, .maxCycles, .failed, .cancelled]
        case .completed, .maxCycles, .failed, .cancelled: []
        }
    }
}

extension RunContext {
    /// How the run's cycles stand, told from its events alone.
    public var cycleStatus: CycleStatus {
        switch ending {
        case .completed?: .completed
        case .cancelled?: .cancelled
        case .failed(let code)?: code == .maxIterations ? .maxCycles : .failed
        case nil: open.questions.isEmpty && open.approvals.isEmpty ? .running : .waitUser
        }
    }
}

/// How a run ended.
enum RunEnding: Sendable, Equatable {
    case completed, cancelled
    case failed(ErrorCode)
}
