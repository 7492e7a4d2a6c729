internal import Engine
internal import Events
internal import Models
internal import Tools
internal import Wire

/// Chooses and makes the model driver that the settings ask for.
struct Providers: Sendable {
    struct Choice {
        let driver: any ModelDriver
        let place: String?
        /// The provider's id word.
        let provider: String
        let model: String
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
        if settings.provider == "openai" { client.prepare() }
    }

    /// A driver for one run: a script begins behind its played turns.
    func choose(_ settings: Settings, playedTurns: Int) throws(ServiceError) -> Choice {
        guard let provider = settings.provider else {
            throw ServiceError(
                .settings, "no provider is configured; set LATHE_BASE_URL and LATHE_MODEL, or OPENAI_API_KEY, or try `lathe demo`")
        }
        do throws(ModelsError) {
            let description = try ModelCatalogue.description(provider)
            var parts = ModelSettings(
                baseURL: settings.baseURL, apiKey: settings.apiKey?.reveal(), client: client, surroundings: surroundings)
            let script = try readScript(settings)
            if provider == "scripted" { parts.script = script }
            parts.playedTurns = playedTurns
            guard let model = settings.model ?? (provider == "scripted" ? "script" : nil) else {
                throw ModelsError(code: .settings, message: "no model is chosen; give one with --model or LATHE_MODEL")
            }
            let driver = try description.make(parts, speaking: settings.actionProtocol, askTool: ToolName.askUser)
            return Choice(driver: driver, place: nil, provider: provider, model: TextSanitiser.clean(model))
        } catch {
            throw ServiceError(error)
        }
    }

    /// The model that writes summaries, at the provider of the run; nil when none is named.
    func summaryModel(_ settings: Settings) throws(ServiceError) -> SummaryModel? {
        guard let name = settings.summariseModel else { return nil }
        var settings = settings
        settings.model = name
        let choice = try choose(settings, playedTurns: 0)
        return SummaryModel(driver: choice.driver, name: choice.model)
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
