import Glibc

/// A door that a scripted stream waits at until the test opens it; once open it stays open.
public final class Gate: Sendable {
    /// Becomes readable (hung up) for good when the gate opens.
    let descriptor: Int32
    private let writeEnd: Monitor<Int32>

    public init() {
        let pipe = try? Pipe(nonBlocking: .neither)
        descriptor = pipe?.readEnd ?? -1
        writeEnd = Monitor(pipe?.writeEnd ?? -1)
    }

    deinit {
        open()
        if descriptor >= 0 { close(descriptor) }
    }

    /// Whether it has been opened.
    public var isOpen: Bool { writeEnd.read { $0 < 0 } }

    /// Lets everyone through, now and later.
    public func open() {
        writeEnd.change { end in
            if end >= 0 { close(end) }
            end = -1
        }
    }
}
