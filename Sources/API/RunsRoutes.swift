internal import Engine
internal import Events
internal import Service
internal import Wire

/// Runs that there are.
extension Route {
    static func runs(_ call: APICall) throws(APIError) -> HTTPReply {
        try call.allowQuery(["limit", "before", "matching"])
        let limit = try call.count("limit", 1...200, standard: 50)
        do throws(ServiceError) {
            let runs = try call.service.runs(limit: limit, before: call.query("before"), matching: call.query("matching"))
            let next = runs.count == limit ? runs.last : nil
            return .json(["runs": .array(runs.map(\.json)), "next_before": next.map { .string($0.runID) } ?? .null])
        } catch { throw APIError(error) }
    }

    static func oneRun(_ call: APICall) throws(APIError) -> HTTPReply {
        try call.allowQuery([])
        return .json(try report(call.run(), call))
    }

    private static func report(_ run: RunSummary, _ call: APICall) throws(APIError) -> JSON {
        do throws(ServiceError) { return try RunReport(run, call.service).json } catch { throw APIError(error) }
    }

    /// A page of events, or a stream of them for who asks for `text/event-stream` (000-35).
    static func events(_ call: APICall) throws(APIError) -> HTTPReply {
        let wantsStream = call.request.values("accept").contains { $0.lowercased().contains("text/event-stream") }
        try call.allowQuery(["after", "cursor", "profile", "tokens"] + (wantsStream ? [] : ["limit"]))
        let run = try call.run()
        let after = try call.count(call.query("cursor") == nil ? "after" : "cursor", 0...Int.max, standard: 0)
        let profile = try call.profile(standard: .events)
        let tokens = try call.flag("tokens", standard: true)
        if wantsStream { return try stream(run, after, profile, tokens, call) }
        let limit = try call.count("limit", 1...1000, standard: 200)
        do throws(ServiceError) {
            let page = try call.service.events(of: run.runID, after: after, limit: limit)
            let shown = page.filter { tokens || !$0.isToken }
            let last = page.last
            return .json([
                "run_id": .string(run.runID), "events": .array(shown.map { profile.json($0) }),
                // Where the next page begins, also when there is nothing yet.
                "next_after": .integer(Int64(last?.seq ?? after)), "is_ended": .bool(run.isEnded),
                "is_last_page": .bool(page.count < limit),
            ])
        } catch { throw APIError(error) }
    }

    private static func stream(
        _ run: RunSummary, _ after: Int, _ profile: EventProfile, _ tokens: Bool, _ call: APICall
    ) throws(APIError) -> HTTPReply {
        guard call.request.method == "GET" else { throw APIError(405, .methodNotAllowed, "a stream has no HEAD; use GET") }
        var wish = EventStream.Wish(profile: profile, tokens: tokens, after: after, silenceMilliseconds: call.server.silenceMilliseconds)
        // A browser that comes back says what it saw last, whatever stood in the address.
        if let seen = call.request.values("last-event-id").last {
            guard let seq = Int(seen), seq >= 0 else {
                throw APIError(400, .badRequest, "Last-Event-ID must be the id of an event, a whole number; correct it")
            }
            wish.after = max(after, seq)
        }
        // The status that tells a browser not to come back.
        if run.isEnded && wish.after >= run.eventCount { return .whole(status: 204, headers: HTTPReply.fixed, body: []) }
        try call.server.begin()
        return .events(EventStream(run.runID, call.service, wish) { [server = call.server] in server.end() }, of: run.runID)
    }

    /// Ends a run: one that goes on here, one that waits for a person and was left, or one whose process died (003-16).
    static func stop(_ call: APICall) throws(APIError) -> HTTPReply {
        try call.allowQuery([])
        _ = try BodyReader(call.request, members: [], mayBeEmpty: true)
        let run = try call.run()
        guard !run.isEnded else {
            throw APIError(409, .notRunningHere, "the run \(run.runID) is over (\(run.status)); there is nothing to stop")
        }
        if call.service.liveRuns.contains(run.runID) {
            call.service.stopEverything(run.runID)
        } else if run.isWaiting || run.isInterrupted {
            do throws(ServiceError) {
                if run.isWaiting { try call.service.stopWaiting(run.runID) } else { try call.service.endInterrupted(run.runID) }
            } catch { throw APIError(error) }
        } else {
            throw APIError(409, .notRunningHere, "the run \(run.runID) goes on in another process; stop it there")
        }
        return try settled(run.runID, call)
    }

    /// The run once it is over, or as it stands after two seconds.
    private static func settled(_ runID: String, _ call: APICall) throws(APIError) -> HTTPReply {
        let bell = Bell()
        let watch = OutcomeWatch(runID, call.service, bell: bell)
        if !watch.isOver, call.peer.wait(for: bell, milliseconds: 2000, noticesHalfClose: false) == .stopping {
            // The runs end before the server, which leaves those who wait for one a moment.
            _ = call.peer.wait(for: bell, milliseconds: 500, noticesHalfClose: false, noticesStop: false)
        }
        var now = call
        now.id = runID
        return .json(try report(now.run(), call))
    }
}
