internal import Events

/// What a model reads of a command in the background.
enum BackgroundText {
    /// The run's commands; an error that says so where there can be none.
    static func sessions(of context: ToolContext) throws(ToolsError) -> BackgroundSessions {
        if let sessions = context.background { return sessions }
        throw ToolsError(.notEnabled, "nothing runs in the background here; run the command without \"background\"")
    }

    /// How it stands: "is running", "has ended with exit status 0".
    static func standing(_ session: BackgroundSession) -> String {
        if session.state == .running { return "is running" }
        if let fault = session.fault { return "could not be started: \(fault)" }
        if session.timedOut { return "was ended at its time limit" }
        if session.state == .killed { return "was ended" + (session.leftBehind ? ", but something of it could not be killed" : "") }
        if let status = session.exitStatus { return "has ended with exit status \(status)" }
        return session.signal.map { "was ended by signal \($0)" } ?? "has ended"
    }

    /// One line: id, standing, time, output, command.
    static func line(_ session: BackgroundSession) -> String {
        "\(session.id) \(standing(session)); \(seconds(session.durationUs)); \(FileText.count(session.outputBytes, "byte")) printed; \(command(session))"
    }

    /// The status of a result that tells of it; one that was ended because somebody wanted so has not failed.
    static func status(_ session: BackgroundSession) -> (status: ToolStatus, code: ErrorCode?) {
        switch session.state {
        case .running: (.running, nil)
        case _ where session.timedOut: (.error, .toolTimeout)
        case .exited: session.exitStatus == 0 ? (.success, nil) : (.error, session.fault == nil ? .exitStatus : .toolFailed)
        case .killed, .lost, .released: session.leftBehind ? (.error, .toolFailed) : (.success, nil)
        }
    }

    static func metadata(_ session: BackgroundSession) -> JSONObject {
        var metadata = JSONObject([
            .init("session_id", .string(session.id)), .init("state", .string(session.state.rawValue)),
            .init("output_byte_count", .count(session.outputBytes)), .init("duration_ms", .count(session.durationUs / 1000)),
        ])
        if let status = session.exitStatus { metadata["exit_code"] = .count(status) }
        if let signal = session.signal { metadata["signal"] = .count(signal) }
        return metadata
    }

    private static func seconds(_ microseconds: Int) -> String {
        let tenths = microseconds / 100_000
        return "\(tenths / 10).\(tenths % 10) s"
    }

    private static func command(_ session: BackgroundSession) -> String {
        let line = session.command.split(whereSeparator: \.isNewline).joined(separator: " ⏎ ")
        return line.count > 200 ? line.prefix(200) + "…" : line
    }
}
