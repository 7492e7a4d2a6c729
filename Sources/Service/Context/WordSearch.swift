internal import Glibc

/// Scores texts by the words they share with a question, rare words more (BM25).
struct WordSearch {
    private let question: [String]
    private var documents: [[String: Int]] = []
    private var lengths: [Int] = []

    /// More words of a question than these are not asked for.
    private static let questionLimit = 64

    init(_ question: String) {
        var seen: Set<String> = []
        self.question = Array(SearchWords.of(question).filter { seen.insert($0).inserted }.prefix(WordSearch.questionLimit))
    }

    /// True when the question says nothing to search for.
    var isEmpty: Bool { question.isEmpty }

    /// The words of the question, each once, in order.
    var words: [String] { question }

    /// Takes the next text to be scored.
    mutating func add(_ text: String) {
        let words = SearchWords.of(text)
        let asked = Set(question)
        var counts: [String: Int] = [:]
        for word in words where asked.contains(word) { counts[word, default: 0] += 1 }
        documents.append(counts)
        lengths.append(words.count)
    }

    /// The places of the best texts, those without a shared word left out; equal ones in the order they were added.
    func best(_ limit: Int) -> [(index: Int, score: Double)] {
        let average = max(1, Double(lengths.reduce(0, +)) / Double(max(1, lengths.count)))
        let weights = Dictionary(
            question.map { word in
                let holding = Double(documents.count { $0[word] != nil })
                // Never 0: with one text alone a shared word still counts.
                return (word, 1 + Double(documents.count) / (holding + 1))
            }, uniquingKeysWith: { first, _ in first })
        var scored: [(index: Int, score: Double)] = []
        for (index, counts) in documents.enumerated() where !counts.isEmpty {
            var score = 0.0
            for (word, count) in counts {
                let frequency = Double(count)
                let length = 0.25 + 0.75 * Double(lengths[index]) / average
                score += log(weights[word] ?? 1) * frequency * 2.2 / (frequency + 1.2 * length)
            }
            scored.append((index, score))
        }
        scored.sort { ($1.score, $0.index) < ($0.score, $1.index) }
        return Array(scored.prefix(max(0, limit)))
    }
}
