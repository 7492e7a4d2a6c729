/// The words of a text that say what it is about.
enum SearchWords {
    /// Of an endless text only the beginning is looked at.
    private static let limitBytes = 64 * 1024
    /// Of an endless word only the beginning counts.
    private static let wordLimit = 40

    /// Words that are in every text.
    private static let common: Set<String> = [
        "the", "and", "for", "that", "this", "with", "you", "not", "are", "was", "but", "from", "have", "has", "had", "all", "can", "will",
        "into", "its", "then", "than", "when", "what", "which", "please", "should", "would", "there", "here", "also", "run",
    ]

    /// Lower case words of three letters or digits and more, in order, common ones left out.
    static func of(_ text: String) -> [String] {
        var words: [String] = []
        var word = ""
        var length = 0
        func end() {
            if length >= 3, !common.contains(word) { words.append(word) }
            (word, length) = ("", 0)
        }
        for scalar in String(decoding: text.utf8.prefix(limitBytes), as: UTF8.self).unicodeScalars {
            if scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
                if length < wordLimit { word += scalar.properties.lowercaseMapping }
                length += 1
            } else if length > 0 {
                end()
            }
        }
        end()
        return words
    }
}
