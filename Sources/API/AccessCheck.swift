internal import Events
internal import Service
internal import Wire

/// Who may ask: whoever knows the token, and never a page that another site gave to a browser of this machine.
struct AccessCheck: Sendable {
    /// Nil asks for none, which only a server of this machine alone may do.
    let token: Secret?
    let isLoopback: Bool

    func check(_ request: HTTPServerRequest) throws(APIError) {
        // A name of somebody else that leads to 127.0.0.1 is how a page of theirs would reach us (DNS rebinding).
        let hosts = request.values("host")
        if isLoopback {
            guard hosts.count == 1, let host = hosts.first, AccessCheck.isLoopback(host: host) else {
                throw APIError(403, .denied, "the Host header names no address of this machine; ask 127.0.0.1 or localhost")
            }
        }
        for origin in request.values("origin") where !AccessCheck.isLoopback(origin: origin) {
            throw APIError(403, .denied, "pages of other sites may not ask; the Origin header names no address of this machine")
        }
        guard let token else { return }
        let given = request.values("authorization")
        guard given.count == 1, let text = given.first, text.prefix(7).lowercased() == "bearer ",
            AccessCheck.isSame(text.dropFirst(7), token.reveal())
        else {
            throw APIError(
                401, .unauthorized, "the token is missing or wrong; send it as `Authorization: Bearer TOKEN`",
                headers: ["WWW-Authenticate": "Bearer"])
        }
    }

    /// `127.0.0.1`, `localhost` or `[::1]`, with or without a port.
    static func isLoopback(host: String) -> Bool {
        var name = host.lowercased()[...]
        if let colon = name.lastIndex(of: ":"), name[name.index(after: colon)...].allSatisfy({ $0.isASCII && $0.isNumber }),
            !name.hasSuffix("]")
        {
            name = name[..<colon]
        }
        if ["localhost", "[::1]"].contains(name) { return true }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { (1...3).contains($0.count) && UInt8($0) != nil }
    }

    /// The scheme does not count; `null` is nobody.
    static func isLoopback(origin: String) -> Bool {
        for scheme in ["http://", "https://"] where origin.lowercased().hasPrefix(scheme) {
            return isLoopback(host: String(origin.dropFirst(scheme.count)))
        }
        return false
    }

    /// Takes as long for a near guess as for a far one.
    static func isSame(_ given: Substring, _ token: String) -> Bool {
        let (given, token) = (Array(given.utf8), Array(token.utf8))
        guard !token.isEmpty, given.count == token.count else { return false }
        return zip(given, token).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
