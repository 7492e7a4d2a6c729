import Events
import Synchronization

/// Lets a model without tool calling work with tools: it answers with JSON actions, which become calls (003-06).
///
/// What the model thinks and says goes on live, and so does the result of a `final`; what may be another action is held back until the answer
/// is whole. `need_more_info` becomes a call of the tool that asks the person (003-07). A request without tools is answered in plain text.
/// An answer that is whole but no action has its raw text and `malformed`.
package struct ActionDriver: ModelDriver {
    /// One reader takes from it; the lock only tells the compiler so.
    private final class Intake: Sendable {
        let state: Mutex<ActionIntake>
        init(_ state: ActionIntake) { self.state = Mutex(state) }
    }

    private let driver: any ModelDriver
    private let askTool: String
    private let identifiers = CallIdentifiers()

    /// - Parameter askTool: the name of the tool that asks the person; `need_more_info` is refused when a request does not hold it.
    package init(_ driver: any ModelDriver, askTool: String) {
        self.driver = driver
        self.askTool = askTool
    }

    package func stream(_ request: ModelRequest) -> ModelStream {
        let answers = driver.stream(ActionRequest(askTool: askTool).rewritten(request))
        guard !request.tools.isEmpty else { return answers }
        let canAsk = request.tools.contains { $0.name == askTool }
        let intake = Intake(ActionIntake(askTool: canAsk ? askTool : nil, identifiers: identifiers.giver(for: request)))
        return ModelStream {
            while true {
                // The reader's own task waits, so that cancelling it closes the connection.
                var iterator = answers.makeAsyncIterator()
                guard let batch = try await iterator.next() else { return nil }
                let events = intake.state.withLock { $0.take(batch) }
                if !events.isEmpty { return events }
                // A model that writes an action is not silent.
                if batch.contains(where: { $0 != .alive }) { return [.held] }
            }
        }
    }
}
