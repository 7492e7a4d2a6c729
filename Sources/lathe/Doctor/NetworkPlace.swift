import Events
import Glibc

/// The host and port of a web address.
struct NetworkPlace: Equatable {
    let host: String
    let port: String

    var text: String { TextSanitiser.clean(host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)") }

    /// Without the usual ports.
    var shortText: String { ["80", "443"].contains(port) ? TextSanitiser.clean(host) : text }

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
