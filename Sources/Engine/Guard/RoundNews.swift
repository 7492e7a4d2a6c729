/// What the present round brought.
struct RoundNews: Sendable, Equatable {
    /// The model answered without calls.
    var isSpoken = false
    var hasNews = false
    /// A call that said nothing new and is known to have done nothing.
    var hasStale = false
    /// A call that worked without a word.
    var hasQuiet = false

    /// How much the round counts as one without change; a round that only waits counts nothing.
    var staleHalves: Int {
        if hasNews { return 0 }
        if isSpoken || hasStale { return 2 }
        return hasQuiet ? 1 : 0
    }
}
