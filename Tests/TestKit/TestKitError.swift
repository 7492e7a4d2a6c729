/// What went wrong in the harness, with everything a person needs to see why.
public enum TestKitError: Error, CustomStringConvertible, Sendable {
    /// Nothing of what was waited for happened; `seen` is the last screen, output or list of requests.
    case timedOut(waitingFor: String, after: Duration, seen: String)
    /// The program ended before that happened.
    case ended(waitingFor: String, status: ExitStatus, seen: String)
    /// A call to the system failed.
    case system(call: String, errorNumber: Int32)
    /// The built program is not beside the tests.
    case programMissing(name: String, lookedIn: [String])
    /// The text differs from the stored one, or there was none.
    case snapshot(name: String, message: String)

    public var description: String {
        switch self {
        case .timedOut(let what, let duration, let seen):
            "waited \(duration) in vain for \(what); the last that was seen:\n\(seen)"
        case .ended(let what, let status, let seen):
            "the program ended (\(status)) before \(what); the last that was seen:\n\(seen)"
        case .system(let call, let number):
            "\(call) failed: \(systemMessage(number)); the harness cannot go on without it"
        case .programMissing(let name, let folders):
            "no program \(name) in \(folders.joined(separator: ", ")); run `swift build --build-tests` first"
        case .snapshot(let name, let message):
            "snapshot \(name): \(message)"
        }
    }
}
