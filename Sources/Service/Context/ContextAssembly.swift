internal import Engine
internal import Host
internal import Store

/// Joins what Lathe itself has to give to the context of a run; for each run anew.
enum ContextAssembly {
    /// - Parameters:
    ///   - knowledgePaths: files and folders of the workspace that are searched; none for past runs only.
    ///   - previousRuns: the earlier runs of the session, newest last.
    static func parts(store: EventStore, workspace: Workspace, knowledgePaths: [String], previousRuns: [String]) -> ContextParts {
        let memory = StoreMemory(store: store)
        var parts = ContextParts(memory: [memory], knowledge: [PastRunsKnowledge(store: store)], writers: [memory])
        if !previousRuns.isEmpty { parts.history = [SessionHistory(store: store, runIDs: previousRuns)] }
        if !knowledgePaths.isEmpty { parts.knowledge.insert(FileKnowledge(workspace: workspace, paths: knowledgePaths), at: 0) }
        return parts
    }
}
