import Synchronization

/// A queue from one thread to one waiting task that hands out everything gathered so far in one go.
///
/// Much cheaper than `AsyncStream` when many small things arrive, and what arrives while the reader is busy can be joined before it is read.
/// Unbounded: the writer bounds it. After the end, `next` gives nil for ever; an error is thrown once.
package final class BatchQueue<Element: Sendable>: Sendable {
    private struct State {
        var elements: [Element] = []
        var ended = false
        var failure: (any Error)?
        var reader: CheckedContinuation<Void, Never>?
        var cancelled = false
        var onCancel: (@Sendable () -> Void)?
    }

    private enum Step {
        case batch([Element])
        case end((any Error)?)
        case cancelled
        case wait
    }

    private let state = Mutex(State())

    package init() {}

    /// What to do, once, when the reading task is cancelled.
    package func onCancel(_ action: @escaping @Sendable () -> Void) {
        state.withLock { $0.onCancel = action }
    }

    package func append(_ element: Element) {
        update { $0.append(element) }
    }

    /// Changes what waits, and wakes the reader if there is then anything.
    package func update(_ change: (inout [Element]) -> Void) {
        let reader = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard !state.ended else { return nil }
            change(&state.elements)
            return state.elements.isEmpty ? nil : state.reader.take()
        }
        reader?.resume()
    }

    /// Ends the queue after what waits in it; a second end changes nothing.
    package func finish(throwing failure: (any Error)? = nil) {
        let reader = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard !state.ended else { return nil }
            state.ended = true
            state.failure = failure
            return state.reader.take()
        }
        reader?.resume()
    }

    /// Everything gathered since the last call, waiting if that is nothing; nil at the end.
    ///
    /// Throws `CancellationError` when the task is cancelled.
    package func next() async throws -> [Element]? {
        while true {
            if Task.isCancelled { cancelReading() }
            let step = state.withLock { state -> Step in
                if state.cancelled { return .cancelled }
                if !state.elements.isEmpty {
                    var batch: [Element] = []
                    swap(&batch, &state.elements)
                    return .batch(batch)
                }
                return state.ended ? .end(state.failure.take()) : .wait
            }
            switch step {
            case .batch(let batch): return batch
            case .end(nil): return nil
            case .end(let failure?): throw failure
            case .cancelled: throw CancellationError()
            case .wait: await sleepUntilSomethingHappens()
            }
        }
    }

    private func sleepUntilSomethingHappens() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let atOnce = state.withLock { state -> Bool in
                    guard state.elements.isEmpty, !state.ended, !state.cancelled, state.reader == nil else { return true }
                    state.reader = continuation
                    return false
                }
                if atOnce { continuation.resume() }
            }
        } onCancel: {
            cancelReading()
        }
    }

    private func cancelReading() {
        let (reader, action) = state.withLock { state in
            state.cancelled = true
            return (state.reader.take(), state.onCancel.take())
        }
        action?()
        reader?.resume()
    }
}
