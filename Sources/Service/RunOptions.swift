public import Engine
public import Events

/// What one run wants otherwise than the settings say; nil leaves it to them.
public struct RunOptions: Sendable {
    public var approve: ApprovePolicy?
    public var limits: RunLimits?
    public var model: String?
    public var mode: RunMode?
    /// Absolute.
    public var workspacePath: String?
    public var whenAsked: WhenAsked
    /// The earlier runs of the same session, newest last: what was asked and answered in them is told to the model (000-18).
    public var previousRuns: [String]

    public init(
        approve: ApprovePolicy? = nil, limits: RunLimits? = nil, model: String? = nil, mode: RunMode? = nil, workspacePath: String? = nil,
        whenAsked: WhenAsked = .wait, previousRuns: [String] = []
    ) {
        self.approve = approve
        self.limits = limits
        self.model = model
        self.mode = mode
        self.workspacePath = workspacePath
        self.whenAsked = whenAsked
        self.previousRuns = previousRuns
    }

    func applied(to settings: Settings) -> Settings {
        var settings = settings
        if let approve { settings.approve = approve }
        if let limits { settings.limits = limits }
        if let model { settings.model = model }
        if let mode { settings.mode = mode }
        if let workspacePath { settings.workspacePath = workspacePath }
        return settings
    }
}
