import Events
import Models
import TestKit
import Testing

@testable import Service

@Suite struct ProviderSelectionTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func load(
        _ file: String? = nil, _ environment: [String: String] = [:], options: [SettingKey: String] = [:]
    ) throws -> Settings {
        if let file { try folder.write("home/.config/lathe/config.json5", file) }
        return try Settings.load(
            environment: environment.merging(["HOME": folder.path(of: "home")]) { first, _ in first }, options: options,
            workingFolder: folder.path)
    }

    private func fault(_ file: String, _ environment: [String: String] = [:]) -> String {
        do {
            _ = try load(file, environment)
            return "no fault"
        } catch {
            return "\(error)"
        }
    }

    private func keys(_ keys: [Secret]) -> [String] { keys.map { $0.reveal() } }

    @Test(
        "with no provider named the first vendor the environment has a key for is asked, and it says which variable chose it",
        arguments: [
            (["ANTHROPIC_API_KEY": "k"], "anthropic", "ANTHROPIC_API_KEY"),
            (["OPENAI_BASE_URL": "http://h/v1"], "openai", "OPENAI_BASE_URL"),
            (["DEEPSEEK_API_KEY": "k", "GEMINI_API_KEY": "k"], "gemini", "GEMINI_API_KEY"),
            (["GOOGLE_API_KEY": "k"], "gemini", "GOOGLE_API_KEY"),
            (["ANTHROPIC_API_KEY": "k", "OPENAI_API_KEY": "k"], "openai", "OPENAI_API_KEY"),
        ] as [([String: String], String, String)])
    func environment(environment: [String: String], provider: String, variable: String) throws {
        let settings = try load(nil, environment)
        #expect(settings.provider == provider && settings.origins[.provider] == "follows from \(variable)")
        #expect(try load(nil, environment, options: [.provider: "ollama"]).apiKeys.isEmpty)
    }

    @Test("a vendor's key goes to the vendor's own address or where its own variable says, and nowhere else")
    func vendorKeys() throws {
        let vendor = try load(nil, ["ANTHROPIC_API_KEY": "a", "ANTHROPIC_BASE_URL": "http://mine.example"])
        #expect(vendor.baseURL == "http://mine.example" && keys(vendor.apiKeys) == ["a"])
        let own = try load(nil, ["OPENAI_API_KEY": "o", "LATHE_BASE_URL": "https://api.openai.com/v1/"])
        #expect(keys(own.apiKeys) == ["o"])
        let elsewhere = try load(
            nil,
            ["ANTHROPIC_API_KEY": "a", "OPENAI_API_KEY": "o", "LATHE_BASE_URL": "http://other.example/v1", "LATHE_PROVIDER": "anthropic"])
        #expect(elsewhere.provider == "anthropic" && elsewhere.apiKeys.isEmpty)
        let both = try load(nil, ["ANTHROPIC_API_KEY": "a", "GEMINI_API_KEY": "g"], options: [.provider: "gemini"])
        #expect(keys(both.apiKeys) == ["g"])
        let chosen = try load(nil, ["LATHE_API_KEY": "l", "ANTHROPIC_API_KEY": "a", "LATHE_PROVIDER": "anthropic"])
        #expect(keys(chosen.apiKeys) == ["l"] && chosen.baseURL == nil)
        let own2 = try load(
            "{providers: {mine: {base_url: 'https://h.example/v1', api_key_variable: 'MINE'}}}", ["MINE": "m"], options: [.provider: "mine"]
        )
        #expect(keys(own2.apiKeys) == ["m"] && own2.providerAddress == "https://h.example/v1")
        let moved = try load(nil, ["MINE": "m"], options: [.provider: "mine", .baseURL: "http://other.example"])
        #expect(moved.apiKeys.isEmpty)
    }

    @Test("several keys are a list in the file and have commas between them in a variable; none is ever shown")
    func severalKeys() throws {
        #expect(keys(try load("{api_key: ['one', 'two']}").apiKeys) == ["one", "two"])
        let settings = try load("{api_key: 'three'}", ["LATHE_API_KEY": "four, five,"])
        #expect(keys(settings.apiKeys) == ["four", "five"])
        #expect(settings.value(of: .apiKey) == ["***", "***"] && !"\(settings)".contains("four"))
        #expect(keys(try load("{api_key: []}", ["OPENAI_API_KEY": "a,b"]).apiKeys) == ["a", "b"])
        #expect(fault("{api_key: 5}").contains("a text or a list of texts") && fault("{api_key: ['']}").contains("list of texts"))
    }

    private let list = """
        endpoints: [
            {provider: 'anthropic', model: 'claude-sonnet-5'},
            {provider: 'openai', base_url: 'http://proxy.example/v1', api_keys: ['p1', 'p2']},
            {provider: 'groq', model: 'openai/gpt-oss-120b', api_key_variable: 'MY_GROQ'},
        ]
        """

    @Test("the endpoints of the user's file are asked in their order, each with its own model, address and keys")
    func endpoints() throws {
        let environment = ["ANTHROPIC_API_KEY": "a", "OPENAI_API_KEY": "o", "GROQ_API_KEY": "g", "MY_GROQ": "mine"]
        let settings = try load("{model: 'gpt-4.1', \(list)}", environment)
        #expect(settings.provider == "anthropic" && settings.origins[.provider] == "follows from endpoints")
        let choices = try settings.endpointChoices()
        #expect(choices.map(\.provider.id) == ["anthropic", "openai", "groq"])
        #expect(choices.map(\.model) == ["claude-sonnet-5", "gpt-4.1", "openai/gpt-oss-120b"])
        #expect(choices.map(\.baseURL) == ["https://api.anthropic.com", "http://proxy.example/v1", "https://api.groq.com/openai/v1"])
        #expect(choices.map { keys($0.keys) } == [["a"], ["p1", "p2"], ["mine"]])
        // The proxy may take what it likes.
        #expect(choices.map { $0.profile.price != nil } == [true, false, true])
        #expect(!"\(settings) \(settings.report)".contains("p1"))
        let asked = try load("{\(list)}", environment, options: [.model: "claude-haiku-5-5"])
        #expect(try asked.endpointChoices().map(\.model) == ["claude-haiku-5-5", "claude-haiku-5-5", "openai/gpt-oss-120b"])
        #expect(try asked.endpointChoices(model: "small").map(\.model) == ["small", "small", "openai/gpt-oss-120b"])
    }

    @Test("a provider named in the same file goes before the endpoints; one that is named for this once is asked alone")
    func beforeEndpoints() throws {
        let file = "{provider: 'mistral', model: 'm', \(list)}"
        #expect(try load(file).endpointChoices().map(\.provider.id) == ["mistral", "anthropic", "openai", "groq"])
        let openAI = try load(
            "{provider: 'openai', model: 'm', endpoints: [{provider: 'groq'}]}", ["OPENAI_BASE_URL": "http://mine.example/v1"])
        #expect(try openAI.endpointChoices().map(\.baseURL) == ["http://mine.example/v1", "https://api.groq.com/openai/v1"])
        #expect(try load(file, options: [.provider: "ollama"]).endpointChoices().map(\.provider.id) == ["ollama"])
        #expect(try load("{model: 'm', \(list)}", ["LATHE_BASE_URL": "http://h/v1"]).endpointChoices().map(\.baseURL) == ["http://h/v1"])
        #expect(try load(file, options: [.provider: "scripted"]).endpointChoices().map(\.format) == [.scripted])
    }

    @Test(
        "an endpoint, a provider or a model that is not right is an error that says where and what was probably meant",
        arguments: [
            ("{endpoints: {}}", "list of endpoints"), ("{endpoints: [{}]}", "endpoint 1: it names no provider"),
            ("{endpoints: [{provider: 'opnai'}]}", "did you mean openai?"), ("{endpoints: [{provider: 'scripted'}]}", "is not known"),
            ("{endpoints: [{provider: 'openai', modle: 'x'}]}", "did you mean model?"),
            ("{endpoints: [{provider: 'openai', base_url: 'host'}]}", "base_url is no address such as"),
            ("{endpoints: [{provider: 'openai', api_key: 'x', api_keys: ['y']}]}", "exclude each other"),
            ("{endpoints: [{provider: 'groq', api_key_variable: 'OPENAI_API_KEY'}]}", "elsewhere than to openai"),
            ("{endpoints: [{provider: 'openai', base_url: 'http://h', api_key_variable: 'OPENAI_API_KEY'}]}", "elsewhere than to openai"),
            ("{providers: []}", "table of providers"), ("{providers: {openai: {base_url: 'http://h'}}}", "built in, take another name"),
            ("{providers: {mine: {}}}", "mine: it has no base_url"),
            ("{providers: {mine: {base_url: 'http://h', format: 'antropic'}}}", "did you mean anthropic?"),
            ("{providers: {mine: {base_url: 'http://h', format: 'scripted'}}}", "scripted is unknown"),
            ("{providers: {mine: {base_url: 'http://h', api_key_variable: 'XAI_API_KEY'}}}", "only ever sent to xai"),
            ("{providers: {'a b': {base_url: 'http://h'}}}", "no word"), ("{models: []}", "table of models"),
            ("{models: {m: {context: 5}}}", "did you mean context_tokens?"), ("{models: {m: {context_tokens: 5}}}", "from 1000 to"),
            ("{models: {m: {input_price: 1}}}", "both input_price and output_price"),
            ("{models: {m: {images: 1}}}", "neither true nor false"),
            ("{models: {m: {input_price: -1, output_price: 1}}}", "no price in dollars"), ("{models: {'': {}}}", "without a name"),
            ("{extra_body: []}", "an object such as"), ("{extra_body: {messages: []}}", "leave out messages"),
            ("{extra_body: {model: 'x'}}", "setting model"), ("{max_attempts: 0}", "from 1 to 100"),
            ("{reasoning_effort: 'hihg'}", "such as high"),
        ])
    func wrong(file: String, part: String) {
        let message = fault(file)
        #expect(message.contains(part) && message.contains("; "), "\(message)")
    }

    @Test(
        "a workspace may not say where models are asked, with what, or what is known of them",
        arguments: [
            "endpoints: []", "providers: {}", "models: {}", "extra_body: {}", "record: 'x'", "reasoning_effort: 'low'", "decide_model: 'x'",
            "api_key: 'x'", "base_url: 'http://h'", "stream: false",
        ])
    func workspace(setting: String) throws {
        try folder.write(".lathe/config.json5", "{\(setting)}")
        let message = fault("{}")
        let name = String(setting.prefix { $0 != ":" })
        #expect(message.contains("sets \(name), which a workspace may not") || message.contains("unknown setting \(name)"), "\(message)")
    }

    @Test("a workspace may shorten times, lower the tries and switch looking for servers off")
    func narrowing() throws {
        try folder.write(".lathe/config.json5", "{silence_timeout: '5s', max_attempts: 1, discover: false, call_timeout: '2h'}")
        let settings = try load("{}")
        #expect(settings.calls.silenceTimeout == .seconds(5) && settings.limits.maxAttempts == 1 && !settings.discovers)
        #expect(settings.calls.callTimeout == .seconds(1800))
    }

    @Test("nobody configured, nobody known, no model: each says what to do")
    func nobody() throws {
        #expect(throws: ServiceError.self) { try load().endpointChoices() }
        do {
            _ = try load(nil, options: [.provider: "anthropc"]).endpointChoices()
        } catch { #expect("\(error)".contains("did you mean anthropic?")) }
        do {
            _ = try load(nil, options: [.provider: "anthropic"]).endpointChoices()
        } catch {
            #expect("\(error)".contains("no model is chosen; give one with --model") && "\(error)".contains("lathe models anthropic"))
        }
    }

    @Test("the extra body stands in a variable or an option as JSON")
    func extraBody() throws {
        #expect(try load(nil, ["LATHE_EXTRA_BODY": "{\"top_k\": 20}"]).calls.extraBody == JSONObject([.init("top_k", 20)]))
        #expect(try load(nil, options: [.extraBody: "{}"]).calls.extraBody?.isEmpty == true)
        #expect(throws: ServiceError.self) { try load(nil, ["LATHE_EXTRA_BODY": "top_k=20"]) }
    }

    @Test(
        "an address of this machine is known as such",
        arguments: [
            ("http://127.0.0.1:8080/v1", true), ("http://localhost/v1", true), ("http://[::1]:1/v1", true),
            ("https://api.openai.com/v1", false),
            ("http://127.0.0.1.evil.example/v1", false), ("http://localhost@evil.example/v1", false), ("nonsense", false),
        ])
    func local(url: String, isLocal: Bool) {
        #expect(ServerAddress.isLocal(url) == isLocal)
    }
}

@Suite struct ContextTokenTests {
    private func settings(_ model: String, _ options: [SettingKey: String] = [:]) throws -> Settings {
        try Settings.load(
            environment: ["HOME": "/nowhere", "OPENAI_API_KEY": "k"], options: options.merging([.model: model]) { first, _ in first },
            workingFolder: "/nowhere")
    }

    private func limits(_ settings: Settings) throws -> RunLimits { settings.limits(at: try settings.endpointChoices()[0]) }

    @Test("how much a model takes in comes from the settings, else from the catalogue, else it is assumed and marked as such")
    func contextTokens() throws {
        let known = try settings("gpt-4.1")
        #expect(try limits(known).contextTokens == 1_047_576 && !limits(known).contextAssumed)
        let line = try #require(known.report.first { $0.key == .contextTokens })
        #expect(line.value == 1_047_576 && line.origin == "follows from model" && line.builtIn == 128_000)
        let set = try settings("gpt-4.1", [.contextTokens: "128000"])
        #expect(try limits(set).contextTokens == 128_000 && !limits(set).contextAssumed)
        let unknown = try settings("nobody-knows")
        #expect(try limits(unknown).contextTokens == 128_000 && limits(unknown).contextAssumed)
        #expect(unknown.report.first { $0.key == .contextTokens }?.origin == "built in")
        let local = try settings("openai/gpt-oss-20b", [.provider: "llamacpp"])
        #expect(try limits(local).contextAssumed)
        let changed = RunOptions(model: "gpt-4o").applied(to: known)
        #expect(try limits(changed).contextTokens == 128_000 && !limits(changed).contextAssumed)
    }

    @Test("an assumed context is written, and left out otherwise")
    func json() {
        var limits = RunLimits()
        #expect(limits.json["context_assumed"] == nil)
        limits.contextAssumed = true
        #expect(RunLimits(limits.json) == limits)
    }
}

@Suite struct LocalServerUseTests {
    private let servers = [
        FoundServer(providerID: "llamacpp", title: "llama.cpp", port: 8080, models: ["a.gguf"]),
        FoundServer(providerID: "ollama", title: "Ollama", port: 11434, models: ["b", "c"]),
    ]

    private func service(_ options: [SettingKey: String] = [:]) throws -> (Service, TemporaryFolder) {
        let folder = try TemporaryFolder()
        let settings = try Settings.load(environment: ["HOME": folder.path], options: options, workingFolder: folder.path)
        return (try Service(settings: settings, surroundings: .live(environment: ["HOME": folder.path])), folder)
    }

    @Test("a server of this machine is used where no provider is configured, and the settings say where it came from")
    func used() throws {
        let (service, _) = try service()
        defer { service.shutDown() }
        #expect(service.settings().provider == nil)
        service.use(servers)
        let settings = service.settings()
        #expect(settings.provider == "llamacpp" && settings.model == "a.gguf" && settings.baseURL == "http://127.0.0.1:8080/v1")
        #expect(settings.report.filter { $0.origin == "found on this machine" }.map(\.key) == [.provider, .baseURL, .model])
        #expect(try settings.endpointChoices().map(\.baseURL) == ["http://127.0.0.1:8080/v1"])
    }

    @Test("the model that is set, and the server that a run went to before, decide among several")
    func several() throws {
        let (service, _) = try service([.model: "c"])
        defer { service.shutDown() }
        service.use(servers)
        #expect(service.settings().provider == "ollama" && service.settings().model == "c")
        #expect(service.settings(after: "llamacpp", "a.gguf").provider == "llamacpp")
        #expect(service.settings(after: "llamacpp", "gone").provider == "ollama")
    }

    @Test("a kind of local server that is named without a model is asked for its first one")
    func named() throws {
        let (service, _) = try service([.provider: "ollama"])
        defer { service.shutDown() }
        service.use(servers)
        let settings = service.settings()
        #expect(settings.provider == "ollama" && settings.model == "b" && settings.origins[.provider] == "options")
        service.use(Array(servers.prefix(1)))
        #expect(service.settings().foundServer == nil)
    }

    @Test(
        "nothing found is used where a provider is configured, or where looking for one is switched off",
        arguments: [
            [.discover: "0"], [.baseURL: "http://127.0.0.1:9/v1"], [.provider: "scripted"],
        ] as [[SettingKey: String]])
    func unused(options: [SettingKey: String]) throws {
        let (service, _) = try service(options)
        defer { service.shutDown() }
        service.use(servers)
        #expect(service.settings().foundServer == nil)
    }
}
