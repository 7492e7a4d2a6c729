internal import Engine
internal import Host
internal import Store

/// Joins what Lathe itself has to give to the context of a run; for each run anew.
enum ContextAssembly {
    /// - Parameters:
    ///   - knowledgePaths: files and folders of the workspace that are searched; none for no knowledge.
    ///   - previousRuns: the earlier runs of the session, newest last.
    ///   - copiedFrom: the folder that the workspace is a copy of, and whose memory is told; nil when it is none.
    static func parts(
        store: EventStore, workspace: Workspace, knowledgePaths: [String], previousRuns: [String], copiedFrom: String? = nil
    ) -> ContextParts {
        let memory = StoreMemory(store: store, workspace: copiedFrom)
        var parts = ContextParts(memory: [memory], writers: [memory])
        if !previousRuns.isEmpty { parts.history = [SessionHistory(store: store, runIDs: previousRuns)] }
        // Who names files to look things up in has what was done about them looked up too.
        if !knowledgePaths.isEmpty {
            parts.knowledge = [
                FileKnowledge(workspace: workspace, paths: knowledgePaths), PastRunsKnowledge(store: store, workspace: copiedFrom),
            ]
        }
        return parts
    }

    /// The pipeline of one run as the settings want it.
    static func pipeline(
        _ settings: Settings, store: EventStore, workspace: Workspace, previousRuns: [String], copiedFrom: String? = nil
    ) -> ContextPipeline {
        var parts = parts(
            store: store, workspace: workspace, knowledgePaths: settings.knowledgeFiles, previousRuns: previousRuns, copiedFrom: copiedFrom)
        // What is done in a copy goes away with it.
        if !settings.writesMemory || copiedFrom != nil { parts.writers = [] }
        let switches = ContextSwitches(
            history: settings.context.history, memory: settings.context.memory, knowledge: settings.context.knowledge)
        return ContextPipeline(parts, switches: switches, wait: settings.knowledgeWait)
    }
}
