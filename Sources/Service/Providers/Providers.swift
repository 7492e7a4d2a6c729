internal import Engine
internal import Events
internal import Models
internal import Synchronization
internal import Tools
internal import Wire

/// Makes the ways to the models that the settings ask for.
final class Providers: Sendable {
    private struct State {
        /// The route that worked last, for each list of places.
        var good: [[String]: Int] = [:]
        /// What is recorded to, by path: one file for all models of a run.
        var recordings: [String: RecordingFile] = [:]
    }

    private let surroundings: Surroundings
    /// One for all runs; its thread starts with the first request.
    private let client: HTTPClient
    private let state = Mutex(State())

    init(surroundings: Surroundings) {
        self.surroundings = surroundings
        client = HTTPClient(now: surroundings.monotonicMicroseconds)
    }

    /// Gets the way to the provider ready, in the background.
    func prepare(_ settings: Settings) {
        if settings.providerProfile?.format.usesNetwork == true { client.prepare() }
    }

    /// Lets what is being recorded reach its files; waits for that at most half a second.
    func shutDown() {
        for file in state.withLock({ Array($0.recordings.values) }) { file.settle(withinMicroseconds: 500_000) }
    }

    /// The ways to one model: every place in its order, and at each place every key.
    ///
    /// - Parameters:
    ///   - playedTurns: turns of a script, or exchanges of a recording, that are over already, by what they were for.
    ///   - agent: whose turns of a script are played; nil for a person's run.
    func routes(
        _ choices: [EndpointChoice], _ settings: Settings, playedTurns: [String: Int], agent: String? = nil
    ) throws(ServiceError) -> ModelRoutes {
        var routes: [ModelRoute] = []
        for (index, choice) in choices.enumerated() {
            for key in choice.keys.isEmpty ? [nil] : choice.keys.map({ Optional($0) }) {
                routes.append(try route(choice, key, index, settings, playedTurns, agent))
            }
        }
        guard let first = routes.first else { throw ServiceError(.settings, "no provider is configured; set one with --provider") }
        let name = routes.map { "\($0.place ?? "") \($0.model)" }
        return ModelRoutes(first, Array(routes.dropFirst()), startingAt: state.withLock { $0.good[name] ?? 0 }) { [self] good in
            state.withLock { $0.good[name] = good }
        }
    }

    /// The models that have a part of the work to themselves, by what they are for (003-18, 003-20, 003-21).
    func roles(_ settings: Settings) throws(ServiceError) -> [ModelPurpose: ModelRoutes] {
        var roles: [ModelPurpose: ModelRoutes] = [:]
        let names = settings.roleModels
        for (purpose, name) in [
            (ModelPurpose.decide, names.decide), (.execute, names.execute), (.review, names.review), (.plan, names.plan),
            (.evaluate, names.evaluate), (.critic, names.critic), (.summarise, names.summarise),
        ] {
            guard let name else { continue }
            roles[purpose] = try routes(settings.endpointChoices(model: name), settings, playedTurns: [:])
        }
        return roles
    }

    private func route(
        _ choice: EndpointChoice, _ key: Secret?, _ index: Int, _ settings: Settings, _ playedTurns: [String: Int], _ agent: String?
    ) throws(ServiceError) -> ModelRoute {
        do throws(ModelsError) {
            let description = try ModelCatalogue.description(choice.format.rawValue)
            var parts = ModelSettings(transport: try transport(choice.calls.recordPath), surroundings: surroundings)
            parts.endpoint = choice.endpoint(key)
            parts.playedTurns = playedTurns
            if choice.format == .scripted {
                parts.script = try PlayedFiles.script(settings)
                if let agent { parts.script = try parts.script?.turns(of: agent) }
            }
            if choice.format == .recorded, agent != nil {
                throw ModelsError(
                    code: .settings, message: "a recording is of one run and has nothing for agents; switch them off with --sub-agents 0")
            }
            if choice.format == .recorded { parts.recording = try PlayedFiles.recording(settings) }
            // A model that is known to call no tools is asked for JSON.
            let usual: ToolProtocol = choice.profile.callsTools == false ? .json : .auto
            let driver = try description.make(
                parts, speaking: settings.actionProtocol == .auto ? usual : settings.actionProtocol, askTool: ToolName.askUser)
            return ModelRoute(
                driver: driver, model: choice.model, place: choice.format.usesNetwork ? parts.endpoint.place : nil, endpoint: index,
                price: choice.profile.price)
        } catch {
            throw ServiceError(error)
        }
    }

    private func transport(_ recordPath: String?) throws(ModelsError) -> any ModelTransport {
        guard let recordPath else { return client }
        let file: RecordingFile
        if let known = state.withLock({ $0.recordings[recordPath] }) {
            file = known
        } else {
            file = try RecordingFile(path: recordPath)
            state.withLock { $0.recordings[recordPath] = file }
        }
        return RecordingTransport(client, file: file, now: surroundings.monotonicMicroseconds)
    }
}

extension EndpointChoice {
    /// The place with one of its keys, as drivers take it.
    fileprivate func endpoint(_ key: Secret?) -> ModelEndpoint {
        var endpoint = ModelEndpoint(baseURL: baseURL, apiKey: key?.reveal())
        endpoint.effort = calls.effort
        endpoint.streams = calls.streams
        endpoint.cachesPrompt = calls.cachesPrompts
        endpoint.takesImages = profile.takesImages
        endpoint.maxOutputTokens = profile.maxOutputTokens
        endpoint.family = profile.family
        endpoint.extraBody = calls.extraBody ?? JSONObject()
        endpoint.connectTimeout = calls.connectTimeout
        endpoint.firstByteTimeout = calls.firstByteTimeout
        endpoint.idleTimeout = calls.silenceTimeout
        endpoint.totalTimeout = calls.callTimeout
        return endpoint
    }
}
