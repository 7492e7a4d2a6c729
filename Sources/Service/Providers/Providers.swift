internal import Engine
internal import Events
internal import Models
internal import Tools
internal import Wire

/// Chooses and makes the model driver that the settings ask for.
struct Providers: Sendable {
    struct Choice {
        let driver: any ModelDriver
        /// The one that is asked first.
        let endpoint: EndpointChoice
    }

    private let surroundings: Surroundings
    /// One for all runs; its thread starts with the first request.
    private let client: HTTPClient

    init(surroundings: Surroundings) {
        self.surroundings = surroundings
        client = HTTPClient(now: surroundings.monotonicMicroseconds)
    }

    /// Gets the way to the provider ready, in the background.
    func prepare(_ settings: Settings) {
        if settings.providerProfile?.format.usesNetwork == true { client.prepare() }
    }

    /// A driver for one run: a script begins behind its played turns.
    func choose(_ settings: Settings, playedTurns: Int) throws(ServiceError) -> Choice {
        try choose(settings.endpointChoices()[0], settings, playedTurns: playedTurns)
    }

    private func choose(_ endpoint: EndpointChoice, _ settings: Settings, playedTurns: Int) throws(ServiceError) -> Choice {
        do throws(ModelsError) {
            guard let description = ModelCatalogue.all.first(where: { $0.id == endpoint.format.rawValue }) else {
                throw ModelsError(
                    code: .notEnabled,
                    message: "the format \(endpoint.format.rawValue) is not built yet; choose a provider of the Chat Completions format")
            }
            var parts = ModelSettings(
                baseURL: endpoint.baseURL, apiKey: endpoint.keys.first?.reveal(), client: client, surroundings: surroundings)
            let script = try readScript(settings)
            if endpoint.format == .scripted { parts.script = script }
            parts.playedTurns = playedTurns
            let driver = try description.make(parts, speaking: settings.actionProtocol, askTool: ToolName.askUser)
            return Choice(driver: driver, endpoint: endpoint)
        } catch {
            throw ServiceError(error)
        }
    }

    /// The model that writes summaries, at the provider of the run; nil when none is named.
    func summaryModel(_ settings: Settings) throws(ServiceError) -> SummaryModel? {
        guard let name = settings.roleModels.summarise else { return nil }
        let choice = try choose(settings.endpointChoices(model: name)[0], settings, playedTurns: 0)
        return SummaryModel(driver: choice.driver, name: choice.endpoint.model)
    }

    private func readScript(_ settings: Settings) throws(ModelsError) -> Script? {
        if let name = settings.demo, let demo = try? Demo.named(name) { return try Script(json5: demo.script.bytes, name: name) }
        guard let path = settings.scriptPath else { return nil }
        let bytes: [UInt8]?
        do throws(ServiceError) { bytes = try SettingsFile.read(path, limitBytes: 16 * 1024 * 1024) } catch {
            throw ModelsError(code: .settings, message: error.message)
        }
        guard let bytes else {
            throw ModelsError(code: .settings, message: "the script \(path) is not there; name an existing file with --script")
        }
        return try Script(json5: bytes, name: path)
    }
}
