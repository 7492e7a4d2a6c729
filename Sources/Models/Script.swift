package import Events

/// What the scripted model says: a list of turns, one for each time it is asked.
package struct Script: Sendable, Equatable {
    /// The file's name, for messages.
    package var name: String
    package var turns: [ScriptTurn]
    /// Turns for calls of one purpose, such as `plan`; calls of the others take `turns`.
    package var purposes: [String: [ScriptTurn]]

    /// What the models of agents say, by the agent's name; each run of an agent begins with the first turn.
    package var agents: [String: [ScriptTurn]]

    package init(
        name: String, turns: [ScriptTurn], purposes: [String: [ScriptTurn]] = [:], agents: [String: [ScriptTurn]] = [:]
    ) {
        self.name = name
        self.turns = turns
        self.purposes = purposes
        self.agents = agents
    }

    /// What the model of an agent says.
    /// - Throws: `ModelsError` (`script_exhausted`) when the script has nothing for it.
    package func turns(of agent: String) throws(ModelsError) -> Script {
        guard let turns = agents[agent] else {
            throw ModelsError(
                code: .scriptExhausted,
                message: "the script has no turns for the agent \(CleanText.line(agent, limit: 60)); add them below agents")
        }
        return Script(name: name, turns: turns)
    }

    /// Reads `{turns: [{reasoning, text, tool_calls: [{name, arguments}], chunk, first_delay_ms, pace_ms, usage, finish_reason, error, cut}], purposes: {plan: [turn, …]}}`.
    ///
    /// `purposes` holds lists of turns for calls of one purpose (`decide`, `execute`, `review`, `plan`, `evaluate`, `summarise`, `critic`); `turns` are for the rest.
    /// `chunk`, `first_delay_ms` and `pace_ms` may also stand beside `turns`, for all of them; so may `agents: {NAME: {turns: […]}}`, what the models of
    /// agents say.
    /// - Throws: `ModelsError` (`settings`) that names the turn and the key, and for an unknown key the nearest known one.
    package init(json5 bytes: [UInt8], name: String) throws(ModelsError) {
        self = try ScriptReader(name: name).script(bytes)
    }
}

/// One answer of the scripted model.
///
/// Reasoning comes first, then text, then the calls.
package struct ScriptTurn: Sendable, Equatable {
    package var reasoning: String
    package var text: String
    package var toolCalls: [ScriptCall]
    /// Characters of one delta, 1 or more.
    package var chunkCharacters: Int
    /// Before anything comes.
    package var firstDelay: Duration
    /// Between two deltas.
    package var pace: Duration
    /// nil: estimated from the characters.
    package var usage: Usage?
    /// nil: `tool_calls` if there are any, `stop` otherwise.
    package var finishReason: FinishReason?
    /// Ends the turn after its content, if it has any.
    package var error: ScriptFault?
    /// True: the stream breaks off after the content, without an end.
    package var isCut: Bool

    package init(
        reasoning: String = "", text: String = "", toolCalls: [ScriptCall] = [], chunkCharacters: Int = 4,
        firstDelay: Duration = .milliseconds(300),
        pace: Duration = .milliseconds(5), usage: Usage? = nil, finishReason: FinishReason? = nil, error: ScriptFault? = nil,
        isCut: Bool = false
    ) {
        self.reasoning = reasoning
        self.text = text
        self.toolCalls = toolCalls
        self.chunkCharacters = max(1, chunkCharacters)
        self.firstDelay = firstDelay
        self.pace = pace
        self.usage = usage
        self.finishReason = finishReason
        self.error = error
        self.isCut = isCut
    }
}

/// A tool call of a script.
package struct ScriptCall: Sendable, Equatable {
    package var name: String
    /// The raw text that is streamed; it need not be JSON.
    package var arguments: String

    package init(name: String, arguments: String) {
        self.name = name
        self.arguments = arguments
    }
}

/// A fault of a script, as a server with this HTTP status would cause it.
package struct ScriptFault: Sendable, Equatable {
    /// nil: an error in the middle of a stream that names no status.
    package var status: Int?
    package var message: String
    package var retryAfter: Duration?

    package init(status: Int? = nil, message: String, retryAfter: Duration? = nil) {
        self.status = status
        self.message = message
        self.retryAfter = retryAfter
    }
}
