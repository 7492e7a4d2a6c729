internal import Engine
internal import Events
internal import Service
internal import Wire

/// What `POST /api/agent/run` and `POST /api/agent/run/stream` are asked.
struct RunBody {
    let prompt: String
    let options: RunOptions
    /// Whether what the model writes is among the events while it is written (002-25).
    let tokens: Bool
    /// Whether the run ends when the one who asked goes away.
    let stopsOnDisconnect: Bool

    /// What a run does when it needs a person.
    private enum Asked: String, CaseIterable { case wait, stop }

    private static let own = ["prompt", "force_pipeline", "previous_runs", "when_asked", "tokens", "stop_on_disconnect"]

    /// Every member, in the words of the page.
    static let members = own + RunOptions.requestable.map(\.rawValue)

    /// - Parameter whenAsked: what holds when the body does not say it.
    init(_ request: HTTPServerRequest, whenAsked: WhenAsked, _ service: Service) throws(APIError) {
        let body = try BodyReader(request, members: RunBody.members)
        guard let prompt = try body.text("prompt"), prompt.contains(where: { !$0.isWhitespace }) else {
            throw APIError(400, .badRequest, "the body has no prompt; say what is to be done in the member prompt")
        }
        self.prompt = prompt
        var options = RunOptions()
        // A program asks: a limit ends the run and asks nobody for more.
        options.asksAtLimits = false
        switch try body.word("when_asked", Asked.self) {
        case .wait: options.whenAsked = .wait
        case .stop: options.whenAsked = .stop
        case nil: options.whenAsked = whenAsked
        }
        for key in RunOptions.requestable {
            guard let value = body[key.rawValue] else { continue }
            do throws(ServiceError) { try options.take(key, value, over: service.settings) } catch { throw APIError(error) }
        }
        if try body.flag("force_pipeline") == true {
            guard options.mode != .loop else {
                throw APIError(400, .badRequest, "force_pipeline and the mode loop contradict each other; leave one out")
            }
            options.mode = .pipeline
        }
        options.previousRuns = try RunBody.known(try body.texts("previous_runs") ?? [], service)
        tokens = try body.flag("tokens") ?? true
        stopsOnDisconnect = try body.flag("stop_on_disconnect") ?? false
        self.options = options
    }

    private static func known(_ runs: [String], _ service: Service) throws(APIError) -> [String] {
        guard runs.count <= 100 else { throw APIError(400, .badRequest, "previous_runs names more than 100 runs; name the last ones") }
        for run in runs {
            do throws(ServiceError) {
                guard try service.run(run) != nil else { throw ServiceError(.badRequest, "previous_runs names no run \(run); correct it") }
            } catch { throw APIError(error) }
        }
        return runs
    }
}
