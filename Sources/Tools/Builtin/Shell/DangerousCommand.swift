/// Says what looks dangerous about a command line (001-37).
///
/// A hint to the person who is asked and a reason to ask, never the boundary: no reading of text can tell all that a shell will do. What cannot be
/// read is said too. Pure; the cost is linear in the length, by a budget of steps.
enum DangerousCommand {
    /// Steps that a line of this many bytes may take.
    static func stepLimit(byteCount: Int) -> Int { 4096 + 48 * byteCount }

    /// One short sentence for a line to be run by `/bin/sh`, nil when nothing stands out.
    static func warning(_ line: String) -> String? { look(line).warning }

    /// The same with the steps it took.
    static func look(_ line: String) -> (warning: String?, steps: Int) {
        let bytes = Array(line.utf8)
        let inquiry = ShellInquiry(stepLimit: stepLimit(byteCount: bytes.count))
        var reader = ShellReader(bytes, inquiry)
        _ = reader.list(until: nil, depth: 0)
        if inquiry.traits.isSuperset(of: [.network, .keys]) {
            inquiry.note(.danger, "gives keys or secrets to a program that uses the network")
        }
        guard let hidden = HiddenCharacters.first(in: line) else { return (inquiry.warning, inquiry.steps) }
        let sentence = "holds characters that cannot be seen: \(hidden)"
        let danger = inquiry.rank.map { $0 >= .risk } ?? false
        return (danger ? inquiry.warning.map { "\($0); \(sentence)" } : sentence, inquiry.steps)
    }
}
