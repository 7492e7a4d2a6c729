package import Events

/// Runs one call of one tool to its one result: within its time, again where the tool allows it, whatever is thrown (000-08, 000-10, 000-11).
///
/// A tool that has to end, for its time limit or because the call was cancelled, is told by the cancellation of its task. If it has not ended
/// a grace later, the call is answered without it: `tool_timeout` or `cancelled`, with `left_running` in the metadata. What such a tool says
/// or gives afterwards is dropped.
package struct ToolExecutor: Sendable {
    /// The member of the metadata that counts the tries, where there was more than one.
    static let attemptsKey = "attempts"
    /// The member of the metadata of a call whose tool did not end when it was told to.
    static let leftRunningKey = "left_running"

    /// Takes the place of the limit of each tool that has one.
    package var timeLimit: Duration?
    /// What a tool has to end in.
    package var grace: Duration
    private let clock: any Clock<Duration>

    package init(timeLimit: Duration? = nil, grace: Duration = .seconds(2), clock: any Clock<Duration> = ContinuousClock()) {
        self.timeLimit = timeLimit
        self.grace = grace
        self.clock = clock
    }

    /// Never throws.
    ///
    /// The time limit is that of all tries and of the waits between them.
    package func run(_ tool: any Tool, _ arguments: JSONObject, in context: ToolContext) async -> ToolResult {
        let limit = tool.spec.timeLimit.map { timeLimit ?? $0 }
        // A tool that keeps its own time may have more to put in order: a command takes its whole process tree with it.
        let watch = CallWatch(tool: tool.spec.name, grace: limit == nil ? grace * 2 : grace, clock: clock)
        var context = context
        context.output = { [output = context.output] stream, text in if !watch.isOver { output(stream, text) } }
        context.failedAttempt = { [failedAttempt = context.failedAttempt] fault in if !watch.isOver { failedAttempt(fault) } }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                watch.begin(limit: limit, answering: continuation) { [context] in await tries(of: tool, arguments, in: context) }
            }
        } onCancel: {
            watch.stop(.cancelled)
        }
    }

    /// Tries until one succeeds, fails for good, or is the last that the tool allows.
    private func tries(of tool: any Tool, _ arguments: JSONObject, in context: ToolContext) async -> ToolResult {
        let policy = tool.spec.retry
        var wait = policy.firstWait
        var attempt = 1
        while true {
            var result = await Self.once(tool, arguments, in: context)
            if attempt > 1 { result.metadata[Self.attemptsKey] = .count(attempt) }
            let code = result.errorCode ?? .toolFailed
            guard result.status == .error, attempt < policy.attempts, policy.codes.contains(code) else { return result }
            do { try await clock.sleep(for: wait) } catch { return result }
            guard !Task.isCancelled else { return result }
            context.failedAttempt(
                ErrorDetail(
                    code: code, message: TextSanitiser.clean(OutputWindow.cut(result.output, limitBytes: 2000)), source: .tool,
                    recoverable: true, attempt: attempt))
            attempt += 1
            wait = min(wait * 2, max(policy.firstWait, .seconds(60)))
        }
    }

    @concurrent
    private static func once(_ tool: any Tool, _ arguments: JSONObject, in context: ToolContext) async -> ToolResult {
        do {
            return try await tool.run(arguments, in: context)
        } catch {
            return ToolResult(thrown: error)
        }
    }
}
