/// One line of the catalogue: a model as its vendor sells it.
struct ModelRow: Sendable {
    /// What a model can do.
    struct Abilities: OptionSet {
        let rawValue: Int
        static let images = Abilities(rawValue: 1)
        static let tools = Abilities(rawValue: 2)
        static let reasoning = Abilities(rawValue: 4)
    }

    /// As it is sent.
    let name: String
    /// In small letters, for looking it up.
    let key: String
    let contextTokens: Int?
    let maxOutputTokens: Int?
    /// What the source does not list counts as not there, as it does in the source.
    let abilities: Abilities
    /// What nobody knows, because the source forgets it.
    let unknown: Abilities
    /// Dollars per million tokens: in, out.
    let dollars: (input: Double, output: Double)
    let cachedInput: Double?
    let cacheWrite: Double?
    let longInput: ModelPrice.LongInput?

    init(
        _ name: String, _ contextTokens: Int?, _ maxOutputTokens: Int?, _ abilities: Abilities, _ input: Double, _ output: Double,
        unknown: Abilities = [], cached: Double? = nil, written: Double? = nil, over: ModelPrice.LongInput? = nil
    ) {
        self.name = name
        key = name.lowercased()
        self.contextTokens = contextTokens
        self.maxOutputTokens = maxOutputTokens
        self.abilities = abilities
        self.unknown = unknown
        dollars = (input, output)
        cachedInput = cached
        cacheWrite = written
        longInput = over
    }

    /// - Parameter noted: the date of its figures.
    func profile(noted: String) -> ModelProfile {
        ModelProfile(
            contextTokens: contextTokens, maxOutputTokens: maxOutputTokens,
            price: ModelPrice(
                input: dollars.input, output: dollars.output, cachedInput: cachedInput, cacheWrite: cacheWrite, longInput: longInput,
                noted: noted), takesImages: has(.images), callsTools: has(.tools), reasons: has(.reasoning))
    }

    private func has(_ ability: Abilities) -> Bool? { unknown.contains(ability) ? nil : abilities.contains(ability) }
}

/// The models of one vendor, by the id of its provider.
struct ModelShelf: Sendable {
    let vendor: String
    /// Date of the figures, `YYYY-MM-DD`.
    let noted: String
    let rows: [ModelRow]
}
