internal import Engine
internal import Events
internal import Tools

extension Settings {
    /// Puts into a request what the settings say of how a run goes on.
    func apply(to request: inout RunRequest) {
        request.mode = mode
        request.fallback = fallback
        request.humanGate = humanGate
        request.capabilities.allowInterruption = allowsInterruption
        request.capabilities.agentType = agentType
        request.capabilities.hasSubAgents = hasSubAgents
        // A script has no turn for a summary, unless it was written for one.
        let isScript = provider == "scripted" && roleModels.summarise == nil && origins[.compaction] == nil
        request.compaction = isScript ? .rules : compaction
        request.summariseOverBytes = summariseOverBytes == 0 ? .max : summariseOverBytes
        request.keepsBackground = keepsBackground
        request.guardsDanger = guardsDanger
        request.usesSystemPrompt = context.system
    }
}
