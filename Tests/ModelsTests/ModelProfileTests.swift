import Events
import Testing

@testable import Models

@Suite struct ModelProfileTests {
    let profiles = ModelProfiles()

    @Test(
        "a model is found with a vendor before its name and a date behind it, in any capitals",
        arguments: [
            ("gpt-4.1", "openai"), ("GPT-4.1-2025-04-14", "openai"), ("gpt-4.1@2025-04-14", "openai"), ("openai/gpt-4.1", "openrouter"),
            ("claude-haiku-4-5-20251001", "anthropic"), ("minimax-m2.5", "minimax"), ("openai/gpt-oss-120b", "groq"),
            ("mistral-large-latest", "mistral"),
        ])
    func names(name: String, provider: String) {
        #expect(profiles.profile(of: name, at: provider).contextTokens != nil, "\(name)")
    }

    @Test("what nobody said of a model is not known: no figure is taken over from one whose name begins alike")
    func unknown() {
        let unknown = profiles.profile(of: "gpt-5.9-imagined", at: "openai")
        #expect(unknown == ModelProfile(family: "gpt-5"))
        #expect(profiles.profile(of: "my-own-model", at: "openai") == ModelProfile())
        #expect(profiles.profile(of: "", at: nil) == ModelProfile())
    }

    @Test("a price holds at the vendor only, and a server of this machine decides itself how much it takes in")
    func places() {
        #expect(profiles.profile(of: "gpt-4.1", at: "openai").price != nil)
        #expect(profiles.profile(of: "gpt-4.1", at: "openai-responses").price != nil)
        for provider in ["openrouter", "mine", nil] as [String?] {
            let there = profiles.profile(of: "openai/gpt-4.1", at: provider)
            #expect(there.price == nil && there.contextTokens == 1_047_576, "\(provider ?? "none")")
        }
        let local = profiles.profile(of: "openai/gpt-oss-20b", at: "llamacpp")
        #expect(local.contextTokens == nil && local.price == nil && local.callsTools == true && local.family == "gpt-oss")
        // Two vendors sell it; each has its own price.
        #expect(profiles.profile(of: "kimi-k2.6", at: "moonshot").price?.input == 0.95)
        #expect(profiles.profile(of: "kimi-k2.6", at: "dashscope").price == nil)
    }

    @Test(
        "the family is told by how a name begins, also of local models",
        arguments: [
            ("qwen3:8b", "qwen3"), ("Qwen/Qwen3-8B-GGUF", "qwen3"), ("gpt-5-mini", "gpt-5"), ("gpt-4o", "gpt"), ("gpt-oss:20b", "gpt-oss"),
            ("claude-opus-4-5", "claude"), ("gemini-2.5-pro", "gemini-2.5"), ("gemini-3.1-pro-preview", "gemini-3"), ("o4-mini", "o"),
            ("glm-4.7", "glm"), ("MiniMax-M3", "minimax"), ("deepseek-r1:7b", "deepseek"), ("moonshotai/kimi-k2", "kimi"),
        ])
    func families(name: String, family: String) {
        #expect(profiles.profile(of: name, at: nil).family == family, "\(name)")
    }

    @Test("what the source forgets of a model is not known, and what it does not list is not there")
    func abilities() {
        let glm = profiles.profile(of: "glm-4.5", at: "zai")
        #expect(glm.reasons == nil && glm.takesImages == false && glm.callsTools == true)
    }

    @Test("the user's own profiles extend the catalogue and go before it")
    func own() {
        let own = ModelProfiles(own: [
            "Mine": ModelProfile(contextTokens: 4096),
            "gpt-4.1": ModelProfile(price: ModelPrice(input: 7, output: 8, noted: "your settings")),
        ])
        #expect(own.profile(of: "mine", at: "llamacpp").contextTokens == 4096)
        let gpt = own.profile(of: "openai/gpt-4.1-2025-04-14", at: "openrouter")
        #expect(gpt.price?.input == 7 && gpt.price?.noted == "your settings" && gpt.contextTokens == 1_047_576)
        #expect(own.all.map(\.name).suffix(1) == ["Mine"] && own.all.count == profiles.all.count + 1)
    }

    @Test("every row of the catalogue has figures that can be, under a name of its own and a date")
    func rows() {
        for shelf in ModelProfiles.shelves {
            #expect(ProviderProfile.named(shelf.vendor) != nil, "\(shelf.vendor)")
            #expect(shelf.noted.wholeMatch(of: #/\d{4}-\d\d-\d\d/#) != nil, "\(shelf.vendor)")
            #expect(Set(shelf.rows.map(\.key)).count == shelf.rows.count, "\(shelf.vendor)")
            for row in shelf.rows {
                let price = row.profile(noted: shelf.noted).price
                #expect((row.contextTokens ?? 1024) >= 1024 && (row.maxOutputTokens ?? 1024) >= 1024, "\(row.name)")
                #expect(price.map { $0.input >= 0 && $0.output >= $0.input && ($0.cachedInput ?? 0) <= $0.input } == true, "\(row.name)")
                #expect(ModelFamily.of(ModelName.bare(row.name)) != nil, "\(row.name)")
            }
        }
        #expect(Set(ModelProfiles.shelves.map(\.vendor)).count == ModelProfiles.shelves.count)
        #expect((60...140).contains(profiles.all.count))
    }
}

@Suite struct ModelPriceTests {
    let price = ModelPrice(input: 2, output: 10, cachedInput: 0.5, cacheWrite: 2.5, noted: "2026-11-12")

    @Test("a cost is what each kind of token costs; cached ones are part of the input")
    func cost() {
        #expect(price.cost(of: Usage(inputTokens: 1_000_000, outputTokens: 100_000)) == 3)
        #expect(price.cost(of: Usage(inputTokens: 1_000_000, outputTokens: 0, cachedInputTokens: 500_000)) == 1.25)
        #expect(
            price.cost(of: Usage(inputTokens: 1_000_000, outputTokens: 0, cachedInputTokens: 400_000, cacheWriteTokens: 400_000)) == 1.6)
        #expect(price.cost(of: Usage(inputTokens: 0, outputTokens: 0)) == 0)
    }

    @Test("W-23: there is no cost of estimated or missing counts, of counts that cannot be, or without the price of a kind that was used")
    func unknown() {
        #expect(price.cost(of: Usage(inputTokens: 10, outputTokens: 10, estimated: true)) == nil)
        #expect(price.cost(of: Usage(inputTokens: 10)) == nil)
        #expect(price.cost(of: Usage(outputTokens: 10)) == nil)
        #expect(price.cost(of: Usage(inputTokens: 10, outputTokens: 1, cachedInputTokens: 11)) == nil)
        #expect(price.cost(of: Usage(inputTokens: -10, outputTokens: 1)) == nil)
        #expect(price.cost(of: Usage(inputTokens: .max, outputTokens: 1, cachedInputTokens: .max, cacheWriteTokens: .max)) == nil)
        let plain = ModelPrice(input: 2, output: 10, noted: "2026-11-12")
        #expect(plain.cost(of: Usage(inputTokens: 1_000_000, outputTokens: 0, cachedInputTokens: 1)) == nil)
        #expect(plain.cost(of: Usage(inputTokens: 1_000_000, outputTokens: 0, cachedInputTokens: 0)) == 2)
    }

    @Test("a long input has prices of its own for the whole call, or none")
    func longInput() {
        var price = price
        price.longInput = ModelPrice.LongInput(overTokens: 200_000, input: 4, output: 15)
        #expect(price.cost(of: Usage(inputTokens: 200_000, outputTokens: 0)) == 0.4)
        #expect(price.cost(of: Usage(inputTokens: 250_000, outputTokens: 100_000)) == 2.5)
        #expect(price.cost(of: Usage(inputTokens: 250_000, outputTokens: 0, cachedInputTokens: 1)) == nil)
        price.longInput = ModelPrice.LongInput(overTokens: 200_000)
        #expect(price.cost(of: Usage(inputTokens: 250_000, outputTokens: 1)) == nil)
    }
}

@Suite struct ProviderProfileTests {
    @Test("every provider has an id of its own, and an address and a key variable where it needs them")
    func rows() {
        let all = ProviderProfile.all
        #expect(Set(all.map(\.id)).count == all.count)
        for provider in all {
            #expect(!provider.title.isEmpty, "\(provider.id)")
            #expect((provider.baseURL != nil) == provider.format.usesNetwork, "\(provider.id)")
            #expect(provider.needsKey == !provider.keyVariables.isEmpty, "\(provider.id)")
            #expect(provider.baseURL?.hasPrefix(provider.isLocal ? "http://127.0.0.1:" : "https://") ?? true, "\(provider.id)")
            #expect(provider.baseURL?.hasSuffix("/") != true, "\(provider.id)")
        }
        // A key chooses its vendor; two formats of one vendor stand beside each other.
        let keys = all.filter { $0.id != "openai-responses" }.flatMap(\.keyVariables)
        #expect(Set(keys).count == keys.count)
        for format in ModelFormat.allCases { #expect(all.contains { $0.format == format }, "\(format)") }
    }
}
