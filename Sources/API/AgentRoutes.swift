internal import Engine
internal import Events
internal import Service
internal import Wire

/// Starting runs.
extension Route {
    /// Waits for the run and answers what came out; needs nothing of the stream (002-09).
    static func run(_ call: APICall) throws(APIError) -> HTTPReply {
        try call.allowQuery([])
        let body = try RunBody(call.request, whenAsked: .stop, call.service)
        try call.server.begin()
        defer { call.server.end() }
        let runID = try start(body, call)
        let bell = Bell()
        let watch = OutcomeWatch(runID, call.service, bell: bell)
        waiting: while !watch.isOver {
            switch call.peer.wait(for: bell, milliseconds: nil, noticesHalfClose: body.stopsOnDisconnect) {
            case .rung: bell.clear()
            case .halfClosed, .gone:
                if body.stopsOnDisconnect { call.service.stopEverything(runID) }
                throw APIError(499, .cancelled, "the one who asked went away; the run is \(runID)")
            // The runs end before the server: one that goes on no more is over, though the bell has not rung yet.
            case .stopping where !call.service.liveRuns.contains(runID): break waiting
            case .stopping, .timedOut: throw APIError(503, .shuttingDown, "the server ends; the run is \(runID)")
            }
        }
        do throws(ServiceError) {
            guard let run = try call.service.run(runID) else {
                throw ServiceError(.notFound, "the run \(runID) was not kept; start it anew")
            }
            return .json(try RunReport(run, call.service).response(try StepOutputs(of: runID, call.service)))
        } catch { throw APIError(error) }
    }

    /// Streams the events of a new run (002-10).
    static func runStream(_ call: APICall) throws(APIError) -> HTTPReply {
        try call.allowQuery(["profile", "tokens"])
        let profile = try call.profile(standard: .camel)
        let tokens = try call.flag("tokens", standard: true)
        let body = try RunBody(call.request, whenAsked: .wait, call.service)
        try call.server.begin()
        do throws(APIError) {
            let runID = try start(body, call)
            var wish = EventStream.Wish(profile: profile, silenceMilliseconds: call.server.silenceMilliseconds)
            wish.tokens = tokens && body.tokens
            wish.endsWhenLeft = true
            wish.stopsRun = body.stopsOnDisconnect
            return .events(EventStream(runID, call.service, wish) { [server = call.server] in server.end() }, of: runID)
        } catch {
            call.server.end()
            throw error
        }
    }

    private static func start(_ body: RunBody, _ call: APICall) throws(APIError) -> String {
        guard call.service.liveRuns.count < APIServer.runLimit else {
            throw APIError(503, .busy, "\(APIServer.runLimit) runs go on already; wait for one, or stop one", headers: ["Retry-After": "5"])
        }
        let runID: String
        do throws(ServiceError) { runID = try call.service.start(body.prompt, options: body.options) } catch { throw APIError(error) }
        // Whoever is told the id may ask for the run at once.
        let bell = Bell()
        let subscription = call.service.subscribe(to: runID) { bell.ring() }
        defer { subscription.cancel() }
        while subscription.drain(limit: 1).isEmpty && subscription.failure == nil {
            let wake = call.peer.wait(for: bell, milliseconds: 1000, noticesHalfClose: false)
            guard wake == .rung || wake == .timedOut && call.service.liveRuns.contains(runID) else { break }
            bell.clear()
        }
        return runID
    }
}

extension HTTPReply {
    /// Server-sent events of a run.
    static func events(_ stream: EventStream, of runID: String) -> HTTPReply {
        // Some proxies gather what should flow, unless they are told.
        .stream(
            headers: [("Content-Type", "text/event-stream"), ("Lathe-Run-Id", runID), ("X-Accel-Buffering", "no")] + fixed, body: stream)
    }
}
