import Events
import Glibc
import TestKit
import Testing

extension EndToEndTests {
    /// A real model, asked only by those who want to: `LATHE_LIVE=1`, with a provider and a model in the environment.
    @Suite struct LiveTests {
        private static let isWanted = getenv("LATHE_LIVE").map { String(cString: $0) } == "1"

        /// What leads to a provider: everything but the places of files, which are the test's own.
        private static var provider: [String: String?] {
            var found: [String: String?] = [:]
            var entry = environ
            while let text = entry.pointee {
                let pair = String(cString: text).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
                if pair.count == 2, pair[0].hasPrefix("LATHE_") || pair[0].hasSuffix("_API_KEY") || pair[0].hasSuffix("_BASE_URL") {
                    found[pair[0]] = pair[1]
                }
                entry += 1
            }
            found["LATHE_STORE"] = .some(nil)
            return found
        }

        @Test(
            "001-45: a real model reads a file and says what is in it",
            .enabled(if: isWanted, "LATHE_LIVE=1 asks the model of the environment"))
        func reads() async throws {
            let world = try World(Self.provider)
            try world.environment.folder.write("word.txt", "The word is zebra-42.\n")
            let run = try await world.lathe([
                "run", "--json", "--approve", "none", "--workspace", world.environment.folder.path,
                "Read word.txt and answer with the word that it names, and nothing else.",
            ])
            #expect(run.status == .code(0), "\(run.errorText)")
            #expect(EventCheck.faults(in: run.outputLines) == [])
            #expect(run.outputLines.last?.contains("zebra-42") == true)
            #expect(run.outputText.contains("\"ttft_us\""))
        }
    }
}
