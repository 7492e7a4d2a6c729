/// What can go wrong between us and a server; the description is "fault; cure".
package enum WireError: Error, Equatable, CustomStringConvertible {
    /// Which of the time limits ran out.
    package enum Phase: String, Sendable {
        case connect, firstByte, idle, total
    }

    /// Nobody answers at this address. The reason is libcurl's or the system's word for it.
    case unreachable(host: String, port: Int, reason: String)
    /// The host's name cannot be found.
    case unknownHost(host: String)
    case timedOut(phase: Phase, host: String, port: Int, after: Duration)
    /// The certificate or the handshake was not acceptable; nothing was sent.
    case tls(host: String, reason: String)
    /// What answers there does not speak HTTP.
    case notHTTP(host: String, port: Int)
    /// More than was agreed arrived: headers, one event line or the whole answer.
    case tooLarge(what: String, limitBytes: Int)
    /// The connection ended before the answer did.
    case brokenStream(host: String, port: Int, reason: String)
    case badURL(url: String, reason: String)
    case badHeader(name: String)
    /// We ended it.
    case cancelled
    /// The machine refused a thread or memory.
    case noResources(what: String)
    /// We cannot be the server at this address.
    case cannotListen(address: String, port: Int, reason: String)

    package var description: String {
        switch self {
        case .unreachable(let host, let port, let reason):
            reason.isEmpty
                ? "no server answers at \(place(host, port)); start it or set --base-url"
                : "no server answers at \(place(host, port)) (\(reason)); start it or set --base-url"
        case .unknownHost(let host):
            "the host \(host) is not known; check the spelling of --base-url and the network"
        case .timedOut(.connect, let host, let port, let after):
            "no connection to \(place(host, port)) within \(seconds(after)); check the address and the network"
        case .timedOut(.firstByte, let host, let port, let after):
            "\(place(host, port)) gave no answer within \(seconds(after)); try again, or a server with less load"
        case .timedOut(.idle, let host, let port, let after):
            "\(place(host, port)) sent nothing new for \(seconds(after)); try again, or a server with less load"
        case .timedOut(.total, let host, let port, let after):
            "the exchange with \(place(host, port)) was not done within \(seconds(after)); allow more time or ask for less"
        case .tls(let host, let reason):
            "no safe connection to \(host) (\(reason)); check the address and the machine's certificates"
        case .notHTTP(let host, let port):
            "\(place(host, port)) does not speak HTTP; check the port and http or https in --base-url"
        case .tooLarge(let what, let limit):
            "\(what) is larger than \(limit) bytes; ask for less"
        case .brokenStream(let host, let port, let reason):
            "\(place(host, port)) broke off the answer (\(reason)); try again"
        case .badURL(let url, let reason):
            "the address \(url) cannot be used (\(reason)); give one like https://host/v1"
        case .badHeader(let name):
            "the header \(name) holds a line break or control character; check the setting it comes from"
        case .cancelled:
            "the exchange was cancelled; start it again if it is still wanted"
        case .noResources(let what):
            "the machine gave no \(what); close something and try again"
        case .cannotListen(let address, let port, let reason):
            "\(place(address, port)) cannot be listened on (\(reason)); choose another --port or --address"
        }
    }

    private func place(_ host: String, _ port: Int) -> String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }

    private func seconds(_ duration: Duration) -> String {
        let milliseconds = duration.limitMicroseconds / 1000
        return milliseconds % 1000 == 0 ? "\(milliseconds / 1000) s" : "\(milliseconds) ms"
    }
}
