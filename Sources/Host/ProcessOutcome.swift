/// Which of its two outputs a command wrote to.
public enum OutputStream: Sendable, Equatable {
    case standardOutput
    case standardError
}

/// A command to run: a program and its arguments, or a line for the shell.
public struct ProcessCommand: Sendable, Equatable {
    /// The first is a path, or a name looked up in PATH; it is also what the program is called with.
    public let arguments: [String]
    /// The command as it is shown.
    public let shown: String

    public init(_ arguments: [String]) {
        self.arguments = arguments
        shown = arguments.joined(separator: " ")
    }

    /// A line run by `/bin/sh -c`.
    public static func shell(_ line: String) -> ProcessCommand {
        ProcessCommand(arguments: ["/bin/sh", "-c", line], shown: line)
    }

    private init(arguments: [String], shown: String) {
        self.arguments = arguments
        self.shown = shown
    }
}

/// Everything that is known before a command starts.
public struct ProcessRequest: Sendable {
    public var command: ProcessCommand
    /// Where it runs.
    public var folder: Folder
    /// The tool call it belongs to; stands in ``RunningProcess`` and, with something random added, in the environment as `LATHE_CALL`.
    public var callID: String
    /// Added to the allowed part of our own environment.
    ///
    /// Names that look like secrets are left out here too.
    public var environment: [String: String] = [:]
    /// What the command reads from its standard input, and then the end; empty gives it `/dev/null`.
    public var input: [UInt8] = []
    /// After this the tree gets SIGTERM, and SIGKILL 200 ms later; nil is no limit.
    public var timeLimit: Duration?
    /// How much output is kept of each stream: one half from its beginning, the other from its end.
    public var outputLimitBytes = 131_072
    /// How much of a longer output is kept on disk, see ``ProcessOutcome/whole``; 0 is nothing.
    public var wholeLimitBytes = 67_108_864
    /// Called on the runner's thread with everything both streams give, in the order it is read; must return at once.
    public var onBytes: (@Sendable (UnsafeBufferPointer<UInt8>) -> Void)?
    /// The largest file the command may write; 0 is no limit.
    public var fileSizeLimitBytes = 0

    public init(_ command: ProcessCommand, in folder: Folder, callID: String, timeLimit: Duration? = nil) {
        self.command = command
        self.folder = folder
        self.callID = callID
        self.timeLimit = timeLimit
    }
}

/// A command that is running now.
public struct RunningProcess: Sendable, Equatable {
    /// The command's own process; its children are not listed.
    public let pid: Int32
    public let command: String
    public let callID: String
}

/// How a command ended and what it said.
public struct ProcessOutcome: Sendable {
    public enum Ending: Sendable, Equatable {
        case exited(code: Int32)
        case signalled(number: Int32)
    }

    public let ending: Ending
    /// Both streams in the order they were read, which is nearly the order they were written.
    public let output: CapturedOutput
    public let standardOutput: CapturedOutput
    public let standardError: CapturedOutput
    /// The whole of a long output; nil when `output` holds all of it, and when the disk did not take it.
    public let whole: OutputSpool?
    /// The time limit ended it.
    public let timedOut: Bool
    /// Somebody ended it: the task was cancelled, or ``ProcessRunner/end(callID:)`` or ``ProcessRunner/endAll()`` was called.
    public let wasCancelled: Bool
    /// From start to result, by the monotonic clock.
    public let duration: Duration
    /// Processes of the tree that had to be killed, the command itself among them when it was.
    ///
    /// At most 256.
    public let killed: [Int32]
    /// Something of the tree could not be killed within 2 s.
    ///
    /// It is watched on.
    public let leftBehind: Bool
}
