/// What is known of models: the catalogue, with what the user says over it.
public struct ModelProfiles: Sendable {
    /// One model of the catalogue.
    public struct Entry: Sendable, Equatable {
        /// The id of the provider that sells it; nil for one that only the settings know.
        public var vendor: String?
        public var name: String
        public var profile: ModelProfile
    }

    /// What the user's settings say, by name.
    private let own: [String: ModelProfile]

    /// - Parameter own: profiles that extend the catalogue and go before it, by the model's name.
    public init(own: [String: ModelProfile] = [:]) {
        self.own = own
    }

    /// What is known of a model; nothing but nils for one that nobody knows.
    ///
    /// - Parameters:
    ///   - name: as it is sent, in any capitals, with or without a vendor before it and a date behind it.
    ///   - provider: the id of the provider that is asked, nil for one that is in no list; the price is known only where that is the vendor.
    ///   - isLocal: whether a server of this machine is asked, which decides itself how much a model takes in.
    public func profile(of name: String, at provider: String?, isLocal: Bool = false) -> ModelProfile {
        let names = ModelName.candidates(name)
        var found = ModelProfile()
        if let (vendor, profile) = ModelProfiles.find(names, at: provider) {
            found = profile
            if vendor != ModelProfiles.vendor(provider) { found.price = nil }
            if isLocal || ProviderProfile.named(provider ?? "")?.isLocal == true {
                (found.contextTokens, found.maxOutputTokens) = (nil, nil)
            }
        }
        found.family = ModelFamily.of(ModelName.bare(name))
        let ours = own[name] ?? names.lazy.compactMap { wanted in own.first { $0.key.lowercased() == wanted }?.value }.first
        return ours.map(found.overridden(by:)) ?? found
    }

    /// Every model of the catalogue and of the settings, in the order of the vendors; then those of the settings by name.
    public var all: [Entry] {
        let listed = ModelProfiles.shelves.flatMap { shelf in
            shelf.rows.map { row in
                Entry(vendor: shelf.vendor, name: row.name, profile: profile(of: row.name, at: shelf.vendor))
            }
        }
        let names = Set(listed.map { $0.name.lowercased() })
        let added = own.keys.filter { !names.contains($0.lowercased()) }.sorted()
        return listed + added.map { Entry(vendor: nil, name: $0, profile: profile(of: $0, at: nil)) }
    }

    static let shelves: [ModelShelf] = [
        .openAI, .anthropic, .gemini, .deepSeek, .mistral, .xAI, .groq, .moonshot, .zai, .miniMax, .dashScope,
    ]

    /// The two formats of OpenAI are one shop.
    private static func vendor(_ provider: String?) -> String? { provider == "openai-responses" ? "openai" : provider }

    /// The row of the most exact name; the provider's own shelf goes first.
    private static func find(_ names: [String], at provider: String?) -> (vendor: String, profile: ModelProfile)? {
        let home = vendor(provider)
        for shelf in shelves.filter({ $0.vendor == home }) + shelves.filter({ $0.vendor != home }) {
            for name in names {
                if let row = shelf.rows.first(where: { $0.key == name }) { return (shelf.vendor, row.profile(noted: shelf.noted)) }
            }
        }
        return nil
    }
}
