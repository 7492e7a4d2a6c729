import Testing

@testable import Tools

@Suite("Line differences")
struct LineDiffTests {
    @Test("A diff, applied to the old text, gives the new one")
    func property() {
        let seed: UInt64 = .random(in: 0 ... .max)
        var random = Seeded(state: seed)
        for _ in 0..<400 {
            let old = (0..<Int.random(in: 0...30, using: &random)).map { _ in String("abcd".randomElement(using: &random) ?? "a") }
            var new = old
            for _ in 0..<Int.random(in: 0...8, using: &random) {
                let place = Int.random(in: 0...new.count, using: &random)
                if Bool.random(using: &random), place < new.count { new.remove(at: place) } else { new.insert("x", at: place) }
            }
            let diff = LineDiff.unified(text(old), text(new), path: "f", lineLimit: 10_000)
            #expect(apply(diff, to: old) == new, "seed \(seed): \(old) \(new)\n\(diff)")
            let counts = LineDiff.counts(text(old), text(new))
            #expect(new.count - old.count == counts.added - counts.removed, "seed \(seed)")
        }
    }

    @Test("Texts that differ everywhere are one block, and soon done")
    func different() {
        let old = text((0..<20_000).map { "old \($0)" })
        let new = text((0..<20_000).map { "new \($0)" })
        let start = ContinuousClock.now
        #expect(LineDiff.unified(old, new, path: "f").hasSuffix("more lines …]"))
        #expect(ContinuousClock.now - start < .seconds(5))
        #expect(LineDiff.unified(old, old, path: "f") == "")
    }

    @Test("A missing last line end shows")
    func lastLine() {
        #expect(LineDiff.unified("a\n", "a", path: "f").contains("\\ No newline at end of file"))
    }

    private func text(_ lines: [String]) -> String { lines.map { $0 + "\n" }.joined() }

    private func apply(_ diff: String, to old: [String]) -> [String] {
        var result: [String] = []
        var at = 0
        for line in diff.split(separator: "\n", omittingEmptySubsequences: false).dropFirst(2) {
            if line.hasPrefix("@@ -") {
                let numbers = line.dropFirst(4).prefix { $0 != " " }.split(separator: ",").compactMap { Int($0) }
                let start = numbers[1] == 0 ? numbers[0] : numbers[0] - 1
                result += old[at..<start]
                at = start
            } else if line.hasPrefix("+") {
                result.append(String(line.dropFirst()))
            } else {
                if at >= old.count || old[at] != String(line.dropFirst()) { return ["the diff does not fit"] }
                if line.hasPrefix(" ") { result.append(old[at]) }
                at += 1
            }
        }
        return result + old[at...]
    }
}
