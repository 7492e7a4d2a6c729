internal import Events
public import Service
internal import Synchronization
internal import Wire

/// The HTTP face: runs are started, streamed, read, answered and stopped over HTTP (docs/http-api.md).
///
/// One thread for each connection; runs belong to the service and not to who asked for them.
public final class APIServer: Sendable {
    /// Where it listens and who may ask.
    public struct Options: Sendable {
        /// In numbers; anything but loopback needs a token.
        public var address = "127.0.0.1"
        /// 0 takes a free one.
        public var port = 8421
        /// Nil asks for none.
        public var token: Secret?
        /// Of the program, for `/api/health`.
        public var version: String
        /// How long a stream says nothing before a comment says that it is there.
        public var silence = Duration.seconds(15)

        public init(version: String) { self.version = version }
    }

    /// Runs that go on at the same time.
    static let runLimit = 32
    /// Answers that wait for a run, so that there is always a connection left to stop one.
    static let waitingLimit = 48

    let service: Service
    let version: String
    let silenceMilliseconds: Int
    private let check: AccessCheck
    private let waiting = Mutex(0)
    private let server = Mutex<HTTPServer?>(nil)
    /// The port it listens on.
    public let port: Int
    /// Such as `http://127.0.0.1:8421`.
    public let url: String

    /// Begins to answer.
    ///
    /// The service stays its maker's to end, after `stop`.
    ///
    /// - Throws: `ServiceError` (`settings`) when it cannot listen there, or would be open to others without a token.
    public init(service: Service, options: Options) throws(ServiceError) {
        let socket: ListeningSocket
        do throws(WireError) { socket = try ListeningSocket(address: options.address, port: options.port) } catch {
            throw ServiceError(.settings, error.description)
        }
        guard socket.isLoopback || options.token != nil else {
            socket.close()
            throw ServiceError(
                .settings,
                "at \(options.address) others could start runs; give a token with --token-file or LATHE_SERVE_TOKEN, or leave --address at 127.0.0.1"
            )
        }
        self.service = service
        version = options.version
        let (seconds, attoseconds) = options.silence.components
        silenceMilliseconds = max(1, Int(clamping: seconds * 1000 + attoseconds / 1_000_000_000_000_000))
        check = AccessCheck(token: options.token, isLoopback: socket.isLoopback)
        port = socket.port
        url = "http://\(options.address.contains(":") ? "[\(options.address)]" : options.address):\(socket.port)"
        do throws(WireError) {
            let made = try HTTPServer(on: socket) { [weak self] request, peer in
                self?.answer(request, peer) ?? APIError(503, .shuttingDown, "the server ends; ask again later").reply
            }
            server.withLock { $0 = made }
        } catch { throw ServiceError(.settings, error.description) }
    }

    private func answer(_ request: HTTPServerRequest, _ peer: HTTPPeer) -> HTTPReply {
        do throws(APIError) {
            try check.check(request)
            let (route, id) = try Route.of(request)
            return try route.answer(APICall(request: request, peer: peer, server: self, id: id))
        } catch { return error.reply }
    }

    /// Takes a place among the answers that wait; `end` gives it back.
    func begin() throws(APIError) {
        let isFree = waiting.withLock { count in
            guard count < APIServer.waitingLimit else { return false }
            count += 1
            return true
        }
        guard isFree else {
            throw APIError(
                503, .busy, "\(APIServer.waitingLimit) clients wait for runs already; read a run's events in pages, or ask again later",
                headers: ["Retry-After": "5"])
        }
    }

    /// How many answers wait.
    var waitingCount: Int { waiting.withLock { $0 } }

    func end() { waiting.withLock { $0 -= 1 } }

    /// Ends connections on which a request takes too long to come in; to be called every few seconds.
    public func sweep() { server.withLock { $0 }?.sweep() }

    /// Lets answers that wait come to an end for a second at most, and closes all connections.
    ///
    /// Blocks.
    public func stop() { server.withLock { $0.take() }?.stop(graceMicroseconds: 1_000_000) }

    deinit { stop() }
}
