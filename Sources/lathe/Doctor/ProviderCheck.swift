import Events
import Glibc
import Service

/// Whether there is a model to talk to.
enum ProviderCheck {
    static func check(_ settings: Settings) -> Check {
        func broken(_ finding: String, _ cure: String) -> Check { Check(name: "provider", state: .broken, finding: finding, cure: cure) }
        switch settings.provider {
        case nil:
            return broken(
                "none is configured", "set LATHE_BASE_URL and LATHE_MODEL to a server of the Chat Completions format, or OPENAI_API_KEY")
        case "scripted":
            guard let path = settings.scriptPath else { return broken("scripted, but no script", "name one with --script") }
            return access(path, R_OK) == 0
                ? Check(name: "provider", state: .good, finding: TextSanitiser.clean("scripted, \(path)"))
                : broken(TextSanitiser.clean("the script \(path) cannot be read"), "check its path and permissions")
        case let name?:
            let url = settings.providerAddress ?? ""
            guard let place = NetworkPlace(url) else {
                return broken(TextSanitiser.clean("\(url) is no web address"), "correct it, such as http://127.0.0.1:8080/v1")
            }
            guard let model = settings.model else {
                return broken("\(name) at \(place.text), but no model is chosen", "give one with --model or LATHE_MODEL")
            }
            guard place.answers(withinMilliseconds: 1000) else {
                return broken("\(name) at \(place.text) does not answer", "start the server, or correct LATHE_BASE_URL")
            }
            let key = settings.apiKeys.isEmpty ? ", without a key" : ""
            return Check(name: "provider", state: .good, finding: TextSanitiser.clean("\(name) at \(place.text), model \(model)\(key)"))
        }
    }
}

/// The host and port of a web address.
struct NetworkPlace: Equatable {
    let host: String
    let port: String

    var text: String { TextSanitiser.clean(host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)") }

    init?(_ url: String) {
        let lower = url.lowercased()
        let isSecure = lower.hasPrefix("https://")
        guard isSecure || lower.hasPrefix("http://") else { return nil }
        let authority = url.dropFirst(isSecure ? 8 : 7).prefix { !"/?#".contains($0) }
        let place = authority.split(separator: "@", omittingEmptySubsequences: false).last.map(String.init) ?? ""
        if place.hasPrefix("["), let end = place.firstIndex(of: "]") {
            host = String(place[place.index(after: place.startIndex)..<end])
            let rest = place[place.index(after: end)...]
            port = rest.hasPrefix(":") ? String(rest.dropFirst()) : isSecure ? "443" : "80"
        } else {
            let parts = place.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            guard parts.count <= 2 else { return nil }
            host = parts[0]
            port = parts.count == 2 ? parts[1] : isSecure ? "443" : "80"
        }
        guard !host.isEmpty, let number = Int(port), (1...65535).contains(number) else { return nil }
    }

    /// Whether a connection comes about in time.
    ///
    /// Looking the name up is not counted.
    func answers(withinMilliseconds limit: Int32) -> Bool {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, port, &hints, &list) == 0 else { return false }
        defer { freeaddrinfo(list) }
        var next = list
        while let address = next {
            if NetworkPlace.connects(address.pointee, limit) { return true }
            next = address.pointee.ai_next
        }
        return false
    }

    private static func connects(_ address: addrinfo, _ limit: Int32) -> Bool {
        let flags = Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(address.ai_family, address.ai_socktype | flags, address.ai_protocol)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        if connect(descriptor, address.ai_addr, address.ai_addrlen) == 0 { return true }
        guard errno == EINPROGRESS else { return false }
        var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        guard poll(&waiting, 1, limit) == 1 else { return false }
        var fault: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &fault, &length) == 0 && fault == 0
    }
}
