/// A stable word for a kind of fault.
///
/// The words we make are listed here; others are kept as they were read.
public struct ErrorCode: Sendable, Hashable, CustomStringConvertible {
    public let word: String

    public init(_ word: String) { self.word = word }

    public var description: String { word }

    // Model
    public static let modelUnreachable = ErrorCode("model_unreachable")
    public static let unauthorized = ErrorCode("unauthorized")
    public static let modelNotFound = ErrorCode("model_not_found")
    public static let rateLimited = ErrorCode("rate_limited")
    public static let badRequest = ErrorCode("bad_request")
    public static let serverError = ErrorCode("server_error")
    public static let streamCut = ErrorCode("stream_cut")
    public static let streamStalled = ErrorCode("stream_stalled")
    public static let malformedStream = ErrorCode("malformed_stream")
    public static let outputLimit = ErrorCode("output_limit")
    public static let emptyAnswer = ErrorCode("empty_answer")
    public static let contentFiltered = ErrorCode("content_filtered")
    public static let refused = ErrorCode("refused")
    public static let scriptExhausted = ErrorCode("script_exhausted")
    public static let malformedAction = ErrorCode("malformed_action")
    // Tool
    public static let unknownTool = ErrorCode("unknown_tool")
    public static let invalidArguments = ErrorCode("invalid_arguments")
    public static let pathOutsideWorkspace = ErrorCode("path_outside_workspace")
    public static let notFound = ErrorCode("not_found")
    public static let notARegularFile = ErrorCode("not_a_regular_file")
    public static let alreadyExists = ErrorCode("already_exists")
    public static let noMatch = ErrorCode("no_match")
    public static let ambiguousMatch = ErrorCode("ambiguous_match")
    public static let binaryFile = ErrorCode("binary_file")
    public static let invalidPattern = ErrorCode("invalid_pattern")
    public static let exitStatus = ErrorCode("exit_status")
    public static let toolTimeout = ErrorCode("tool_timeout")
    public static let toolFailed = ErrorCode("tool_failed")
    public static let todoInvalid = ErrorCode("todo_invalid")
    public static let todoIncomplete = ErrorCode("todo_incomplete")
    public static let denied = ErrorCode("denied")
    public static let notEnabled = ErrorCode("not_enabled")
    public static let cancelled = ErrorCode("cancelled")
    public static let outcomeUnknown = ErrorCode("outcome_unknown")
    public static let unsupportedImage = ErrorCode("unsupported_image")
    public static let tooLarge = ErrorCode("too_large")
    public static let hookRefused = ErrorCode("hook_refused")
    // Loop
    public static let maxIterations = ErrorCode("max_iterations")
    public static let tokenBudget = ErrorCode("token_budget")
    public static let timeout = ErrorCode("timeout")
    public static let consecutiveFailures = ErrorCode("consecutive_failures")
    public static let needsAnswer = ErrorCode("needs_answer")
    public static let repetition = ErrorCode("repetition")
    public static let contextFull = ErrorCode("context_full")
    // Pipeline and plans
    public static let noPlan = ErrorCode("no_plan")
    public static let invalidPlan = ErrorCode("invalid_plan")
    public static let unsafePlan = ErrorCode("unsafe_plan")
    public static let stageFailed = ErrorCode("stage_failed")
    public static let stepFailed = ErrorCode("step_failed")
    public static let expectationUnmet = ErrorCode("expectation_unmet")
    public static let planIncomplete = ErrorCode("plan_incomplete")
    public static let rejected = ErrorCode("rejected")
    // Requests over HTTP
    public static let methodNotAllowed = ErrorCode("method_not_allowed")
    public static let unsupportedMediaType = ErrorCode("unsupported_media_type")
    public static let notWaiting = ErrorCode("not_waiting")
    public static let notRunningHere = ErrorCode("not_running_here")
    public static let busy = ErrorCode("busy")
    public static let shuttingDown = ErrorCode("shutting_down")
    // Store, settings, ourselves
    public static let storeFailed = ErrorCode("store_failed")
    public static let settings = ErrorCode("settings")
    public static let internalFault = ErrorCode("internal")
    public static let hookFailed = ErrorCode("hook_failed")
    public static let memoryFailed = ErrorCode("memory_failed")
    public static let knowledgeFailed = ErrorCode("knowledge_failed")
    public static let processDied = ErrorCode("process_died")

    /// Every word that Lathe itself makes.
    public static let all: [ErrorCode] = [
        modelUnreachable, unauthorized, modelNotFound, rateLimited, badRequest, serverError, streamCut, streamStalled, malformedStream,
        outputLimit, emptyAnswer, contentFiltered, refused, scriptExhausted, malformedAction, unknownTool, invalidArguments,
        pathOutsideWorkspace,
        notFound,
        notARegularFile,
        alreadyExists, noMatch, ambiguousMatch, binaryFile, invalidPattern, exitStatus, toolTimeout, toolFailed, todoInvalid,
        todoIncomplete,
        denied, notEnabled, cancelled, outcomeUnknown, unsupportedImage, tooLarge, hookRefused, maxIterations, tokenBudget, timeout,
        consecutiveFailures, needsAnswer, repetition, contextFull, noPlan, invalidPlan, unsafePlan, stageFailed,
        stepFailed, expectationUnmet, planIncomplete, rejected, methodNotAllowed, unsupportedMediaType, notWaiting, notRunningHere, busy,
        shuttingDown, storeFailed,
        settings, internalFault, hookFailed, memoryFailed, knowledgeFailed, processDied,
    ]
}
