import Events
import Synchronization
import Testing
import Wire

@testable import Models

@Suite struct LocalServersTests {
    /// A server that answers everything in one way.
    private func server(_ body: String, status: String = "200 OK", more: String = "") -> LoopbackServer {
        LoopbackServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.writeStreamHead(status: status, type: "application/json", more: more)
            connection.write(body)
        }
    }

    private func find(_ servers: [LoopbackServer], limit: Duration = .seconds(5)) async -> [LocalServer] {
        await LocalServers.find(client: HTTPClient(), ports: servers.map(\.port), timeLimit: limit)
    }

    private static func listing(_ models: String) -> String { "{\"object\":\"list\",\"data\":[\(models)]}" }

    @Test("the four kinds of servers are told apart by what they say, with their models and how much those take in")
    func kinds() async {
        let answers = [
            Self.listing(
                "{\"id\":\"qwen3-8b.gguf\",\"object\":\"model\",\"owned_by\":\"llamacpp\",\"meta\":{\"n_ctx_train\":40960,\"n_vocab\":1}}"),
            Self.listing("{\"id\":\"qwen3:8b\",\"owned_by\":\"library\"},{\"id\":\"llama3.2:3b\",\"owned_by\":\"library\"}"),
            Self.listing("{\"id\":\"Qwen/Qwen3-8B\",\"owned_by\":\"vllm\",\"max_model_len\":32768}"),
            Self.listing("{\"id\":\"qwen3-8b\",\"object\":\"model\",\"owned_by\":\"organization_owner\"}"),
        ]
        let servers = answers.map { server($0) }
        let found = await find(servers)
        #expect(found.map(\.providerID) == ["llamacpp", "ollama", "vllm", "lmstudio"])
        #expect(found.map(\.port) == servers.map(\.port))
        #expect(found.map { $0.models.map(\.name) } == [["qwen3-8b.gguf"], ["qwen3:8b", "llama3.2:3b"], ["Qwen/Qwen3-8B"], ["qwen3-8b"]])
        #expect(found.map { $0.models[0].contextTokens } == [40_960, nil, 32_768, nil])
        #expect(found[1].title == "Ollama" && found[1].baseURL == "http://127.0.0.1:\(servers[1].port)/v1")
    }

    @Test("what the server was started with goes before what the model was made for, and a figure that cannot be is none")
    func context() throws {
        func context(_ model: String) throws -> Int? {
            try #require(ServedModels(try JSON(parsing: Self.listing(model)))).models[0].contextTokens
        }
        #expect(try context("{\"id\":\"m\",\"meta\":{\"n_ctx_train\":131072,\"n_ctx\":8192}}") == 8192)
        #expect(try context("{\"id\":\"m\",\"meta\":{\"n_ctx_train\":-5}}") == nil)
        #expect(try context("{\"id\":\"m\",\"max_model_len\":\"long\"}") == nil)
    }

    @Test("who says nothing of its kind is known by its port, and a stranger on another port is none")
    func ports() throws {
        let listing = try #require(ServedModels(try JSON(parsing: Self.listing("{\"id\":\"m\",\"owned_by\":\"me\"}"))))
        #expect(listing.provider(port: 11434)?.id == "ollama" && listing.provider(port: 8080)?.id == "llamacpp")
        #expect(listing.provider(port: 5555) == nil)
        let empty = try #require(ServedModels(try JSON(parsing: Self.listing(""))))
        #expect(empty.models.isEmpty && empty.provider(port: 11434)?.id == "ollama")
        #expect(LocalServers.ports == [8080, 11434, 8000, 1234])
    }

    @Test(
        "anything else that listens there is no server",
        arguments: [
            "", "<html>404</html>", "[]", "{}", "{\"data\":{}}", "{\"data\":[1,2]}", "{\"data\":[{\"name\":\"x\"}]}",
            "{\"data\":[{\"id\":\"x\",\"owned_by\":\"vllm\"}", "{\"error\":\"no\"}", "\u{0}\u{1}\u{2}",
        ])
    func garbage(body: String) async {
        #expect(await find([server(body)]).isEmpty)
    }

    @Test("an error, a redirect and more bytes than any listing has are no answer, and nothing follows the redirect")
    func refusals() async {
        let good = Self.listing("{\"id\":\"m\",\"owned_by\":\"vllm\"}")
        let target = server(good)
        let refusing = server(good, status: "500 Internal Server Error")
        let moved = server(good, status: "302 Found", more: "Location: \(target.url)/v1/models\r\n")
        let flood = server(String(repeating: " ", count: 3 << 20) + good)
        #expect(await find([refusing, moved, flood]).isEmpty)
        #expect(target.connections == 0)
    }

    @Test("a server that says nothing, a closed port and one that breaks off cost no more than the time limit, and hide nobody")
    func silence() async {
        let silent = LoopbackServer { connection in
            _ = connection.readRequest()
            _ = connection.timeUntilClosed(seconds: 20)
        }
        let rude = LoopbackServer { _ in }
        let good = server(Self.listing("{\"id\":\"m\",\"owned_by\":\"vllm\"}"))
        let start = monotonicMicroseconds()
        let found = await LocalServers.find(
            client: HTTPClient(), ports: [silent.port, rude.port, LoopbackServer.deadPort(), good.port], timeLimit: .seconds(1))
        #expect(found.map(\.providerID) == ["vllm"])
        #expect(monotonicMicroseconds() - start < 5_000_000)
    }

    @Test("no key and nothing of the environment is sent, and the names of models are made fit to be shown")
    func request() async {
        let heads = Mutex<[String]>([])
        let server = LoopbackServer { connection in
            guard let request = connection.readRequest() else { return }
            heads.withLock { $0.append(request.head) }
            connection.writeStreamHead(type: "application/json")
            connection.write(
                Self.listing("{\"id\":\"evil\\u001b]0;x\\u0007name\",\"owned_by\":\"vllm\"},{\"id\":\"\"},{\"id\":\"b\"},{\"id\":\"b\"}"))
        }
        let found = await find([server])
        #expect(found.first?.models.map(\.name) == ["evil ]0;x name", "b"])
        let head = heads.withLock { $0.first ?? "" }
        #expect(head.hasPrefix("GET /v1/models HTTP/1.1\r\n") && !head.lowercased().contains("authorization"))
    }
}
