internal import Events
internal import Models

/// A model call that was begun.
struct BegunModelCall: Sendable {
    let id: String
    /// Microseconds since the run began.
    let began: Int64
    /// What the request holds, for an estimate where the provider does not count.
    let requestBytes: Int
    /// What the tokens of the model cost; nil when that is not known.
    var price: ModelPrice?
}

/// Records how model calls end, with their figures (W-13).
struct ModelCallEnd: Sendable {
    let recorder: RunRecorder

    /// - Parameter step: what is done about it; nil when the call was stopped.
    func failed(_ call: BegunModelCall, _ error: ModelsError, attempt: Int, step: RetryPolicy.Step?) -> ErrorDetail {
        let wait = step?.wait
        let detail = ErrorDetail(
            code: error.code, message: TextSanitiser.clean(error.message), source: .model, recoverable: wait != nil,
            cause: error.status.map { ["HTTP \($0)"] } ?? [], attempt: attempt)
        return recorder.record { _, now in
            let failed = ModelCallFailed(
                callID: call.id, error: detail, willRetry: wait != nil, retryAfterUs: (wait ?? step?.askedWait)?.wholeMicroseconds,
                durationUs: Int(clamping: now &- call.began), nextStep: step?.word)
            return (.modelCallFailed(failed), detail)
        }
    }

    func finished(_ call: BegunModelCall, _ completion: ModelCompletion, contentBytes: Int) {
        let timing = completion.timing
        let decode = timing.firstContent.flatMap { first in timing.lastContent.map { $0 &- first } }
        let tells = ModelCallEnd.tellsRate(completion, decode: decode ?? 0)
        var usage = completion.usage
        if usage.inputTokens == nil && usage.outputTokens == nil {
            usage = Usage(inputTokens: call.requestBytes / 4, outputTokens: (contentBytes + 3) / 4, estimated: true)
        }
        let cost = call.price?.cost(of: usage)
        recorder.record { [usage] _, now in
            let finished = ModelCallFinished(
                callID: call.id, finishReason: completion.finishReason, usage: usage,
                ttftUs: timing.firstContent.map { Int(clamping: max(0, $0 &- timing.requestSent)) }, firstKind: timing.firstKind,
                decodeUs: tells ? decode.map { Int(clamping: $0) } : nil, durationUs: Int(clamping: now &- call.began),
                cost: cost,
                carried: completion.carried?.json)
            return (.modelCallFinished(finished), ())
        }
    }

    /// Whether tokens by decode time would be the rate the model wrote at (N-08).
    private static func tellsRate(_ completion: ModelCompletion, decode: Int64) -> Bool {
        let timing = completion.timing
        // Under a quarter of a second, or in one piece, it would be an accident of the network.
        guard timing.pieces >= 2, decode >= 250_000 else { return false }
        // What came with the first content was written before it; where that is a twentieth or more, so is the fault.
        guard timing.firstBytes == 0 || timing.firstBytes &* 20 <= timing.bytes else { return false }
        // Fewer bytes than tokens are not what was thought but a summary of it, told at times of its own.
        let shown = completion.reasoning.utf8.count
        return shown == 0 || shown >= completion.usage.reasoningTokens ?? 0
    }

    static func modelsError(_ error: any Error) -> ModelsError {
        if let error = error as? ModelsError { return error }
        return ModelsError(code: .internalFault, message: "the model's driver failed: \(error); this is a fault in Lathe, please report it")
    }
}
