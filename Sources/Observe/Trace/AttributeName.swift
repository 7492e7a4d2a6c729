/// The names of attributes: those of OpenTelemetry's GenAI conventions (1.41), and `lathe.*` for what they do not name.
package enum AttributeName: String, Sendable, CaseIterable {
    // GenAI conventions
    case operation = "gen_ai.operation.name"
    case provider = "gen_ai.provider.name"
    case agent = "gen_ai.agent.name"
    case requestModel = "gen_ai.request.model"
    case finishReasons = "gen_ai.response.finish_reasons"
    /// In seconds.
    case timeToFirstChunk = "gen_ai.response.time_to_first_chunk"
    case inputTokens = "gen_ai.usage.input_tokens"
    case outputTokens = "gen_ai.usage.output_tokens"
    case cachedInputTokens = "gen_ai.usage.cache_read.input_tokens"
    case reasoningTokens = "gen_ai.usage.reasoning.output_tokens"
    case tool = "gen_ai.tool.name"
    case toolType = "gen_ai.tool.type"
    case toolCall = "gen_ai.tool.call.id"
    case errorType = "error.type"
    // The run
    case run = "lathe.run.id"
    case parentRun = "lathe.parent_run.id"
    case mode = "lathe.run.mode"
    case outcome = "lathe.outcome"
    /// True when the span had not ended and was ended at the last event.
    case isOpen = "lathe.open"
    /// True when the process died and the end was written afterwards.
    case isRecovered = "lathe.recovered"
    case rounds = "lathe.rounds"
    case modelCalls = "lathe.model_calls"
    case toolCalls = "lathe.tool_calls"
    case failedToolCalls = "lathe.failed_tool_calls"
    case errors = "lathe.errors"
    /// In seconds.
    case firstStep = "lathe.time_to_first_step"
    case cost = "lathe.cost"
    case isEstimated = "lathe.usage.estimated"
    // Its loops and rounds
    case loop = "lathe.loop.id"
    case stopReason = "lathe.loop.stop_reason"
    case iteration = "lathe.iteration"
    // Its calls
    case modelCall = "lathe.model.call.id"
    case purpose = "lathe.model.purpose"
    case attempt = "lathe.attempt"
    case messages = "lathe.model.messages"
    case willRetry = "lathe.model.will_retry"
    case effects = "lathe.tool.effects"
    case toolStatus = "lathe.tool.status"
    case outputBytes = "lathe.output.bytes"
    case isTruncated = "lathe.output.truncated"
    case exitStatus = "lathe.exit_status"
    // People, background commands, and what happens in between
    case request = "lathe.request.id"
    case by = "lathe.request.by"
    case session = "lathe.background.session.id"
    case errorSource = "lathe.error.source"
    case isRecoverable = "lathe.error.recoverable"
    case guardKind = "lathe.guard.kind"
    case count = "lathe.guard.count"
    case halts = "lathe.guard.halts"
    case tokensBefore = "lathe.context.tokens_before"
    case tokensAfter = "lathe.context.tokens_after"
}
