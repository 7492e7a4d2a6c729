public import Events

/// The one answer to a tool call, for the model and for the screen (001-05).
public struct ToolResult: Sendable, Equatable {
    public var status: ToolStatus
    /// Nil unless `status` is `.error`.
    public var errorCode: ErrorCode?
    /// What the model reads; sanitised.
    public var output: String
    /// True when `output` is not the whole output.
    public var truncated: Bool
    /// The whole output when it is too long for an event, as it came.
    public var wholeOutput: [UInt8]?
    public var metadata: JSONObject
    public var display: ToolDisplay
    /// What the loop does next.
    public var directive: ToolDirective
    /// Workspace paths that the call changed.
    public var filesChanged: [String]
    /// What the model is shown with its next request (001-23).
    public var images: [ToolImage]

    public init(
        status: ToolStatus, errorCode: ErrorCode? = nil, output: String, truncated: Bool = false, wholeOutput: [UInt8]? = nil,
        metadata: JSONObject = JSONObject(), display: ToolDisplay = ToolDisplay(kind: .text), directive: ToolDirective = .goOn,
        filesChanged: [String] = [], images: [ToolImage] = []
    ) {
        self.status = status
        self.errorCode = errorCode
        self.output = output
        self.truncated = truncated
        self.wholeOutput = wholeOutput
        self.metadata = metadata
        self.display = display
        self.directive = directive
        self.filesChanged = filesChanged
        self.images = images
    }

    public static func success(
        _ output: String, display: ToolDisplay = ToolDisplay(kind: .text), filesChanged: [String] = []
    ) -> ToolResult {
        ToolResult(status: .success, output: output, display: display, filesChanged: filesChanged)
    }

    /// A fault the model can read and act on.
    public static func failure(_ code: ErrorCode, _ message: String) -> ToolResult {
        ToolResult(status: .error, errorCode: code, output: message)
    }
}

/// An image that a tool gives.
public struct ToolImage: Sendable, Equatable {
    /// The file as it is.
    public var bytes: [UInt8]
    /// `image/png`, `image/jpeg`, `image/gif` or `image/webp`.
    public var mediaType: String
    /// Relative to the workspace; empty when it is of no file.
    public var path: String

    public init(bytes: [UInt8], mediaType: String, path: String) {
        self.bytes = bytes
        self.mediaType = mediaType
        self.path = path
    }
}

/// What a tool asks of the loop that called it.
public enum ToolDirective: Sendable, Equatable {
    case goOn
    /// The task is done; `result` is the run's result.
    case finish(result: String)
    /// The task is done if the person, where there is one, says so too; `result` is the run's result then (004-126).
    case offer(result: String)
    /// The context is to be compacted before the model is asked again; `focus` is what must be kept, empty for the usual (001-62).
    case compress(focus: String)
    /// Ask the person and give the answer back as the call's result (001-21).
    case ask(question: String, options: [String], selection: AnswerSelection)
    /// The call waits for somebody who is not there: it stays open, and the run is left as it stands.
    case leave(waitingFor: String)
    /// The todo list is now this.
    case setTodos([TodoItem])
}
