package import Events
import Synchronization

/// Plays a script instead of asking a model: no key, no network, the same every time.
package struct ScriptedDriver: ModelDriver {
    /// One reader plays it; the lock only tells the compiler so.
    private final class Playing: Sendable {
        let player: Mutex<ScriptPlayer>
        init(_ player: ScriptPlayer) { self.player = Mutex(player) }
    }

    private let script: Script
    private let surroundings: Surroundings
    private let sleep: @Sendable (Duration) async throws -> Void
    /// One for each purpose that has turns of its own, and one under no word for the rest.
    private let positions: [String: PlayedPosition]
    private let identifiers = CallIdentifiers()

    /// - Parameters:
    ///   - playedTurns: turns that were played before, when a run is taken up again, by what they were for.
    ///   - sleep: waits, and throws when the task is cancelled; tests pass one that does not wait.
    package init(
        script: Script, surroundings: Surroundings, playedTurns: [String: Int] = [:],
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.script = script
        self.surroundings = surroundings
        self.sleep = sleep
        let rest = playedTurns.filter { script.purposes[$0.key] == nil }.values.reduce(0, +)
        var positions = ["": PlayedPosition(rest)]
        for purpose in script.purposes.keys { positions[purpose] = PlayedPosition(playedTurns[purpose] ?? 0) }
        self.positions = positions
    }

    /// Plays the next turn; each call takes one, also when its stream is not read.
    package func stream(_ request: ModelRequest) -> ModelStream {
        let own = script.purposes[request.purpose]
        let turns = own ?? script.turns
        let number = positions[own == nil ? "" : request.purpose]?.next() ?? 1
        guard turns.indices.contains(number - 1) else {
            let has = (turns.count == 1 ? "1 turn" : "\(turns.count) turns") + (own == nil ? "" : " of \(request.purpose)")
            let error = ModelsError(
                code: .scriptExhausted,
                message: "the script has \(has), the loop asked for turn \(number); add a turn or finish with task_finish")
            return ModelStream { throw error }
        }
        let player = ScriptPlayer(
            turn: turns[number - 1], fault: ProviderFault(place: "turn \(number) of the script", model: request.model),
            calls: ToolCallAssembly(identifiers: identifiers.giver(for: request)), surroundings: surroundings,
            promptCharacters: TokenEstimate.characters(of: request))
        let playing = Playing(player)
        return ModelStream { [sleep] in
            while true {
                try Task.checkCancellation()
                switch try playing.player.withLock({ player throws in try player.step() }) {
                case .wait(let duration): try await sleep(duration)
                case .events(let events): return events
                case .over: return nil
                }
            }
        }
    }
}
