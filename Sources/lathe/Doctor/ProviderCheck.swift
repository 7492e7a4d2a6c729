import Events
import Glibc
import Service

/// Whether there is a model to talk to.
enum ProviderCheck {
    /// One check for the provider, and one for each endpoint that follows when it fails.
    ///
    /// - Parameter servers: what answered on this machine, if it was looked for.
    static func all(_ settings: Settings, _ servers: [FoundServer]) -> [Check] {
        if settings.provider == nil { return [nobody(servers, looked: settings.discovers)] }
        if let provider = settings.provider, ["scripted", "recorded"].contains(provider) { return [script(settings, provider)] }
        do throws(ServiceError) {
            let endpoints = try settings.endpointSummaries()
            return endpoints.enumerated().map { index, endpoint in
                check(endpoint, found: settings.foundServer != nil, isFallback: index > 0)
            }
        } catch {
            let parts = error.message.split(separator: "; ", maxSplits: 1).map(String.init)
            return [broken(parts[0], parts.count > 1 ? parts[1] : "`lathe config --explain` shows what is set")]
        }
    }

    private static func broken(_ finding: String, _ cure: String) -> Check {
        Check(name: "provider", state: .broken, finding: TextSanitiser.clean(finding), cure: TextSanitiser.clean(cure))
    }

    private static func nobody(_ servers: [FoundServer], looked: Bool) -> Check {
        if let server = servers.first {
            return broken("\(server.title) at \(server.place) serves no model", "load one there, then try again")
        }
        return broken(
            "none is configured" + (looked ? ", and no server of this machine answers" : ""),
            "set a vendor's key such as OPENAI_API_KEY, or LATHE_BASE_URL, and LATHE_MODEL; or start a local server")
    }

    private static func script(_ settings: Settings, _ provider: String) -> Check {
        guard let path = settings.scriptPath else { return broken("\(provider), but no script", "name one with --script") }
        return access(path, R_OK) == 0
            ? Check(name: "provider", state: .good, finding: TextSanitiser.clean("\(provider), \(path)"))
            : broken("the script \(path) cannot be read", "check its path and permissions")
    }

    private static func check(_ endpoint: EndpointSummary, found: Bool, isFallback: Bool) -> Check {
        func fault(_ finding: String, _ cure: String) -> Check {
            Check(
                name: isFallback ? "fallback" : "provider", state: isFallback ? .weak : .broken, finding: TextSanitiser.clean(finding),
                cure: TextSanitiser.clean(cure))
        }
        let address = endpoint.address ?? ""
        guard let place = NetworkPlace(address) else {
            return fault("\(ShownAddress.text(address)) is no web address", "correct it, such as http://127.0.0.1:8080/v1")
        }
        let name = "\(endpoint.providerID) at \(place.text)"
        if let variable = endpoint.missingKeyVariable { return fault("\(name) needs a key", "set \(variable), or LATHE_API_KEY") }
        guard place.answers(withinMilliseconds: 1000) else {
            return fault("\(name) does not answer", "start the server, correct its address, or look at the network")
        }
        var finding = "\(name), model \(endpoint.model)"
        if let tokens = endpoint.contextTokens { finding += " of \(Phrases.number(tokens)) tokens" }
        if found && !isFallback { finding += ", found on this machine" } else if !endpoint.hasKey { finding += ", without a key" }
        return Check(name: isFallback ? "fallback" : "provider", state: .good, finding: TextSanitiser.clean(finding))
    }
}
