import Events
import Service

/// Models with what they take in, cost and can do.
struct ModelTable {
    /// What stands for what is not known.
    let dash: String

    func text(_ models: [ModelSummary]) -> String {
        let dates = models.compactMap(\.priceNoted).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        var table = TextTable([.left, .left, .right, .right, .right, .right, .left])
        table.add(["MODEL", "VENDOR", "CONTEXT", "IN", "OUT", "CACHED", "ABILITIES"])
        for model in models {
            func price(_ value: Double?) -> String { value.map(Phrases.price) ?? dash }
            table.add([
                Phrases.line(model.name, 34), model.vendor ?? "yours", model.contextTokens.map(Phrases.number) ?? dash,
                price(model.inputPrice), price(model.outputPrice), price(model.cachedInputPrice),
                ability("images", model.takesImages) + ability("tools", model.callsTools) + ability("thinks", model.reasons),
            ])
        }
        let noted = dates.isEmpty ? "" : ", noted \(dates.joined(separator: " and "))"
        return "Models. Prices in dollars per million tokens\(noted); \(dash) is not known.\n\n" + table.text
    }

    private func ability(_ word: String, _ has: Bool?) -> String {
        let shown = has.map { $0 ? word : "" } ?? dash
        return shown + String(repeating: " ", count: word.count + 1 - shown.count)
    }
}

/// Providers with where they are and whether there is a key for them.
struct ProviderTable {
    let dash: String

    func text(_ providers: [ProviderSummary]) -> String {
        var table = TextTable([.left, .left, .left, .left])
        table.add(["PROVIDER", "FORMAT", "KEY", "PLACE"])
        for provider in providers {
            let place = provider.address.flatMap(NetworkPlace.init)?.shortText ?? dash
            table.add([Phrases.line(provider.id, 24), provider.format, key(provider), Phrases.line(place, 34)])
        }
        return "Providers, for --provider.\n\n" + table.text
    }

    private func key(_ provider: ProviderSummary) -> String {
        if let variable = provider.keyVariable { return "\(variable) is set" }
        if provider.hasOwnKey { return "is set" }
        return provider.keyVariables.first.map { "\($0) not set" } ?? "none needed"
    }
}

/// The servers of this machine with what they serve.
enum ServerTable {
    static func text(_ servers: [FoundServer]) -> String {
        var text = "Servers of this machine.\n"
        for server in servers {
            text += "\n\(server.title) at \(server.place), --provider \(server.providerID)\n"
            if server.models.isEmpty { text += "  serves no model now\n" }
            for name in server.models {
                let context = server.contextTokens(of: name).map { "  \(Phrases.number($0)) tokens" } ?? ""
                text += "  \(Phrases.line(name, 70))\(context)\n"
            }
        }
        return text
    }
}
