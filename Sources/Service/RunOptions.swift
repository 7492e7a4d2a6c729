public import Engine
public import Events

/// What one run wants otherwise than the settings say; nil leaves it to them.
public struct RunOptions: Sendable {
    public var approve: ApprovePolicy?
    public var limits: RunLimits?
    /// How the run goes.
    public var mode: RunMode?
    public var model: String?
    /// Absolute.
    public var workspacePath: String?
    public var whenAsked: WhenAsked
    /// False ends a run at a limit also where a person could be asked for more (W-16).
    public var asksAtLimits = true
    /// The earlier runs of the same session, newest last: what was asked and answered in them is told to the model (000-18).
    public var previousRuns: [String]
    /// The folder that the workspace is a copy of: what is known of it is told, and nothing is remembered (N-04).
    var copiedFrom: String?

    public init(
        approve: ApprovePolicy? = nil, limits: RunLimits? = nil, mode: RunMode? = nil, model: String? = nil,
        workspacePath: String? = nil, whenAsked: WhenAsked = .wait, previousRuns: [String] = []
    ) {
        self.approve = approve
        self.limits = limits
        self.mode = mode
        self.model = model
        self.workspacePath = workspacePath
        self.whenAsked = whenAsked
        self.previousRuns = previousRuns
    }

    func applied(to settings: Settings) -> Settings {
        var settings = settings
        if let approve { settings.approve = approve }
        if let limits { settings.limits = limits }
        if let mode { settings.mode = mode }
        if let model { settings.model = model }
        if let workspacePath { settings.workspacePath = workspacePath }
        return settings
    }
}
