import Engine
import Events
import Service
import Synchronization

/// What two compared runs came to.
struct VerdictPair {
    private var loop = RunVerdict(mode: .loop)
    private var pipeline = RunVerdict(mode: .pipeline)

    subscript(mode: RunMode) -> RunVerdict {
        get { mode == .loop ? loop : pipeline }
        set { if mode == .loop { loop = newValue } else { pipeline = newValue } }
    }

    mutating func apply(_ event: RunEvent, of mode: RunMode) {
        if mode == .loop { loop.apply(event) } else { pipeline.apply(event) }
    }

    var standing: Standing { Standing(loop: loop, pipeline: pipeline) }
}

/// Holds what was judged, for the main thread to look at.
final class JudgementWatcher: Sendable {
    private let state = Mutex<(isSet: Bool, judgement: ResultCheck.Judgement?)>((false, nil))

    func set(_ judgement: ResultCheck.Judgement?) { state.withLock { $0 = (true, judgement) } }
    var isSet: Bool { state.withLock { $0.isSet } }
    var judgement: ResultCheck.Judgement? { state.withLock { $0.judgement } }
}
