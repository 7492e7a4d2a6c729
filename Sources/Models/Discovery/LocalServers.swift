internal import Events
package import Wire

/// Finds the servers of this machine that serve models, on the ports where they usually listen.
package enum LocalServers {
    /// In the order in which they are used.
    package static let ports = ProviderProfile.all.compactMap(\.localPort)

    /// For each server from the start to the whole answer.
    package static let timeLimit = Duration.milliseconds(400)

    /// Asks all ports at the same time; what does not answer in time, or says anything else than what it serves, is no server.
    ///
    /// Takes `timeLimit` at most, never throws, and sends no key. Redirects are not followed.
    package static func find(client: HTTPClient, ports: [Int] = ports, timeLimit: Duration = timeLimit) async -> [LocalServer] {
        await withTaskGroup(of: (Int, LocalServer?).self) { group in
            for (index, port) in ports.enumerated() {
                group.addTask { (index, await ask(port, client, timeLimit)) }
            }
            var found: [(Int, LocalServer)] = []
            for await (index, server) in group {
                if let server { found.append((index, server)) }
            }
            return found.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    private static func ask(_ port: Int, _ client: HTTPClient, _ timeLimit: Duration) async -> LocalServer? {
        let request = HTTPRequest(
            url: "http://127.0.0.1:\(port)/v1/models",
            headers: [(name: "Accept", value: "application/json"), (name: "User-Agent", value: "lathe")],
            connectTimeout: timeLimit, firstByteTimeout: timeLimit, idleTimeout: timeLimit, totalTimeout: timeLimit,
            maximumBodyBytes: 1 << 20)
        guard let response = try? await client.send(request), response.head.status == 200,
            let json = try? JSON(parsing: response.body, repairingText: true), let listing = ServedModels(json),
            let provider = listing.provider(port: port)
        else { return nil }
        return LocalServer(providerID: provider.id, title: provider.title, port: port, models: listing.models)
    }
}
