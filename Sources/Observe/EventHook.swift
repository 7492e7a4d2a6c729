public import Events

/// Is told of every committed event of the runs of this process (000-23).
///
/// Laws: called in order, after the commit, never at once from two threads; must return quickly and cannot fail the run.
public protocol EventHook: Sendable {
    func handle(_ event: RunEvent)
}
