internal import Host
internal import Observe

extension Settings {
    /// The hooks of a run in this folder, in the order of the settings.
    func runHooks(processes: ProcessRunner, folder: Folder) -> [any RunHook] {
        hooks.map { CommandHook($0, processes: processes, folder: folder) }
    }

    /// The hooks of a run, joined; nil when there are none.
    ///
    /// `processes` is one of the hooks' own, so that a stop of the run's commands leaves them alone.
    func hookPipeline(
        processes: ProcessRunner, folder: Folder, onFault: @escaping @Sendable (HookFault) -> Void
    ) -> HookPipeline? {
        hooks.isEmpty ? nil : HookPipeline(runHooks(processes: processes, folder: folder), timeLimit: hookTimeout, onFault: onFault)
    }
}
