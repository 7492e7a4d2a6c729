import CCurl
import Glibc

extension WireError {
    /// Our word for libcurl's result of a failed transfer.
    static func from(_ code: CURLcode, detail: String, systemError: Int, address: WebAddress, connectTimeout: Duration) -> WireError {
        let (host, port) = (address.host, address.port)
        let reason = detail.isEmpty ? String(cString: curl_easy_strerror(code)) : detail
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST:
            return .unknownHost(host: host)
        case CURLE_COULDNT_RESOLVE_PROXY:
            return .unreachable(host: host, port: port, reason: "the proxy's name is not known")
        case CURLE_COULDNT_CONNECT:
            let plain = systemError == 0 || systemError == Int(ECONNREFUSED)
            return .unreachable(host: host, port: port, reason: plain ? "" : String(cString: strerror(Int32(clamping: systemError))))
        case CURLE_OPERATION_TIMEDOUT:
            return .timedOut(phase: .connect, host: host, port: port, after: connectTimeout)
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_SSL_CACERT_BADFILE,
            CURLE_SSL_ISSUER_ERROR, CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_INVALIDCERTSTATUS, CURLE_USE_SSL_FAILED:
            return .tls(host: host, reason: reason)
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY:
            return .notHTTP(host: host, port: port)
        case CURLE_URL_MALFORMAT:
            return .badURL(url: host, reason: reason)
        case CURLE_OUT_OF_MEMORY:
            return .noResources(what: "memory")
        case CURLE_GOT_NOTHING:
            return .brokenStream(host: host, port: port, reason: "it closed the connection without a word")
        case CURLE_PARTIAL_FILE, CURLE_RECV_ERROR, CURLE_SEND_ERROR:
            return .brokenStream(host: host, port: port, reason: "the connection was closed")
        default:
            return .brokenStream(host: host, port: port, reason: reason)
        }
    }
}
