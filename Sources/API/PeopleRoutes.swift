internal import Engine
internal import Events
internal import Service
internal import Wire

/// What people say to a run that waits for them; one that was left is taken up with it.
extension Route {
    static func reply(_ call: APICall) throws(APIError) -> HTTPReply {
        try call.allowQuery([])
        let body = try BodyReader(call.request, members: ["answer", "question_id"])
        guard let answer = try body.text("answer") else {
            throw APIError(400, .badRequest, "the body has no answer; give the text in the member answer")
        }
        let run = try call.run()
        guard case .question(let request) = try open(run, call) else {
            throw APIError(409, .notWaiting, "the run \(run.runID) waits for a verdict, not for an answer; use /approve")
        }
        if let wanted = try body.text("question_id"), wanted != request.questionID {
            throw APIError(
                409, .notWaiting, "the run waits for the answer to \(request.questionID), not to \(wanted); look at the run again")
        }
        do throws(ServiceError) {
            try call.service.answer(run.runID, request.questionID, answer, whenAsked: .stop, approve: try most(run, call))
        } catch {
            throw APIError(error)
        }
        return accepted(run, ["question_id": .string(request.questionID)])
    }

    static func approve(_ call: APICall) throws(APIError) -> HTTPReply {
        try call.allowQuery([])
        let body = try BodyReader(call.request, members: ["approved", "approval_id", "scope", "reason"])
        guard let isYes = try body.flag("approved") else {
            throw APIError(400, .badRequest, "the body has no verdict; give approved: true or false")
        }
        let scope = try body.word("scope", ApprovalScope.self) ?? .once
        let reason = try body.text("reason")
        let run = try call.run()
        guard case .approval(let request) = try open(run, call) else {
            throw APIError(409, .notWaiting, "the run \(run.runID) waits for an answer, not for a verdict; use /answer")
        }
        if let wanted = try body.text("approval_id"), wanted != request.approvalID {
            throw APIError(
                409, .notWaiting, "the run waits for a verdict on \(request.approvalID), not on \(wanted); look at the run again")
        }
        guard !isYes || request.scopes.contains(scope) else {
            throw APIError(
                400, .badRequest,
                "a yes to this call may reach \(request.scopes.map(\.rawValue).joined(separator: ", ")) only; correct scope")
        }
        do throws(ServiceError) {
            try call.service.resolve(
                run.runID, request.approvalID, isYes ? .approved : .denied, scope: scope, reason: reason, whenAsked: .stop,
                approve: try most(run, call))
        } catch { throw APIError(error) }
        return accepted(run, ["approval_id": .string(request.approvalID)])
    }

    /// What a run that was left may do once it is taken up here: never more than the settings of this server, however it was started.
    ///
    /// Nil for what it was started with.
    private static func most(_ run: RunSummary, _ call: APICall) throws(ServiceError) -> ApprovePolicy? {
        guard case .runStarted(let started)? = try call.service.events(of: run.runID, after: 0, limit: 1).first?.payload else { return nil }
        var options = RunOptions()
        let fits = (try? options.take(.approve, .string(started.approve), over: call.service.settings)) != nil
        return fits ? nil : call.service.settings.approve
    }

    private static func open(_ run: RunSummary, _ call: APICall) throws(APIError) -> OpenRequest {
        do throws(ServiceError) {
            if let request = try call.service.openRequest(of: run.runID) { return request }
        } catch { throw APIError(error) }
        throw APIError(409, .notWaiting, "the run \(run.runID) waits for nobody (\(run.status)); there is nothing to answer")
    }

    /// Heard; what follows from it is among the events.
    private static func accepted(_ run: RunSummary, _ more: JSON) -> HTTPReply {
        var object = JSONObject([JSONObject.Member("run_id", .string(run.runID))])
        object.members += more.object?.members ?? []
        object.members.append(JSONObject.Member("events", .string("/api/runs/\(run.runID)/events?after=\(run.eventCount)")))
        return .json(.object(object), status: 202)
    }
}
