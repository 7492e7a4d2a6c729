import Events
import Wire

/// Turns what went wrong into an error of ours: a stable word, and a sentence "fault; cure".
struct ProviderFault {
    let place: String
    let model: String
    let apiKey: String?
    /// True for a base address that does not end in a version, the commonest slip.
    let lacksVersion: Bool

    init(place: String, model: String, apiKey: String? = nil, lacksVersion: Bool = false) {
        self.place = place
        self.model = CleanText.line(model, without: apiKey, limit: 100)
        self.apiKey = apiKey
        self.lacksVersion = lacksVersion
    }

    /// An answer with a status other than 2xx.
    ///
    /// - Parameter hasContent: something was shown already, so that asking again would not be the same.
    func status(
        _ status: Int, _ message: ProviderMessage, location: String? = nil, retryAfter: Duration? = nil, hasContent: Bool = false
    ) -> ModelsError {
        let said = said(message)
        let kind = message.kind.lowercased()
        var error = ModelsError(code: .badRequest, message: "", retryAfter: retryAfter, status: status)
        switch status {
        case 300..<400:
            let target = CleanText.line(location ?? "elsewhere", without: apiKey, limit: 200)
            error.message = "\(place) answered \(status): it sends us to \(target); set --base-url to where it belongs"
        case 401:
            error.code = .unauthorized
            error.message = "\(place) answered 401: \(apiKey == nil ? "it wants a key" : "the key was refused")\(said); set LATHE_API_KEY"
        case 403:
            error.code = .unauthorized
            error.message = "\(place) answered 403: the key may not use \(model)\(said); choose another --model or another key"
        case 404:
            error.code = .modelNotFound
            let hint = lacksVersion ? "check --model and --base-url, which usually ends in /v1" : "check --model and --base-url"
            error.message = "\(place) answered 404: the model \(model) or the path is not there\(said); \(hint)"
        case 429 where kind.contains("quota") || kind.contains("billing"):
            error.code = .rateLimited
            error.message = "\(place) answered 429: the account's credit is used up\(said); add credit or choose another --provider"
        case 429:
            error.code = .rateLimited
            error.retryable = !hasContent
            let wait = retryAfter.map { "wait \(seconds($0)) and try again" } ?? "wait a little and try again"
            error.message = "\(place) answered 429: too many requests\(said); \(wait)"
        case 408, 425:
            error.code = .serverError
            error.retryable = !hasContent
            error.message = "\(place) answered \(status): it was not ready\(said); try again"
        case 500...:
            error.code = .serverError
            error.retryable = !hasContent && status != 501 && status != 505
            error.message = "\(place) answered \(status): the server failed\(said); try again in a moment"
        default:
            let isTooLong = ProviderFault.isTooLong(kind, message.text)
            if isTooLong { error.code = .contextFull }
            let cure =
                isTooLong
                ? "shorten the conversation or choose a model with a longer context" : "change the request or choose another --model"
            error.message = "\(place) answered \(status): the request was refused\(said); \(cure)"
        }
        return error
    }

    /// Whether a refusal means that the conversation does not fit into the model, in the words of OpenAI, Anthropic, llama.cpp, vLLM and Ollama.
    private static func isTooLong(_ kind: String, _ text: String) -> Bool {
        let text = text.lowercased()
        return kind.contains("context_length") || kind.contains("exceed_context_size")
            || ["context length", "prompt is too long", "context window", "available context size", "input is too long"].contains {
                text.contains($0)
            }
    }

    /// An error in the middle of a stream: as a status if the server names one or a word that stands for one.
    func inStream(_ message: ProviderMessage, hasContent: Bool) -> ModelsError {
        let kind = message.kind.lowercased()
        let words: [(String, Int)] = [
            ("rate_limit", 429), ("quota", 429), ("overloaded", 529), ("authentication", 401), ("invalid_api_key", 401),
            ("permission", 403),
            ("not_found", 404), ("context_length", 400), ("invalid_request", 400), ("unavailable", 503), ("timeout", 504),
        ]
        let meant = message.status.flatMap { (400..<600).contains($0) ? $0 : nil } ?? words.first { kind.contains($0.0) }?.1
        if let meant {
            var error = status(meant, message, hasContent: hasContent)
            error.message = error.message.replacing("answered \(meant)", with: "broke off with \(meant)", maxReplacements: 1)
            return error
        }
        return ModelsError(
            code: .serverError, message: "\(place) broke off the answer with an error\(said(message)); try again", retryable: !hasContent)
    }

    /// A page where an answer should be: the address is that of something else.
    func page(_ title: String) -> ModelsError {
        let text = CleanText.line(title, without: apiKey, limit: 120)
        let named = text.isEmpty || text == "a web page" ? "" : " (\(text))"
        let hint = lacksVersion ? "check --base-url, which usually ends in /v1" : "check --base-url"
        return ModelsError(code: .malformedStream, message: "\(place) sent a web page\(named) and no answer; \(hint)")
    }

    /// A line that is not what the format promises.
    func malformed(_ what: String, excerpt: UnsafeRawBufferPointer) -> ModelsError {
        let text = CleanText.line(String(decoding: excerpt, as: UTF8.self), without: apiKey, limit: 120)
        return ModelsError(
            code: .malformedStream,
            message: "\(place) sent \(what)\(text.isEmpty ? "" : " (\(text))"); try again, or check that it speaks the format of --provider"
        )
    }

    func cut(hasContent: Bool) -> ModelsError {
        ModelsError(
            code: .streamCut, message: "\(place) ended the answer in the middle; try again", retryable: !hasContent)
    }

    /// A fault on the way there or back; nil for an exchange that we cancelled.
    func wire(_ error: WireError, hasContent: Bool) -> ModelsError? {
        let message = CleanText.redact("\(error)", apiKey)
        switch error {
        case .cancelled:
            return nil
        case .unreachable, .unknownHost, .tls, .notHTTP:
            return ModelsError(code: .modelUnreachable, message: message)
        case .timedOut(.connect, _, _, _):
            return ModelsError(code: .modelUnreachable, message: message, retryable: true)
        case .timedOut(.firstByte, _, _, _), .timedOut(.idle, _, _, _):
            return ModelsError(code: .streamStalled, message: message, retryable: !hasContent)
        case .timedOut(.total, _, _, _):
            return ModelsError(code: .timeout, message: message)
        case .tooLarge:
            return ModelsError(code: .malformedStream, message: message)
        case .brokenStream:
            return ModelsError(code: .streamCut, message: message, retryable: !hasContent)
        case .badURL, .badHeader:
            return ModelsError(code: .settings, message: message)
        case .noResources, .cannotListen:
            return ModelsError(code: .internalFault, message: message)
        }
    }

    private func said(_ message: ProviderMessage) -> String {
        let text = CleanText.line(message.text, without: apiKey)
        return text.isEmpty ? "" : " (\(text))"
    }

    private func seconds(_ duration: Duration) -> String {
        "\(max(1, (duration.wholeMicroseconds &+ 999_999) / 1_000_000)) s"
    }
}
