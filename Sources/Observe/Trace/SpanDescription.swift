internal import Events

/// What each event says of its span.
///
/// Nothing here may copy a text that a person, a model or a tool wrote, other than the name of a model or tool.
extension Span {
    // MARK: The run

    mutating func describe(_ start: RunStarted) {
        attributes[.provider] = .text(start.provider)
        attributes[.requestModel] = .text(start.model)
        attributes[.mode] = .text(start.mode.rawValue)
    }

    mutating func describe(_ metrics: Metrics) {
        attributes[.inputTokens] = .integer(metrics.inputTokens)
        attributes[.outputTokens] = .integer(metrics.outputTokens)
        attributes[.reasoningTokens] = .integer(metrics.reasoningTokens)
        attributes[.cachedInputTokens] = .integer(metrics.cachedInputTokens)
        if metrics.estimated { attributes[.isEstimated] = .flag(true) }
        attributes[.rounds] = .integer(metrics.iterations)
        attributes[.modelCalls] = .integer(metrics.modelCalls)
        attributes[.toolCalls] = .integer(metrics.toolCalls)
        attributes[.failedToolCalls] = .integer(metrics.failedToolCalls)
        attributes[.errors] = .integer(metrics.errors)
        attributes[.firstStep] = .seconds(metrics.firstStepMicroseconds)
        attributes[.cost] = metrics.cost.map { .number($0) }
    }

    mutating func describe(_ end: RunFailed) {
        attributes[.outcome] = .text("failed")
        recovered(end.outcome)
        fail(end.error.code.word)
    }

    mutating func describe(_ end: RunCancelled) {
        attributes[.outcome] = .text("cancelled")
        recovered(end.outcome)
    }

    /// The events' own word for what recovery wrote.
    private mutating func recovered(_ outcome: String?) {
        if outcome == "unknown" { attributes[.isRecovered] = .flag(true) }
    }

    // MARK: Loops and rounds

    mutating func describe(_ end: LoopFinished) {
        attributes[.stopReason] = .text(end.stopReason.rawValue)
        attributes[.rounds] = .integer(end.iterations)
        recovered(end.outcome)
        if end.stopReason == .error || end.stopReason == .consecutiveFailures { fail(end.stopReason.rawValue) }
    }

    mutating func describe(_ end: IterationFinished) {
        attributes[.outcome] = .text(end.outcome.rawValue)
        attributes[.toolCalls] = .integer(end.receipt.calls)
        attributes[.failedToolCalls] = .integer(end.receipt.failedCalls)
        if end.outcome == .unknown { recovered("unknown") }
        if end.outcome == .failed { fail("failed_round") }
    }

    // MARK: Model calls

    mutating func describe(_ call: ModelCallStarted, _ provider: String?) {
        attributes[.operation] = .text("chat")
        attributes[.provider] = .text(provider)
        attributes[.requestModel] = .text(call.model)
        attributes[.modelCall] = .text(call.callID)
        attributes[.purpose] = .text(call.purpose.rawValue)
        attributes[.attempt] = .integer(call.attempt)
        attributes[.messages] = .integer(call.messageCount)
    }

    mutating func describe(_ call: ModelCallFinished) {
        attributes[.finishReasons] = .texts([call.finishReason.rawValue])
        attributes[.inputTokens] = .integer(call.usage.inputTokens)
        attributes[.outputTokens] = .integer(call.usage.outputTokens)
        attributes[.reasoningTokens] = .integer(call.usage.reasoningTokens)
        attributes[.cachedInputTokens] = .integer(call.usage.cachedInputTokens)
        if call.usage.estimated { attributes[.isEstimated] = .flag(true) }
        attributes[.timeToFirstChunk] = .seconds(call.ttftUs)
        attributes[.cost] = call.cost.map { .number($0) }
    }

    mutating func describe(_ call: ModelCallFailed) {
        attributes[.willRetry] = .flag(call.willRetry)
        recovered(call.outcome)
        fail(call.error.code.word)
    }

    // MARK: Tool calls

    mutating func describe(_ call: ToolCallStarted) {
        attributes[.operation] = .text("execute_tool")
        attributes[.tool] = .text(call.tool)
        attributes[.toolType] = .text("function")
        attributes[.toolCall] = .text(call.toolCallID)
        attributes[.effects] = .texts(call.effects.map(\.rawValue))
        attributes[.attempt] = .integer(call.attempt)
    }

    mutating func describe(_ call: ToolCallFinished) {
        attributes[.toolStatus] = .text(call.status.rawValue)
        attributes[.attempt] = .integer(call.metadata["attempts"]?.integer)
        attributes[.exitStatus] = .integer(call.metadata["exit_code"]?.integer)
        attributes[.outputBytes] = .integer(call.output.utf8.count)
        attributes[.isTruncated] = .flag(call.truncated)
        recovered(call.outcome)
        if call.status == .error { fail(call.errorCode?.word ?? "tool_error") }
    }

    mutating func describe(_ command: BackgroundChanged) {
        attributes[.session] = .text(command.sessionID)
        attributes[.toolCall] = .text(command.toolCallID)
        guard command.state != .running else { return }
        attributes[.outcome] = .text(command.state.rawValue)
        attributes[.exitStatus] = .integer(command.exitStatus)
        attributes[.outputBytes] = .integer(command.outputBytes)
        if let status = command.exitStatus, status != 0 { fail(ErrorCode.exitStatus.word) }
        if command.state == .lost { fail(ErrorCode.outcomeUnknown.word) }
    }

    // MARK: People

    mutating func describe(_ requestID: String, of toolCallID: String?) {
        attributes[.request] = .text(requestID)
        attributes[.toolCall] = .text(toolCallID)
    }

    mutating func describe(_ answer: ApprovalResolved) {
        attributes[.outcome] = .text(answer.verdict.rawValue)
        attributes[.by] = .text(answer.by)
        if answer.by == "recovery" { recovered("unknown") }
    }

    mutating func describe(_ answer: UserInputReceived) {
        attributes[.outcome] = .text(answer.outcome ?? "answered")
        recovered(answer.outcome)
    }
}

extension Payload {
    /// What is noted in the span in which this happened; nil for what is no note.
    var noteAttributes: SpanAttributes? {
        var attributes = SpanAttributes()
        switch self {
        case .error(let raised):
            attributes[.errorType] = .text(raised.detail.code.word)
            attributes[.errorSource] = .text(raised.detail.source.rawValue)
            attributes[.isRecoverable] = .flag(raised.detail.recoverable)
            attributes[.attempt] = .integer(raised.detail.attempt)
        case .guardWarning(let warning):
            attributes[.guardKind] = .text(warning.kind.rawValue)
            attributes[.count] = .integer(warning.count)
            attributes[.halts] = .flag(warning.halts)
        case .contextCompacted(let compaction):
            attributes[.tokensBefore] = .integer(compaction.beforeTokens)
            attributes[.tokensAfter] = .integer(compaction.afterTokens)
        default: return nil
        }
        return attributes
    }
}
