import Events

/// Answers that are told in the format of the request.
extension ProviderAnswer {
    /// A reply in the format that the path of the request names, streamed or not as the request wants it.
    ///
    /// A path of no format is answered with 404. The pauses are those of ``stream(_:pace:firstDelay:)``.
    public static func reply(_ reply: ModelReply, pace: Duration = .zero, firstDelay: Duration = .zero) -> ProviderAnswer {
        var answer = ProviderAnswer.stream([], pace: pace, firstDelay: firstDelay)
        answer.reply = reply
        return answer
    }

    /// An error in the words of a format, with the type that belongs to its status.
    public static func failure(
        _ code: Int, _ message: String, in format: ReplyFormat, headers: [(name: String, value: String)] = []
    ) -> ProviderAnswer {
        guard format == .messages else { return .failure(code, message, type: errorType(code), headers: headers) }
        let error: JSON = ["type": .string(errorType(code)), "message": .string(message)]
        return .status(code, (["type": "error", "error": error, "request_id": "req_test"] as JSON).text, headers: headers)
    }

    private static func errorType(_ code: Int) -> String {
        switch code {
        case 400, 413, 422: "invalid_request_error"
        case 401: "authentication_error"
        case 403: "permission_error"
        case 404: "not_found_error"
        case 429: "rate_limit_error"
        case 529: "overloaded_error"
        default: "api_error"
        }
    }

    /// This answer with its reply put into the format of the request; an answer without one stays as it is.
    func told(to request: RecordedRequest) -> ProviderAnswer {
        guard let reply else { return self }
        guard let format = ReplyFormat(path: request.path) else {
            return .failure(404, "nothing is served at \(request.path)", type: "not_found_error")
        }
        guard let asked = FormatRequest(request) else { return .failure(400, "the body is no JSON object", in: format) }
        var answer = self
        answer.reply = nil
        if asked.isStreamed {
            answer.chunks =
                switch format {
                case .chat: ChatReply(reply: reply, request: asked).stream
                case .responses: ResponsesStream.chunks(of: ResponsesReply(reply: reply, request: asked))
                case .messages: MessagesReply(reply: reply, request: asked).stream
                }
        } else {
            let whole =
                switch format {
                case .chat: ChatReply(reply: reply, request: asked).whole
                case .responses: ResponsesReply(reply: reply, request: asked).whole
                case .messages: MessagesReply(reply: reply, request: asked).whole
                }
            answer.headers = [("Content-Type", "application/json")]
            answer.framing = .contentLength
            answer.chunks = [.raw(whole.text)]
        }
        return answer
    }
}
