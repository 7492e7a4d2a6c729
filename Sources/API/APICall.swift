internal import Events
internal import Service
internal import Wire

/// A request on its way through a route.
struct APICall: Sendable {
    let request: HTTPServerRequest
    let peer: HTTPPeer
    let server: APIServer
    /// What stood where the route has `{id}`.
    var id = ""

    var service: Service { server.service }

    /// The value of a member of the query; of repeated ones the last counts.
    func query(_ name: String) -> String? { request.query.last { $0.name == name }?.value }

    /// Refuses members of the query that nobody knows.
    func allowQuery(_ names: [String]) throws(APIError) {
        for member in request.query where !names.contains(member.name) {
            let hint =
                Nearest.word(to: member.name, in: names).map { "did you mean \($0)?" }
                ?? (names.isEmpty ? "it takes none" : "known are \(names.joined(separator: ", "))")
            throw APIError(400, .badRequest, "the address has the unknown member \(String(member.name.prefix(80))); \(hint)")
        }
    }

    func count(_ name: String, _ range: ClosedRange<Int>, standard: Int) throws(APIError) -> Int {
        guard let text = query(name) else { return standard }
        guard let count = Int(text), range.contains(count) else {
            throw APIError(400, .badRequest, "\(name) must be a whole number from \(range.lowerBound) to \(range.upperBound); correct it")
        }
        return count
    }

    func flag(_ name: String, standard: Bool) throws(APIError) -> Bool {
        switch query(name) {
        case nil: return standard
        case "true", "1": return true
        case "false", "0": return false
        default: throw APIError(400, .badRequest, "\(name) must be true or false; correct it")
        }
    }

    func profile(standard: EventProfile) throws(APIError) -> EventProfile {
        guard let text = query("profile") else { return standard }
        guard let profile = EventProfile(rawValue: text) else {
            let words = EventProfile.allCases.map(\.rawValue).joined(separator: ", ")
            throw APIError(400, .badRequest, "profile must be one of \(words); correct it")
        }
        return profile
    }

    /// The run that the address names: an id, the beginning of only one, or `last`.
    func run() throws(APIError) -> RunSummary {
        do throws(ServiceError) {
            let runID = try service.resolveRunID(id)
            if let run = try service.run(runID) { return run }
        } catch { throw APIError(error) }
        throw APIError(404, .notFound, "there is no run \(id); GET /api/runs lists them")
    }
}
