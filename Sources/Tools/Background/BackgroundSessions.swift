public import Events
public import Host

/// The commands of one run that go on in the background (001-38).
///
/// Each is told of twice through `onChange`: when it runs, and when it has ended.
public final class BackgroundSessions: Sendable {
    private let processes: ProcessRunner
    private let onChange: @Sendable (BackgroundChanged) -> Void

    /// `onChange` is called on any thread and must return soon.
    public init(processes: ProcessRunner, onChange: @escaping @Sendable (BackgroundChanged) -> Void) {
        self.processes = processes
        self.onChange = onChange
    }

    /// Ends every command that still runs and returns when all have been told of.
    public func endAll() async {}
}
