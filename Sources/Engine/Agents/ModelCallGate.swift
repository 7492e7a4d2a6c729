internal import Synchronization

/// Lets agents that work side by side spend one budget without going over it by more than one model call.
///
/// A run and all agents below it share one gate. Each passes it before it asks its model and gives back what it reserved when the answer is
/// there: the tokens of its request as they are estimated, and its output limit, or `outputReserve` where it has none. A call passes while what
/// is left, less what others have reserved, covers it; else it waits until no other call is under way, and passes alone. So what calls use beyond
/// the budget is what the last one uses beyond it, as far as the others keep to what was reserved for them.
final class ModelCallGate: Sendable {
    /// Taken for the answer of a model without an output limit.
    static let outputReserve = 8192

    private struct Waiter {
        let tokens: Int
        let left: @Sendable () -> Int?
        let continuation: CheckedContinuation<Void, Never>
    }

    private struct State {
        var reserved = 0
        var underWay = 0
        var waiters: [(id: Int, Waiter)] = []
        var nextID = 0
        /// Calls that are over: what was left before one of them ended counts no more.
        var ended = 0

        mutating func admit(_ tokens: Int, _ left: Int?) -> Bool {
            if let left, underWay > 0, left - reserved < tokens { return false }
            reserved += tokens
            underWay += 1
            return true
        }
    }

    private let state = Mutex(State())

    /// Waits until a call of so many tokens may be made; `left` tells what is left of the smallest budget above it, nil for no budget.
    ///
    /// Also comes back when its task is cancelled. Always followed by `leave`.
    func enter(_ tokens: Int, left: @escaping @Sendable () -> Int?) async {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                var goesOn: Bool?
                while goesOn == nil {
                    let ended = state.withLock { $0.ended }
                    // What is left is asked outside the lock: it looks at other runs.
                    let now = left()
                    goesOn = state.withLock { state -> Bool? in
                        if Task.isCancelled {
                            state.reserved += tokens
                            state.underWay += 1
                            return true
                        }
                        guard state.ended == ended else { return nil }
                        if state.admit(tokens, now) { return true }
                        state.waiters.append((id, Waiter(tokens: tokens, left: left, continuation: continuation)))
                        return false
                    }
                }
                if goesOn == true { continuation.resume() }
            }
        } onCancel: {
            let waiter = state.withLock { state -> Waiter? in
                guard let index = state.waiters.firstIndex(where: { $0.id == id }) else { return nil }
                let waiter = state.waiters.remove(at: index).1
                state.reserved += waiter.tokens
                state.underWay += 1
                return waiter
            }
            waiter?.continuation.resume()
        }
    }

    /// The answer is there, or there is none; lets others pass.
    func leave(_ tokens: Int) {
        state.withLock { state in
            state.reserved -= tokens
            state.underWay -= 1
            state.ended += 1
        }
        while true {
            guard let (waiter, ended) = state.withLock({ state in state.waiters.first.map { ($0, state.ended) } }) else { return }
            let (id, next) = waiter
            let now = next.left()
            let passed = state.withLock { state -> Bool? in
                // Somebody else let it pass meanwhile, or another call ended.
                guard state.waiters.first?.id == id, state.ended == ended else { return nil }
                guard state.admit(next.tokens, now) else { return false }
                state.waiters.removeFirst()
                return true
            }
            if passed == true { next.continuation.resume() }
            if passed == false { return }
        }
    }
}
