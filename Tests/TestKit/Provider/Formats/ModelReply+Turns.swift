import Events

/// What a model that is only there to be asked answers.
extension ModelReply {
    /// A person with tools on offer gets a tool call; anybody else a greeting.
    ///
    /// The tool is the first one, or the first that the person's message names.
    public static func turn(of request: FormatRequest) -> ModelReply {
        let usage = Usage(input: 120, cached: 64, cacheWritten: 8, output: 48, reasoning: 16)
        guard request.isUsersTurn, let first = request.tools.first else {
            return ModelReply(reasoning: "The answer is short.", text: "Hello from the test provider.", usage: usage)
        }
        let tool = request.tools.first { request.prompt.contains($0.name) } ?? first
        return ModelReply(
            reasoning: "A tool will tell.", text: "I look with \(tool.name).",
            toolCalls: [ToolCall(tool.name, SchemaSample.value(of: tool.parameters).text)], usage: usage)
    }

    /// Answers every request of a format with ``turn(of:)``, and says what is wrong with the others.
    public static func answer(to request: RecordedRequest) -> ProviderAnswer {
        guard let asked = FormatRequest(request) else {
            return ReplyFormat(path: request.path).map { .failure(400, "the body is no JSON object", in: $0) }
                ?? .failure(404, "nothing is served at \(request.path)", type: "not_found_error")
        }
        if let fault = asked.fault(headers: request) { return .failure(400, fault, in: asked.format) }
        return .reply(turn(of: asked))
    }
}
