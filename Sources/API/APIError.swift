internal import Events
internal import Service
internal import Wire

/// Why a request cannot be served: a status and `{"error": {"code", "message"}}`; the message is fault; cure.
struct APIError: Error, Equatable {
    let status: Int
    let code: ErrorCode
    let message: String
    /// Headers that belong to the status.
    var headers: [String: String] = [:]

    init(_ status: Int, _ code: ErrorCode, _ message: String, headers: [String: String] = [:]) {
        self.status = status
        self.code = code
        self.message = TextSanitiser.clean(message)
        self.headers = headers
    }

    init(_ error: ServiceError) {
        let status =
            switch error.code {
            case .badRequest: 400
            case .denied: 403
            case .notFound: 404
            // The request is right; what the server was started with does not fit it.
            case .settings: 422
            case .notEnabled: 501
            case .storeFailed: 503
            default: 500
            }
        self.init(status, error.code, error.message)
    }

    var reply: HTTPReply {
        let body: JSON = ["error": ["code": .string(code.word), "message": .string(message)]]
        return .json(body, status: status, headers: headers.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    }
}

extension ErrorCode {
    /// The words of faults that requests can have, for the page.
    static let ofRequests: [ErrorCode] = [
        badRequest, unauthorized, denied, notFound, methodNotAllowed, tooLarge, unsupportedMediaType, settings, notWaiting, notRunningHere,
        busy,
        shuttingDown, notEnabled, storeFailed, internalFault,
    ]
}

extension HTTPReply {
    /// A JSON document.
    static func json(_ body: JSON, status: Int = 200, headers: [(name: String, value: String)] = []) -> HTTPReply {
        .whole(status: status, headers: [("Content-Type", "application/json")] + fixed + headers, body: body.bytes + [0x0A])
    }

    /// What every answer says: nothing of it is kept on the way, or guessed to be something else.
    static var fixed: [(name: String, value: String)] { [("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff")] }
}
