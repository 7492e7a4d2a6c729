import CCurl

/// The parts of an address that decide how a request is sent and how its failure is told.
struct WebAddress: Sendable {
    let host: String
    let port: Int
    let isSecure: Bool

    /// This machine: `localhost` and its children, 127.0.0.0/8, ::1.
    ///
    /// No proxy stands between us and it.
    var isLoopback: Bool {
        let lower = host.lowercased()
        if lower == "localhost" || lower.hasSuffix(".localhost") || lower == "::1" { return true }
        let parts = lower.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    init(_ url: String) throws(WireError) {
        let shown = WebAddress.shown(url)
        guard let parts = curl_url() else { throw .noResources(what: "memory") }
        defer { curl_url_cleanup(parts) }
        guard !url.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }) else {
            throw .badURL(url: shown, reason: "it holds a space or control character")
        }
        guard curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK else {
            throw .badURL(url: shown, reason: "it is not an address")
        }
        func part(_ which: CURLUPart, _ flags: UInt32 = 0) -> String? {
            var text: UnsafeMutablePointer<CChar>?
            guard curl_url_get(parts, which, &text, flags) == CURLUE_OK, let text else { return nil }
            defer { curl_free(text) }
            return String(cString: text)
        }
        guard let scheme = part(CURLUPART_SCHEME), scheme == "http" || scheme == "https" else {
            throw .badURL(url: shown, reason: "only http and https are spoken")
        }
        guard part(CURLUPART_USER) == nil, part(CURLUPART_PASSWORD) == nil else {
            throw .badURL(url: shown, reason: "a name or password does not belong in an address")
        }
        guard var host = part(CURLUPART_HOST), !host.isEmpty else { throw .badURL(url: shown, reason: "it names no host") }
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        self.host = host
        port = part(CURLUPART_PORT, UInt32(CURLU_DEFAULT_PORT)).flatMap { Int($0) } ?? (scheme == "https" ? 443 : 80)
        isSecure = scheme == "https"
    }

    /// An address as people may see it: no query (it can hold a key), nothing before `@`, no control characters, not too long.
    static func shown(_ url: String) -> String {
        var text = String(url.prefix { $0 != "?" && $0 != "#" })
        if let at = text.lastIndex(of: "@") {
            text = "\(text.prefix { $0 != ":" })://\(text[text.index(after: at)...])"
        }
        let visible = text.unicodeScalars.prefix(200).map { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) ? "\u{FFFD}" : $0 }
        return String(String.UnicodeScalarView(visible))
    }
}
