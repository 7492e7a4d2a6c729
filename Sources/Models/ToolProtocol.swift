/// How a model is told of tools and calls them.
public enum ToolProtocol: String, Sendable, CaseIterable {
    /// What the provider's description says.
    case auto
    /// The wire format's own tool calling.
    case native
    /// JSON actions in the answer's text, for models that know no tool calling (003-06).
    case json
}

extension ModelDriverDescription {
    /// The protocol that a choice means with this provider: `native` or `json`.
    package func toolProtocol(_ choice: ToolProtocol) -> ToolProtocol {
        choice == .auto ? usualProtocol : choice
    }

    /// A driver that speaks the chosen protocol.
    ///
    /// - Parameter askTool: the name of the tool that asks the person, for `need_more_info`.
    package func make(
        _ settings: ModelSettings, speaking choice: ToolProtocol, askTool: String
    ) throws(ModelsError) -> any ModelDriver {
        let driver = try make(settings)
        return toolProtocol(choice) == .json ? ActionDriver(driver, askTool: askTool) : driver
    }
}
