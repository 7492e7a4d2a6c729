import Events
import TestKit
import Testing

extension EndToEndTests {
    @Suite struct ProviderFaultTests {
        private static let key = "sk-secret-0123456789"

        /// What a provider does wrong, and a word the message must hold.
        private static let wrongs: [(answer: ProviderAnswer?, part: String)] = [
            (nil, "127.0.0.1"),
            (.failure(401, "Incorrect API key provided: \(key)", type: "invalid_api_key"), "401"),
            (.failure(500, "the server had an error"), "500"),
            (.stream([.role, .raw("data: {\"choices\":[{\"delta\":{\"cont\n\n"), .done]), "sent"),
            (.stream([.role, .text("Half"), .error("the model fell over")]), "the model fell over"),
            (.status(200, "<!DOCTYPE html><html><body>Sign in</body></html>", headers: [("Content-Type", "text/html")]), "--base-url"),
            (.rawResponse(Array("SSH-2.0-OpenSSH_9.2\r\n".utf8)), "HTTP"),
        ]

        @Test("a provider that fails ends the run with status 1, a fault and a cure, and the key is nowhere", arguments: wrongs.indices)
        func wrong(index: Int) async throws {
            let fault = Self.wrongs[index]
            let world = try World(["LATHE_API_KEY": Self.key])
            let provider = try LoopbackProvider()
            if let answer = fault.answer { provider.respond { _ in answer } } else { provider.stop() }
            defer { provider.stop() }
            let run = try await world.lathe(["run", "Hello", "--json", "--max-attempts", "1"] + World.at(provider))
            #expect(run.status == .code(1))
            #expect(
                run.errorText.hasPrefix("lathe: ") && run.errorText.contains("; ") && run.errorText.contains(fault.part)
                    && run.errorText.split(separator: "\n").count == 1, "\(run.errorText)")
            #expect(EventCheck.faults(in: run.outputLines) == [])
            #expect(run.outputLines.last?.contains("\"run_failed\"") == true)
            if fault.answer != nil { #expect(provider.requests.first?.header("Authorization") == "Bearer \(Self.key)") }
            try Self.expectNoKey(in: run, world)
        }

        @Test("a provider that is busy is asked again when it says, and bad UTF-8 in an answer is mended")
        func recovers() async throws {
            let world = try World(["LATHE_API_KEY": Self.key])
            let provider = try LoopbackProvider([
                .failure(429, "slow down", type: "rate_limit", headers: [("Retry-After", "0")]),
                .stream([.role, .invalidUTF8, .text("and more"), .finish("stop"), .done]),
            ])
            defer { provider.stop() }
            let run = try await world.lathe(["run", "Hello", "--json"] + World.at(provider))
            #expect(run.status == .code(0) && run.errorText.isEmpty, "\(run.errorText)")
            #expect(EventCheck.faults(in: run.outputLines) == [])
            #expect(run.outputText.contains("rate_limited") && run.outputText.contains("\u{FFFD}") && run.outputText.contains("and more"))
            #expect(provider.requests.count == 2)
            try Self.expectNoKey(in: run, world)
        }

        private static func expectNoKey(in run: CapturedRun, _ world: World) throws {
            var everything = run.standardOutput + run.standardError
            for file in ["data/lathe/lathe.db", "data/lathe/lathe.db-wal", "state/lathe/lathe.log"]
            where world.environment.folder.exists(file) {
                everything += try world.environment.folder.bytes(of: file)
            }
            #expect(world.environment.folder.exists("data/lathe/lathe.db"))
            #expect(!String(decoding: everything, as: UTF8.self).contains("secret-0123456789"))
        }
    }
}
