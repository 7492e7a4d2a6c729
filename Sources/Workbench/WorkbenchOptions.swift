public import TerminalKit

/// What the workbench is opened with.
public struct WorkbenchOptions: Sendable {
    /// The folder as the header shows it.
    public var place: String
    /// The provider's word; nil when none is set up, and the first page says how.
    public var provider: String?
    public var modelName: String?
    /// True looks for servers of this machine at the start, and uses the first that serves a model.
    public var looksForServers: Bool
    /// Name of the theme; nil takes the first that is shipped.
    public var theme: String?
    /// Folder with the person's own themes (`<name>.json5`), nil for none.
    public var themeFolder: String?
    /// Nil takes what the terminal says.
    public var depth: ColorDepth?
    public var ascii: Bool
    /// Wraps frames in synchronised output.
    public var sync: Bool
    /// `TERM`, nil when unset.
    public var term: String?
    /// True over ssh or mosh: a lone Esc is waited for longer.
    public var isRemote: Bool
    public var insideTmux: Bool
    /// Where standard error goes while the screen is up, nil leaves it.
    public var logDescriptor: Int32?

    /// Starts a run with this at once.
    public var prompt: String?
    /// Plays this run.
    public var replayRunID: String?
    /// 0.25 or more; infinity plays as fast as it goes.
    public var replaySpeed: Double
    /// True gives the focus to the transcript at the start, as in demos and replays.
    public var startsInTranscript: Bool
    /// Leaves when the run has ended.
    public var leavesWhenEnded: Bool

    public init(
        place: String, provider: String?, modelName: String?, looksForServers: Bool = false, theme: String? = nil,
        themeFolder: String? = nil, depth: ColorDepth? = nil,
        ascii: Bool = false, sync: Bool = true, term: String?, isRemote: Bool = false, insideTmux: Bool = false,
        logDescriptor: Int32? = nil,
        prompt: String? = nil, replayRunID: String? = nil, replaySpeed: Double = 1, startsInTranscript: Bool = false,
        leavesWhenEnded: Bool = false
    ) {
        self.place = place
        self.provider = provider
        self.modelName = modelName
        self.looksForServers = looksForServers
        self.theme = theme
        self.themeFolder = themeFolder
        self.depth = depth
        self.ascii = ascii
        self.sync = sync
        self.term = term
        self.isRemote = isRemote
        self.insideTmux = insideTmux
        self.logDescriptor = logDescriptor
        self.prompt = prompt
        self.replayRunID = replayRunID
        self.replaySpeed = replaySpeed
        self.startsInTranscript = startsInTranscript
        self.leavesWhenEnded = leavesWhenEnded
    }
}

/// How the workbench was left.
public enum WorkbenchEnd: Sendable, Equatable {
    /// By the person, or with the end of the run; the run that was on the screen, if there was one.
    case left(runID: String?)
    /// The terminal is gone.
    case hangup
    case signal(Int32)
    /// The person asked for the demo on the first page.
    case startDemo
}
