import Events
import Service
import TestKit
import Testing

@testable import lathe

@Suite struct ModelsTests {
    @Test("models lists what is known, aligned and in 100 columns, and says when prices were noted")
    func table() async throws {
        let run = try await Scenario(["LATHE_MODEL": "gpt-4.1", "OPENAI_API_KEY": "sk-very-secret"]).lathe(["models"])
        #expect(run.status == .code(0) && run.errorText.isEmpty, "\(run.errorText)")
        #expect(run.outputLines.allSatisfy { $0.count <= 100 }, "\(run.outputLines.filter { $0.count > 100 })")
        #expect(run.outputText.contains("dollars per million tokens, noted 20"))
        #expect(run.outputText.contains("OPENAI_API_KEY is set") && run.outputText.contains("ANTHROPIC_API_KEY not set"))
        #expect(run.outputText.contains("Asked now: openai, at https://api.openai.com/v1, for gpt-4.1."))
        #expect(!run.outputText.contains("sk-very-secret"))
        let heads = run.outputLines.filter { $0.hasPrefix("MODEL ") || $0.hasPrefix("gpt-4.1 ") || $0.hasPrefix("kimi-k3 ") }
        let columns = zip(heads, ["VENDOR", "openai", "moonshot"]).map { line, word in
            line.firstRange(of: word).map { line.distance(from: line.startIndex, to: $0.lowerBound) }
        }
        #expect(heads.count == 3 && Set(columns).count == 1 && columns[0] != nil)
    }

    @Test("a price has two decimals, or as many as it needs up to four")
    func prices() {
        let texts = [2, 0.1, 0.075, 0.0375, 12.5, 0, 1047, 0.99999].map(Phrases.price)
        #expect(texts == ["2.00", "0.10", "0.075", "0.0375", "12.50", "0.00", "1047.00", "1.00"])
    }

    @Test("models takes a word, and says so when nothing has it")
    func filter() async throws {
        let scenario = try Scenario()
        let claude = try await scenario.lathe(["models", "CLAUDE"])
        #expect(claude.outputText.contains("claude-") && !claude.outputText.contains("gpt-") && !claude.outputText.contains("PROVIDER"))
        let vendor = try await scenario.lathe(["models", "deepseek"])
        #expect(vendor.outputText.contains("deepseek-") && vendor.outputText.contains("DEEPSEEK_API_KEY not set"))
        let none = try await scenario.lathe(["models", "zzz"])
        #expect(none.status == .code(0) && none.outputText.hasPrefix("Nothing matches zzz; "))
    }

    @Test("models --json gives one object a line of each kind, with null for what is not known and never a key")
    func json() async throws {
        let scenario = try Scenario(["ANTHROPIC_API_KEY": "sk-very-secret"])
        let config = try scenario.environment.folder.write(
            "c.json5",
            "{api_key: 'sk-other-secret', providers: {mine: {base_url: 'http://ada:hunter2@host.example/v1'}}, "
                + "models: {tiny: {context_tokens: 4096, input_price: 1, output_price: 2}}}")
        let run = try await scenario.lathe(["models", "--json", "--config", config])
        let objects = try run.outputLines.map { try JSON(parsing: $0) }
        #expect(Set(objects.compactMap { $0["kind"]?.string }) == ["model", "provider"])
        let tiny = try #require(objects.first { $0["name"] == "tiny" })
        #expect(
            tiny["context_tokens"] == 4096 && tiny["price_noted"] == "your settings" && tiny["images"] == .null && tiny["vendor"] == .null)
        let anthropic = try #require(objects.first { $0["id"] == "anthropic" })
        #expect(anthropic["key_variable_set"] == "ANTHROPIC_API_KEY" && anthropic["configured"] == true && anthropic["chosen"] == false)
        #expect(objects.contains { $0["base_url"] == "http://***@host.example/v1" })
        #expect(!run.outputText.contains("secret") && !run.outputText.contains("hunter2"))
    }

    @Test("the doctor looks at the provider that is chosen, and at those that follow when it fails, each with a cure")
    func doctor() async throws {
        let scenario = try Scenario()
        func provider(_ arguments: [String]) async throws -> String {
            try await scenario.lathe(["doctor"] + arguments).outputText.split(separator: "\n").drop { !$0.contains("provider") }.prefix(2)
                .joined(separator: "\n")
        }
        #expect(try await provider([]).contains("none is configured"))
        let unkeyed = try await provider(["--provider", "anthropic", "--model", "m"])
        #expect(unkeyed.contains("anthropic at api.anthropic.com:443 needs a key") && unkeyed.contains("set ANTHROPIC_API_KEY"))
        #expect(try await provider(["--provider", "antropic"]).contains("did you mean anthropic?"))
        #expect(try await provider(["--provider", "ollama"]).contains("no model is chosen"))
        let served = try LoopbackProvider()
        defer { served.stop() }
        let list = """
            {endpoints: [{provider: 'openai', base_url: '\(served.baseURL)', model: 'a'}, {provider: 'vllm', base_url: 'http://127.0.0.1:9/v1', model: 'b'}]}
            """
        let config = try scenario.environment.folder.write("c.json5", list)
        let run = try await scenario.lathe(["doctor", "--config", config])
        #expect(run.status == .code(0) && run.outputText.contains("openai at 127.0.0.1:\(served.port), model a"), "\(run.outputText)")
        #expect(run.outputText.contains("weak   fallback") && run.outputText.contains("vllm at 127.0.0.1:9 does not answer"))
    }

    @Test("without a provider config says that none was found, and does not look when told not to")
    func config() async throws {
        let run = try await Scenario().lathe(["config", "--explain"])
        #expect(run.outputText.contains("provider = (none)\n") && run.outputText.contains("discover = false\n"))
    }
}
