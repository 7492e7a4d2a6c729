import Events
import Service

/// Tells the rounds of agents below the line that they began, indented; `lathe show` has them with it.
struct AgentNarration {
    let service: Service
    let ascii: Bool
    /// Those that were told: taken up again, an agent is not told again.
    private var told: Set<String> = []

    init(service: Service, ascii: Bool) {
        self.service = service
        self.ascii = ascii
    }

    /// The run of an agent that this event begins, as text; empty for any other event, and for a run that is not there.
    mutating func text(below event: RunEvent) throws -> String {
        guard case .subAgentStarted(let agent) = event.payload, told.insert(agent.agentRunID).inserted,
            try service.run(agent.agentRunID) != nil
        else { return "" }
        var narrator = RunNarrator(.progress, ascii: ascii)
        var text = ""
        try StoredEvents.each(agent.agentRunID, service) { event in
            text += narrator.text(of: event)
            text += try self.text(below: event)
            return true
        }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: true)
        let margin = ascii ? "    | " : "    │ "
        return lines.map { margin + $0 + "\n" }.joined()
    }
}
