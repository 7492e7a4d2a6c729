import Events
import TestKit
import Testing

extension EndToEndTests {
    /// The built program against a provider in each wire format.
    @Suite struct FormatTests {
        private static let key = "sk-format-0123456789"

        fileprivate struct Format: Sendable, CustomTestStringConvertible {
            let provider: String
            let path: String
            /// Where the key goes.
            let header: (name: String, value: String)
            /// What has to come back with the second request.
            let comesBack: [String]
            var testDescription: String { provider }
        }

        private static let formats = [
            Format(
                provider: "openai", path: "/v1/chat/completions", header: ("Authorization", "Bearer \(key)"),
                comesBack: ["\"role\":\"tool\""]),
            Format(
                provider: "openai-responses", path: "/v1/responses", header: ("Authorization", "Bearer \(key)"),
                comesBack: ["\"encrypted_content\":\"c2lnbmVk\"", "\"function_call_output\""]),
            Format(
                provider: "anthropic", path: "/v1/messages", header: ("x-api-key", key),
                comesBack: ["\"signature\":\"c2lnbmVk\"", "\"tool_result\""]),
        ]

        private static func provider(_ answers: [ModelReply]) throws -> LoopbackProvider {
            try LoopbackProvider(answers.map { .reply($0) })
        }

        @Test(
            "X-05: a run thinks, calls a tool and answers in each wire format, with its counts, and what must come back does",
            arguments: formats)
        fileprivate func whole(format: Format) async throws {
            let world = try World(["LATHE_API_KEY": Self.key])
            try world.environment.folder.write("workspace/a.txt", "zebra\n")
            let usage = ModelReply.Usage(input: 900, cached: 600, output: 40, reasoning: 30)
            let provider = try Self.provider([
                ModelReply(reasoning: "I look first.", toolCalls: [.init("read_file", #"{"path":"a.txt"}"#)], usage: usage),
                ModelReply(reasoning: "Now I know.", text: "It says zebra.", usage: usage),
            ])
            defer { provider.stop() }
            let run = try await world.lathe(
                ["run", "--json", "--provider", format.provider, "What is in a.txt?"] + World.at(provider) + ["--model", "gpt-5-mini"])
            #expect(run.status == .code(0), "\(run.errorText)")
            #expect(EventCheck.faults(in: run.outputLines) == [])
            let events = try run.outputLines.map { try RunEvent(line: Array($0.utf8)) }
            let finished = events.compactMap { if case .modelCallFinished(let call) = $0.payload { call } else { nil } }
            #expect(finished.map(\.usage.inputTokens) == [900, 900] && finished.map(\.usage.cachedInputTokens) == [600, 600])
            #expect(finished.map(\.firstKind) == [.reasoning, .reasoning] && finished.allSatisfy { $0.ttftUs != nil })
            let results = events.compactMap { if case .toolCallFinished(let call) = $0.payload { call } else { nil } }
            #expect(results.map(\.status) == [.success] && results.first?.output.contains("zebra") == true)
            guard case .runCompleted(let end)? = events.last?.payload else { return #expect(Bool(false), "it did not complete") }
            #expect(end.result == "It says zebra.")
            #expect(provider.requests.map(\.path) == [format.path, format.path])
            #expect(provider.requests.allSatisfy { $0.header(format.header.name) == format.header.value })
            for part in format.comesBack { #expect(provider.requests.last?.bodyText.contains(part) == true, "\(part)") }
            #expect(!run.outputText.contains(Self.key) && !run.errorText.contains(Self.key))
        }

        @Test("001-54: an answer in one piece is read in each wire format, and no time to its first token is told", arguments: formats)
        fileprivate func inOnePiece(format: Format) async throws {
            let world = try World()
            let provider = try Self.provider([ModelReply(text: "All at once.")])
            defer { provider.stop() }
            let run = try await world.lathe(
                ["run", "--json", "--provider", format.provider, "--stream", "0", "Hello"] + World.at(provider))
            #expect(run.status == .code(0), "\(run.errorText)")
            let finished = run.outputLines.first { $0.contains("\"model_call_finished\"") } ?? ""
            #expect(run.outputLines.last?.contains("All at once.") == true)
            #expect(!finished.contains("ttft_us") && !finished.contains("decode_us"))
            #expect(provider.requests.first?.bodyText.contains("\"stream\":true") == false)
        }

        @Test("--record keeps what a provider sent without the key, and the recorded provider plays it to the same end", arguments: formats)
        fileprivate func recorded(format: Format) async throws {
            let world = try World(["LATHE_API_KEY": Self.key])
            try world.environment.folder.write("workspace/a.txt", "zebra\n")
            let provider = try Self.provider([
                ModelReply(reasoning: "I look.", toolCalls: [.init("read_file", #"{"path":"a.txt"}"#)]), ModelReply(text: "It says zebra."),
            ])
            let file = world.environment.folder.path + "/recording.jsonl"
            let first = try await world.lathe(
                ["run", "--provider", format.provider, "--record", file, "What is in a.txt?"] + World.at(provider))
            provider.stop()
            #expect(first.status == .code(0), "\(first.errorText)")
            let text = try String(decoding: world.environment.folder.bytes(of: "recording.jsonl"), as: UTF8.self)
            #expect(!text.contains(Self.key) && text.contains("zebra"))
            let again = try await world.lathe(["run", "--json", "--provider", "recorded", "--script", file, "the same"])
            #expect(again.status == .code(0), "\(again.errorText)")
            #expect(again.outputLines.last?.contains("It says zebra.") == true)
        }

        @Test("001-57: a refused key, a busy place and one that is not there lead on to the place that answers")
        func failover() async throws {
            let busy = try LoopbackProvider([.failure(429, "slow down", type: "rate_limit", headers: [("Retry-After", "600")])])
            let good = try Self.provider([ModelReply(text: "Here I am.")])
            let keys = try LoopbackProvider([
                .failure(401, "no such key", type: "invalid_api_key"), .failure(401, "no such key", type: "invalid_api_key"),
            ])
            defer { for one in [busy, good, keys] { one.stop() } }
            let gone = try LoopbackProvider()
            gone.stop()
            let world = try World()
            try world.environment.folder.write(
                "config/lathe/config.json5",
                """
                {provider: "openai", base_url: "\(keys.baseURL)", model: "m", api_key: ["sk-first-111111", "sk-second-22222"], max_attempts: 6,
                 endpoints: [
                   {provider: "openai", base_url: "\(gone.baseURL)"}, {provider: "openai", base_url: "\(busy.baseURL)"},
                   {provider: "anthropic", base_url: "\(good.baseURL)", model: "m2"},
                 ]}
                """)
            let run = try await world.lathe(["run", "--json", "Hello"])
            #expect(run.status == .code(0), "\(run.errorText)")
            let events = try run.outputLines.map { try RunEvent(line: Array($0.utf8)) }
            let failed = events.compactMap { if case .modelCallFailed(let call) = $0.payload { call } else { nil } }
            #expect(failed.map(\.nextStep) == [.nextKey, .nextEndpoint, .nextEndpoint, .nextEndpoint])
            #expect(failed.map(\.error.code) == [.unauthorized, .unauthorized, .modelUnreachable, .rateLimited])
            #expect(keys.requests.map { $0.header("Authorization") } == ["Bearer sk-first-111111", "Bearer sk-second-22222"])
            #expect(good.requests.count == 1 && good.requests.first?.header("Authorization") == nil)
            #expect(!run.outputText.contains("sk-first") && !run.outputText.contains("sk-second"))
        }
    }
}
