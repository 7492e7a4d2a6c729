internal import Engine
internal import Events
internal import Service
internal import Wire

/// One thing that can be asked.
struct Route: Sendable {
    let method: String
    /// `{id}` stands for one part.
    let path: String
    let answer: @Sendable (APICall) throws(APIError) -> HTTPReply

    /// Every route, in the order of the page.
    static let all: [Route] = [
        Route(method: "GET", path: "/api/health", answer: health),
        Route(method: "GET", path: "/api/tools", answer: tools),
        Route(method: "POST", path: "/api/agent/run", answer: run),
        Route(method: "POST", path: "/api/agent/run/stream", answer: runStream),
        Route(method: "GET", path: "/api/runs", answer: runs),
        Route(method: "GET", path: "/api/runs/{id}", answer: oneRun),
        Route(method: "GET", path: "/api/runs/{id}/events", answer: events),
        Route(method: "POST", path: "/api/runs/{id}/stop", answer: stop),
        Route(method: "POST", path: "/api/runs/{id}/answer", answer: reply),
        Route(method: "POST", path: "/api/runs/{id}/approve", answer: approve),
    ]

    /// The route of a request, and what stood for `{id}`.
    static func of(_ request: HTTPServerRequest) throws(APIError) -> (Route, id: String) {
        let method = request.method == "HEAD" ? "GET" : request.method
        var methods: [String] = []
        for route in all {
            guard let id = route.match(request.path) else { continue }
            if route.method == method { return (route, id) }
            methods.append(route.method)
        }
        guard methods.isEmpty else {
            throw APIError(
                405, .methodNotAllowed, "\(request.path) takes \(methods.joined(separator: ", ")); use that",
                headers: ["Allow": methods.joined(separator: ", ")])
        }
        let near = Nearest.word(to: request.path, in: all.map(\.path))
        throw APIError(
            404, .notFound,
            "there is nothing at \(String(request.path.prefix(200))); \(near.map { "did you mean \($0)?" } ?? "docs/http-api.md lists what there is")"
        )
    }

    private func match(_ given: String) -> String? {
        let wanted = path.split(separator: "/", omittingEmptySubsequences: false)
        let parts = given.split(separator: "/", omittingEmptySubsequences: false)
        guard wanted.count == parts.count else { return nil }
        var id = ""
        for (word, part) in zip(wanted, parts) {
            if word == "{id}" {
                guard !part.isEmpty else { return nil }
                id = String(part)
            } else if word != part {
                return nil
            }
        }
        return id
    }

    // MARK: What there is

    private static func health(_ call: APICall) throws(APIError) -> HTTPReply {
        try call.allowQuery([])
        return .json([
            "status": .string(call.service.isWritable ? "ok" : "read_only"), "version": .string(call.server.version),
            "live_runs": .integer(Int64(call.service.liveRuns.count)), "approve": .string(call.service.settings.approve.rawValue),
            "provider": call.service.settings.provider.map { .string($0) } ?? .null,
            "model": call.service.settings.model.map { .string($0) } ?? .null,
        ])
    }

    private static func tools(_ call: APICall) throws(APIError) -> HTTPReply {
        try call.allowQuery([])
        return .json(["tools": .array(ToolSummary.all.map(\.json))])
    }
}
