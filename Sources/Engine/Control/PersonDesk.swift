internal import Events

/// Where a run waits for a person: the one path of questions and approvals.
struct PersonDesk: Sendable {
    let recorder: RunRecorder
    let control: RunControl
    let deadline: Deadline
    let whenAsked: WhenAsked

    enum Outcome: Sendable, Equatable {
        case reply(RunControl.Reply)
        /// The run is being stopped.
        case stopped
        /// Nobody is there to ask.
        case nobody
    }

    /// Asks and waits.
    ///
    /// `id` is of the request; the caller records what ends it and then calls `goOn`.
    func ask(_ id: String, _ status: RunStatus, _ request: Payload) async throws(EngineError) -> Outcome {
        control.expect(id)
        try recorder.move(to: .waitUser)
        recorder.record(.runStatus(RunStatusChanged(status: status)))
        recorder.record(request)
        if whenAsked == .stop { return control.interruption == .stopped ? .stopped : .nobody }
        // A question that could not be kept is shown to nobody: waiting for its answer would never end.
        try await recorder.synced()
        deadline.pause()
        let reply = await control.awaitReply()
        deadline.run()
        return reply.map { .reply($0) } ?? .stopped
    }

    /// Back to the call after the request was ended.
    func goOn() throws(EngineError) {
        if control.interruption == nil { recorder.record(.runStatus(RunStatusChanged(status: .running))) }
        try recorder.move(to: .toolCall)
    }
}
