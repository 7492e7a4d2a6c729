internal import Glibc
internal import Host
internal import Models
internal import Synchronization
internal import Wire

/// Servers of this machine, for whoever configured no provider.
extension Settings {
    /// Whether a server of this machine is looked for: nothing else is configured, or its kind is and no model, and looking is not switched off.
    public var wantsLocalServer: Bool {
        discovers && (provider == nil || (model == nil && baseURL == nil && providerProfile?.isLocal == true))
    }

    /// The one of these that is used.
    public func localServer(among servers: [FoundServer]) -> FoundServer? {
        wantsLocalServer ? FoundServer.best(of: servers, provider: provider, model: model) : nil
    }

    /// Looks for a server of this machine if one is wanted, and uses it.
    ///
    /// Blocks for half a second at most.
    ///
    /// - Returns: what answered, used or not.
    @discardableResult
    public mutating func useLocalServer() -> [FoundServer] {
        guard wantsLocalServer else { return [] }
        let servers = Settings.findLocalServers()
        if let best = localServer(among: servers) { use(best) }
        return servers
    }

    /// Asks that server from now on: for the model that is set, or for its first.
    public mutating func use(_ found: FoundServer) {
        let origin = "found on this machine"
        if provider == nil { origins[.provider] = origin }
        provider = found.providerID
        baseURL = found.server.baseURL
        origins[.baseURL] = origin
        foundServer = found
        guard model == nil, let first = found.models.first else { return }
        model = first
        origins[.model] = origin
    }

    /// The servers of this machine that answer on the usual ports.
    ///
    /// Blocks for half a second at most.
    public static func findLocalServers() -> [FoundServer] {
        let answer = Answer()
        Settings.findLocalServers { answer.give($0) }
        let deadline = MonotonicClock.nowMicroseconds() + 500_000
        while MonotonicClock.nowMicroseconds() < deadline {
            if let servers = answer.servers { return servers }
            usleep(1000)
        }
        return answer.servers ?? []
    }

    /// Looks for the servers of this machine in the background, half a second at most, and tells once what it found.
    ///
    /// - Parameter tell: called from any thread.
    public static func findLocalServers(_ tell: @escaping @Sendable ([FoundServer]) -> Void) {
        Task.detached { tell(await LocalServers.find(client: HTTPClient()).map { FoundServer($0) }) }
    }

    private final class Answer: Sendable {
        private let value = Mutex<[FoundServer]?>(nil)
        var servers: [FoundServer]? { value.withLock { $0 } }
        func give(_ servers: [FoundServer]) { value.withLock { $0 = servers } }
    }
}
