import Events
import Service

/// The models, providers and servers that match a word.
struct ModelListing {
    let models: [ModelSummary]
    let providers: [ProviderSummary]
    let servers: [FoundServer]
    /// Who is asked now, and for which model; nil when nobody is.
    private let asked: String?
    private let filter: String
    private let looked: Bool
    private let dash: String

    init(_ settings: Settings, _ servers: [FoundServer], matching filter: String) {
        let wanted = filter.lowercased()
        func matches(_ texts: String?...) -> Bool {
            wanted.isEmpty || texts.contains { $0?.lowercased().contains(wanted) == true }
        }
        models = settings.knownModels.filter { matches($0.name, $0.vendor, $0.family) }
        providers = settings.providerSummaries.filter { matches($0.id, $0.title) }
        self.servers = servers.filter { server in matches(server.providerID, server.title) || server.models.contains { matches($0) } }
        self.filter = filter
        looked = settings.discovers && wanted.isEmpty
        dash = settings.ascii ? "-" : "–"
        asked = settings.provider.map { provider in
            let place = settings.providerAddress.map { ", at \(ShownAddress.text($0))" } ?? ""
            return
                "Asked now: \(provider)\(place), for \(settings.model ?? (place.isEmpty ? "its turns" : "no model yet, name one with --model")).\n"
        }
    }

    var json: String {
        (models.map(\.json) + providers.map(\.json) + servers.map(\.json)).map { $0.text + "\n" }.joined()
    }

    var text: String {
        var parts: [String] = []
        if !models.isEmpty { parts.append(ModelTable(dash: dash).text(models)) }
        if !providers.isEmpty { parts.append(ProviderTable(dash: dash).text(providers)) }
        if !servers.isEmpty { parts.append(ServerTable.text(servers)) }
        if servers.isEmpty && looked { parts.append("No server of this machine answers on the usual ports.\n") }
        if let asked, filter.isEmpty { parts.append(asked) }
        let none = "Nothing matches \(filter); without a word `lathe models` lists all.\n"
        return TextSanitiser.clean(parts.isEmpty ? none : parts.joined(separator: "\n"))
    }
}
