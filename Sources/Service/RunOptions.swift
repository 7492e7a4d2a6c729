public import Engine
public import Events

/// What one run wants otherwise than the settings say; nil leaves it to them.
public struct RunOptions: Sendable {
    public var approve: ApprovePolicy?
    public var limits: RunLimits?
    public var model: String?
    /// Absolute.
    public var workspacePath: String?
    public var whenAsked: WhenAsked

    public init(
        approve: ApprovePolicy? = nil, limits: RunLimits? = nil, model: String? = nil, workspacePath: String? = nil,
        whenAsked: WhenAsked = .wait
    ) {
        self.approve = approve
        self.limits = limits
        self.model = model
        self.workspacePath = workspacePath
        self.whenAsked = whenAsked
    }

    func applied(to settings: Settings) -> Settings {
        var settings = settings
        if let approve { settings.approve = approve }
        if let limits { settings.limits = limits }
        if let model { settings.model = model }
        if let workspacePath { settings.workspacePath = workspacePath }
        return settings
    }
}
