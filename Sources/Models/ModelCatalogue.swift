package import Events

/// Every way to reach a model.
///
/// A new wire format is one file in `Drivers` and one line here.
package enum ModelCatalogue {
    package static let all: [ModelDriverDescription] = [
        ModelDriverDescription(
            id: "openai", summary: "Chat Completions: OpenAI and every server that speaks its format", usualProtocol: .native,
            make: overHTTP(.chat)),
        ModelDriverDescription(
            id: "openai-responses", summary: "Responses: OpenAI's newer format", usualProtocol: .native, make: overHTTP(.responses)),
        ModelDriverDescription(
            id: "anthropic", summary: "Messages: Anthropic's format", usualProtocol: .native, make: overHTTP(.anthropic)),
        ModelDriverDescription(id: "scripted", summary: "plays a script; no key, no network", usualProtocol: .native, make: scripted),
        ModelDriverDescription(
            id: "recorded", summary: "plays what a provider once sent; no key, no network", usualProtocol: .native, make: recorded),
    ]

    /// The description with this id.
    ///
    /// Throws `ModelsError` (`settings`) that names the known ones.
    package static func description(_ id: String) throws(ModelsError) -> ModelDriverDescription {
        if let found = all.first(where: { $0.id == id }) { return found }
        let ids = all.map(\.id)
        let cure = NearestWord.nearest(id, in: ids).map { "did you mean \($0)?" } ?? "known are \(ids.joined(separator: ", "))"
        throw ModelsError(code: .settings, message: "the provider \(CleanText.line(id, limit: 40)) is not known; \(cure)")
    }

    private static func overHTTP(_ format: WireFormatID) -> @Sendable (ModelSettings) throws(ModelsError) -> any ModelDriver {
        { settings in
            var endpoint = settings.endpoint
            endpoint.format = format
            return FormatDriver(endpoint: endpoint, transport: settings.transport, surroundings: settings.surroundings)
        }
    }

    private static func recorded(_ settings: ModelSettings) throws(ModelsError) -> any ModelDriver {
        guard let recording = settings.recording else {
            throw ModelsError(code: .settings, message: "the recorded provider has no recording; give one with --script FILE")
        }
        return RecordedDriver(recording: recording, surroundings: settings.surroundings, played: settings.playedTurns.values.reduce(0, +))
    }

    private static func scripted(_ settings: ModelSettings) throws(ModelsError) -> any ModelDriver {
        guard let script = settings.script else {
            throw ModelsError(code: .settings, message: "the scripted provider has no script; give one with --script FILE")
        }
        return ScriptedDriver(script: script, surroundings: settings.surroundings, playedTurns: settings.playedTurns)
    }
}

/// One way to reach a model.
package struct ModelDriverDescription: Sendable {
    /// What `--provider` takes.
    package let id: String
    /// One line for `lathe models`.
    package let summary: String
    /// What `ToolProtocol.auto` means with this provider: `native` or `json`.
    package let usualProtocol: ToolProtocol
    package let make: @Sendable (ModelSettings) throws(ModelsError) -> any ModelDriver
}

/// What drivers are made from.
package struct ModelSettings: Sendable {
    /// For providers that are asked over HTTP; its format is that of the description.
    package var endpoint = ModelEndpoint()
    /// For the scripted provider.
    package var script: Script?
    /// For the recorded provider.
    package var recording: Recording?
    /// Turns or exchanges that were played before, when a run is taken up again.
    package var playedTurns: [String: Int] = [:]
    package var transport: any ModelTransport
    package var surroundings: Surroundings

    package init(transport: any ModelTransport, surroundings: Surroundings) {
        self.transport = transport
        self.surroundings = surroundings
    }
}
