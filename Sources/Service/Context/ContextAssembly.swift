internal import Engine
internal import Host
internal import Store

/// Joins what Lathe itself has to give to the context of a run; for each run anew.
enum ContextAssembly {
    /// - Parameters:
    ///   - knowledgePaths: files and folders of the workspace that are searched; none for no knowledge.
    ///   - previousRuns: the earlier runs of the session, newest last.
    static func parts(store: EventStore, workspace: Workspace, knowledgePaths: [String], previousRuns: [String]) -> ContextParts {
        let memory = StoreMemory(store: store)
        var parts = ContextParts(memory: [memory], writers: [memory])
        if !previousRuns.isEmpty { parts.history = [SessionHistory(store: store, runIDs: previousRuns)] }
        // Who names files to look things up in has what was done about them looked up too.
        if !knowledgePaths.isEmpty {
            parts.knowledge = [FileKnowledge(workspace: workspace, paths: knowledgePaths), PastRunsKnowledge(store: store)]
        }
        return parts
    }

    /// The pipeline of one run as the settings want it.
    static func pipeline(_ settings: Settings, store: EventStore, workspace: Workspace, previousRuns: [String]) -> ContextPipeline {
        var parts = parts(store: store, workspace: workspace, knowledgePaths: settings.knowledgeFiles, previousRuns: previousRuns)
        if !settings.writesMemory { parts.writers = [] }
        let switches = ContextSwitches(
            history: settings.context.history, memory: settings.context.memory, knowledge: settings.context.knowledge)
        return ContextPipeline(parts, switches: switches, wait: settings.knowledgeWait)
    }
}
