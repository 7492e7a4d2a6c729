internal import Events
internal import Tools

/// A call that has begun, as far as the guard keeps it.
struct CallStart: Sendable, Equatable {
    let id: String
    /// Tool and arguments.
    let call: Fingerprint
    let echo: Echo
    /// No arguments, or none that could be read.
    let isBare: Bool
    /// It may change what nobody reports.
    let works: Bool

    init(_ started: ToolCallStarted) {
        id = started.toolCallID
        var print = Fingerprint.of(closed: started.tool)
        print.add(started.arguments)
        call = print
        echo = Echo(started.arguments)
        isBare = started.arguments.object?.isEmpty ?? true
        works = started.effects.contains { $0 == .write || $0 == .execute || $0 == .network }
    }
}

/// A call that has ended, as far as the guard keeps it.
struct CallTrace: Sendable, Equatable {
    enum Kind: Sendable, Equatable {
        case plain
        /// Without arguments and failed, or refused before it ran.
        case hollow
        /// Asked how something stands that goes on.
        case poll
    }

    let id: String
    let tool: String
    let round: Int
    let call: Fingerprint
    /// What came out, exactly.
    let result: Fingerprint
    /// What came out, without its numbers.
    let coarse: Fingerprint
    /// What came out as news: without an echo of the arguments, and of a failure only its code; nil when it says nothing.
    let news: Fingerprint?
    let kind: Kind
    let isError: Bool
    let changesFiles: Bool
    /// It worked without a word: there is nothing to tell whether it brought anything on.
    let isQuiet: Bool

    /// The call and what came out.
    var whole: Fingerprint {
        var print = call
        print.add(result)
        return print
    }

    /// Failures whose output is the tool's work and not a complaint about the call.
    private static let speaking: Set<ErrorCode> = [.exitStatus, .toolTimeout, .todoIncomplete]
    private static let refused: Set<ErrorCode> = [.invalidArguments, .unknownTool]
    private static let longestID = 128

    init(_ finished: ToolCallFinished, _ start: CallStart?, round: Int) {
        self.round = round
        id = finished.toolCallID.utf8.count <= CallTrace.longestID ? finished.toolCallID : ""
        tool = finished.tool.isEmpty ? "A tool" : String(decoding: finished.tool.utf8.prefix(64), as: UTF8.self)
        call = start?.call ?? Fingerprint.of(closed: finished.tool)
        let code = finished.errorCode ?? (finished.status == .error ? .toolFailed : nil)
        isError = finished.status == .error
        result = Fingerprint.of(closed: finished.status.rawValue, code?.word ?? "", finished.output)
        coarse = Fingerprint.withoutNumbers(finished.output)
        changesFiles = !(finished.metadata[RoundRecord.filesKey]?.array ?? []).isEmpty
        let isBlank = !finished.output.utf8.contains { $0 > 0x20 } || finished.metadata["output_byte_count"]?.integer == 0
        let isRefused = code.map(CallTrace.refused.contains) ?? false
        let speaks = code.map(CallTrace.speaking.contains) ?? false
        let goesOn = finished.status != .success && finished.status != .error
        if isError && (isRefused || start?.isBare == true && !speaks && code != .denied && code != .cancelled) {
            kind = .hollow
        } else {
            kind = goesOn && finished.tool.hasSuffix(ToolName.checkBackgroundCommand) ? .poll : .plain
        }
        isQuiet = finished.status == .success && isBlank && start?.works == true
        news =
            if let code, isError, !speaks {
                kind == .hollow ? nil : Fingerprint.of(closed: "error", finished.tool, code.word)
            } else if !finished.images.isEmpty {
                call
            } else {
                isBlank ? nil : start?.echo.fingerprint(of: finished.output) ?? Fingerprint.of(closed: finished.output)
            }
    }
}
