import Events
import Service
import Synchronization

/// The two runs of a comparison, seen from the screen: started, followed, looked at.
///
/// Used by the thread of the screen; what takes long is done in the background and comes back through a box.
final class PairDesk {
    private let service: Service
    private let wake: @Sendable () -> Void
    private let box = Box()
    private var comparison: Comparison?
    private var subscriptions: [RunMode: EventSubscription] = [:]

    private final class Box: Sendable {
        enum Content: Sendable {
            case started(Comparison)
            case refused(prompt: String, reason: String)
            case files(RunMode, FileChanges?)
        }

        private let contents = Mutex<[Content]>([])

        func put(_ content: Content) { contents.withLock { $0.append(content) } }

        func take() -> [Content] {
            contents.withLock { contents in
                defer { contents = [] }
                return contents
            }
        }
    }

    /// `wake` rings the bell of the screen, from any thread.
    init(_ service: Service, wake: @escaping @Sendable () -> Void) {
        self.service = service
        self.wake = wake
    }

    /// Copies the workspace and starts both; a word of it comes with `takeMessages`.
    func start(_ prompt: String, options: RunOptions) {
        let (service, box, wake) = (service, box, wake)
        Task.detached {
            do throws(ServiceError) { box.put(.started(try service.startBoth(prompt, options: options))) } catch {
                box.put(.refused(prompt: prompt, reason: error.message))
            }
            wake()
        }
    }

    /// Has the files of one of the two looked at.
    func look(_ mode: RunMode) {
        guard let comparison else { return }
        let (box, wake) = (box, wake)
        Task.detached {
            box.put(.files(mode, comparison.changes(mode)))
            wake()
        }
    }

    /// What came since the last time, at most some hundred events of each run; rings the bell when there may be more.
    func takeMessages() -> [Message] {
        var messages: [Message] = []
        for content in box.take() {
            switch content {
            case .started(let comparison): messages.append(begin(comparison))
            case .refused(let prompt, let reason): messages.append(.notStarted(prompt: prompt, reason: reason))
            case .files(let mode, let changes): messages.append(.pairFiles(mode, changes))
            }
        }
        var mayHaveMore = false
        for mode in RunMode.both {
            guard let subscription = subscriptions[mode] else { continue }
            let events = subscription.drain(limit: 512)
            if !events.isEmpty {
                messages.append(.pairEvents(mode, events))
                mayHaveMore = true
            } else if let failure = subscription.failure {
                messages.append(.failed(failure.message))
                subscription.cancel()
                subscriptions[mode] = nil
            }
        }
        if mayHaveMore { wake() }
        return messages
    }

    private func begin(_ comparison: Comparison) -> Message {
        self.comparison = comparison
        for mode in RunMode.both { subscriptions[mode] = service.subscribe(to: comparison.runID(mode), wake: wake) }
        return .pairStarted(runIDs: RunMode.both.map(comparison.runID), notes: comparison.notes)
    }

    /// Ends both at once.
    func stopEverything() {
        guard let comparison else { return }
        for mode in RunMode.both { service.stopEverything(comparison.runID(mode)) }
    }

    /// Lets go of both, and removes the copies in the background.
    func end() {
        for subscription in subscriptions.values { subscription.cancel() }
        subscriptions = [:]
        guard let comparison else { return }
        self.comparison = nil
        let service = service
        Task.detached { service.finish(comparison, keeping: service.waiting(of: comparison)) }
    }
}
