import Events
import Testing

@testable import Models

/// What servers that nobody here wrote have sent, through the reader of its format.
@Suite struct FixtureTests {
    @Test("what servers of others sent is read as it was meant", arguments: Fixture.all)
    func read(fixture: Fixture) async throws {
        let reading = try #require(await play(try fixture.recording()).first)
        #expect(reading.summary == fixture.summary)
        #expect(reading.completion?.reasoning ?? "" == fixture.reasoning)
        #expect(reading.isWhatWasShown && reading.endings == 1)
    }

    @Test("their figures are the server's where it counts, and marked as an estimate where it does not")
    func figures() async throws {
        let expected = Usage(inputTokens: 120, outputTokens: 48, reasoningTokens: 16, cachedInputTokens: 64, cacheWriteTokens: 8)
        for name in [
            "litellm-chat", "litellm-chat-of-claude", "litellm-responses", "litellm-responses-of-claude", "litellm-responses-of-chat",
        ] {
            #expect(try await completion(name).usage == expected, "\(name)")
        }
        for name in ["litellm-messages", "litellm-messages-of-chat"] {
            // This gateway's Messages tell nothing of reasoning.
            let usage = try await completion(name).usage
            #expect(usage == Usage(inputTokens: 120, outputTokens: 48, cachedInputTokens: 64, cacheWriteTokens: 8), "\(name)")
        }
        #expect(try await completion("llama-cpp-python-chat").usage.estimated)
    }

    @Test("001-56: of a gateway's thoughts only those that somebody signed or sealed are carried back")
    func carried() async throws {
        #expect(try await completion("litellm-messages-of-chat").carried == nil)
        #expect(try await completion("litellm-responses-of-chat").carried == nil)
        let messages = try #require(try await completion("litellm-messages").carried)
        #expect(
            messages.parts == [
                .raw(["type": "thinking", "thinking": "A tool will tell.", "signature": "litellm_encrypted_reasoning:c2lnbmVk"]),
                .text(bytes: 27), .call(id: "call_6_2", extra: JSONObject()),
            ])
        let chat = try #require(try await completion("litellm-chat-of-claude").carried)
        let block: JSON = ["type": "thinking", "thinking": "A tool will tell.", "signature": "c2lnbmVk"]
        #expect(chat.parts.contains(.raw(["thinking_blocks": [block]])))
        #expect(try await completion("litellm-chat").carried == nil)
        let responses = try #require(try await completion("litellm-responses-of-claude").carried)
        #expect(responses.parts.count == 3 && responses.parts[1] == .text(bytes: 27))
        guard case .raw(let raw) = responses.parts[0] else { return #expect(Bool(false), "reasoning comes first") }
        #expect(raw["encrypted_content"]?.string?.contains("c2lnbmVk") == true)
    }

    @Test("an error inside a refused stream is told in the server's words")
    func refused() async throws {
        let recording = try Fixture.all.first { $0.name == "litellm-responses-error" }?.recording()
        let reading = await play(try #require(recording)).first
        #expect(reading?.message.contains("(Error processing stream start)") == true, "\(reading?.message ?? "")")
        #expect((reading?.error as? ModelsError)?.status == 500)
    }

    private func completion(_ name: String) async throws -> ModelCompletion {
        let fixture = try #require(Fixture.all.first { $0.name == name })
        return try #require(await play(try fixture.recording()).first?.completion)
    }
}
