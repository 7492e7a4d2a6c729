internal import Events
internal import Synchronization

/// Where sources and writers put what came of them; each place is filled at most once.
final class ContextBoard: Sendable {
    enum Result: Sendable {
        case additions([ContextAdded])
        case failed(ErrorDetail)
        /// A writer wrote.
        case written
    }

    private struct Place {
        var result: Result?
        var wasTaken = false
    }

    private struct State {
        var places: [Place] = []
        var timeIsUp = false
        var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
        var nextWaiter = 0
        var released: Set<Int> = []

        var isSettled: Bool { timeIsUp || places.allSatisfy { $0.result != nil } }

        mutating func takeWaiters() -> [CheckedContinuation<Void, Never>] {
            guard isSettled else { return [] }
            defer { waiters = [:] }
            return Array(waiters.values)
        }
    }

    private let state = Mutex(State())

    /// Makes so many places and returns the first one's number.
    func reserve(_ count: Int) -> Int {
        state.withLock { state in
            defer { state.places += Array(repeating: Place(), count: count) }
            return state.places.count
        }
    }

    /// Fills a place; a second answer for it changes nothing.
    func settle(_ place: Int, _ result: Result) {
        let waiters = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            guard state.places.indices.contains(place), state.places[place].result == nil else { return [] }
            state.places[place].result = result
            return state.takeWaiters()
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Whoever waits, now or later, goes on.
    func endWaiting() {
        let waiters = state.withLock { state in
            state.timeIsUp = true
            return state.takeWaiters()
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Returns when every place is filled or the time is up; `heedsCancellation` also when the calling task is cancelled.
    func wait(heedsCancellation: Bool) async {
        let number = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let goesOn = state.withLock { state in
                    if state.isSettled || state.released.remove(number) != nil { return true }
                    state.waiters[number] = continuation
                    return false
                }
                if goesOn { continuation.resume() }
            }
        } onCancel: {
            guard heedsCancellation else { return }
            let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
                let waiter = state.waiters.removeValue(forKey: number)
                if waiter == nil { state.released.insert(number) }
                return waiter
            }
            waiter?.resume()
        }
    }

    /// What came and was not taken yet, in the order of the places.
    func takeAdditions() -> [ContextAdded] {
        take { if case .additions(let additions) = $0 { additions } else { nil } }.flatMap { $0 }
    }

    /// The faults that were not taken yet, in the order of the places.
    func takeFaults() -> [ErrorDetail] {
        take { if case .failed(let fault) = $0 { fault } else { nil } }
    }

    private func take<Value: Sendable>(_ choose: (Result) -> Value?) -> [Value] {
        state.withLock { state in
            var taken: [Value] = []
            for index in state.places.indices where !state.places[index].wasTaken {
                guard let value = state.places[index].result.flatMap(choose) else { continue }
                state.places[index].wasTaken = true
                taken.append(value)
            }
            return taken
        }
    }
}
