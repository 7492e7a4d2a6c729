import Engine
import Events
import Service
import TestKit
import Testing

@Suite struct SettingsTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private var workspace: String { folder.path(of: "work") }

    private func load(
        user: String? = nil, workspace: String? = nil, environment: [String: String] = [:], options: [SettingKey: String] = [:],
        configFile: String? = nil
    ) throws -> Settings {
        try folder.makeFolder("work")
        if let user { try folder.write("home/.config/lathe/config.json5", user) }
        if let workspace { try folder.write("work/.lathe/config.json5", workspace) }
        var environment = environment
        environment["HOME"] = folder.path(of: "home")
        return try Settings.load(environment: environment, options: options, configFile: configFile, workingFolder: self.workspace)
    }

    private func fault(_ load: () throws -> Settings) -> String {
        do {
            _ = try load()
            return "no fault"
        } catch {
            return "\(error)"
        }
    }

    @Test("later places win: built in, the user's file, the workspace's file, the environment, the options")
    func precedence() throws {
        #expect(try load().theme == nil)
        #expect(try load(user: "{theme: 'a'}").theme == "a")
        #expect(try load(user: "{theme: 'a'}", workspace: "{theme: 'b'}").theme == "b")
        #expect(try load(user: "{theme: 'a'}", workspace: "{theme: 'b'}", environment: ["LATHE_THEME": "c"]).theme == "c")
        let all = try load(user: "{theme: 'a'}", workspace: "{theme: 'b'}", environment: ["LATHE_THEME": "c"], options: [.theme: "d"])
        #expect(all.theme == "d" && all.origins[.theme] == "options")
        #expect(try load(environment: ["LATHE_THEME": ""]).origins[.theme]?.hasSuffix(".lathe/config.json5") == true)
    }

    @Test(
        "a workspace may make things stricter and never looser",
        arguments: [
            ("{approve: 'edits'}", "{approve: 'ask'}", "ask"), ("{approve: 'ask'}", "{approve: 'all'}", "ask"),
            ("{}", "{approve: 'none'}", "none"),
            ("{}", "{approve: 'edits'}", "ask"), ("{approve: 'all'}", "{approve: 'edits'}", "edits"),
        ])
    func narrowingApprovals(user: String, workspace: String, wanted: String) throws {
        #expect(try load(user: user, workspace: workspace).approve.rawValue == wanted)
        #expect(try load(user: user, workspace: workspace, options: [.approve: "all"]).approve == .all)
    }

    @Test("a workspace may lower limits and never raise them")
    func narrowingLimits() throws {
        let raised = try load(workspace: "{max_iterations: 500, max_failures: 50, max_tokens: 1000, timeout: '5m'}")
        #expect(raised.limits.maxIterations == RunLimits().maxIterations && raised.limits.maxFailures == RunLimits().maxFailures)
        #expect(raised.limits.maxTokens == 1000 && raised.limits.timeout == .seconds(300))
        let lowered = try load(user: "{max_tokens: 500, timeout: '1m'}", workspace: "{max_iterations: 3, max_tokens: 1000, timeout: 5}")
        #expect(lowered.limits.maxIterations == 3 && lowered.limits.maxTokens == 500 && lowered.limits.timeout == .seconds(5))
    }

    @Test(
        "a workspace may not name endpoints, keys, providers or places",
        arguments: ["base_url", "api_key", "provider", "model", "store", "log", "script", "workspace", "sync"])
    func forbidden(key: String) {
        let message = fault { try load(workspace: "{\(key): \(key == "sync" ? "true" : "'http://evil.example'")}") }
        #expect(message.contains("sets \(key), which a workspace may not"), "\(message)")
    }

    @Test("an unknown setting is an error that names the file and the nearest known one")
    func unknownKey() {
        let message = fault { try load(user: "{thmee: 'dark'}") }
        #expect(message.contains("config.json5 has the unknown setting thmee; did you mean theme?"), "\(message)")
        #expect(fault { try load(user: "{zzzzzzzz: 1}") }.contains("; known are "))
    }

    @Test(
        "a wrong value says where it stands and what is wanted",
        arguments: [
            ("{approve: 'yes'}", "approve in "), ("{max_iterations: 0}", "from 1 to"), ("{max_iterations: 'many'}", "whole number"),
            ("{timeout: 'soon'}", "90s"), ("{ascii: 'x'}", "true or false"), ("[1]", "object"), ("{theme: }", "not JSON5"),
            ("{model: ''}", "empty"),
        ])
    func wrongValue(file: String, part: String) {
        let message = fault { try load(user: file) }
        #expect(message.contains(part) && message.contains("config.json5") && message.contains("; "), "\(message)")
    }

    @Test("a key is never printed, however it is tried")
    func secrets() throws {
        let settings = try load(environment: ["LATHE_API_KEY": "sk-very-secret", "LATHE_BASE_URL": "http://127.0.0.1:1/v1"])
        let key = try #require(settings.apiKeys.first)
        var dumped = ""
        dump(settings, to: &dumped)
        for text in ["\(key)", String(describing: key), String(reflecting: key), "\(settings)", dumped] {
            #expect(!text.contains("sk-very-secret"), "\(text)")
        }
        let fromOption = try Settings.load(environment: ["HOME": "/"], options: [.apiKey: "sk-very-secret"], workingFolder: workspace)
        #expect(fromOption.apiKeys.isEmpty)
    }

    @Test("the provider follows from what is set, and a key of OpenAI goes only to OpenAI or where OPENAI_BASE_URL says")
    func providers() throws {
        #expect(try load().provider == nil)
        #expect(try load(options: [.script: "s.json5"]).provider == "scripted")
        #expect(try load(environment: ["OPENAI_API_KEY": "k"]).provider == "openai")
        let elsewhere = try load(environment: ["OPENAI_API_KEY": "k", "LATHE_BASE_URL": "http://other.example/v1"])
        #expect(elsewhere.provider == "openai" && elsewhere.baseURL == "http://other.example/v1" && elsewhere.apiKeys.isEmpty)
        let theirs = try load(environment: ["OPENAI_API_KEY": "k", "OPENAI_BASE_URL": "http://mine.example/v1"])
        #expect(theirs.baseURL == "http://mine.example/v1" && !theirs.apiKeys.isEmpty)
        #expect(try load(environment: ["OPENAI_BASE_URL": "http://mine.example/v1"], options: [.provider: "scripted"]).baseURL == nil)
    }

    @Test("places follow the XDG folders; relative ones begin in the working folder")
    func places() throws {
        let usual = try load()
        #expect(usual.storePath == folder.path(of: "home/.local/share/lathe/lathe.db") && usual.storePlaceIsBuiltIn)
        #expect(usual.logPath == folder.path(of: "home/.local/state/lathe/lathe.log"))
        let moved = try load(environment: ["XDG_DATA_HOME": "/data", "XDG_STATE_HOME": "not/absolute"])
        #expect(moved.storePath == "/data/lathe/lathe.db" && moved.logPath == usual.logPath)
        let given = try load(options: [.store: "runs.db"])
        #expect(given.storePath == workspace + "/runs.db" && !given.storePlaceIsBuiltIn)
        #expect(fault { try Settings.load(environment: [:], workingFolder: "/") }.contains("HOME"))
        #expect(fault { try load(configFile: "nowhere.json5") }.contains("nowhere.json5 is not there"))
    }

    @Test("colours can be turned off as NO_COLOR asks, and LATHE_COLOR wins over it")
    func colours() throws {
        #expect(try load().color == .auto)
        #expect(try load(environment: ["NO_COLOR": "1"]).color == .never)
        #expect(try load(environment: ["NO_COLOR": "1", "LATHE_COLOR": "256"]).color == .indexed256)
    }

    @Test("times are read as people write them")
    func durations() throws {
        let wanted: [(String, Duration?)] = [
            ("90", .seconds(90)), ("1h30m", .seconds(5400)), ("500ms", .milliseconds(500)), ("2m5s", .seconds(125)), ("", nil), ("0", nil),
            ("s", nil),
            ("5x", nil), ("m5", nil), ("-5s", nil), ("99999999999999999999s", nil),
        ]
        for (text, duration) in wanted {
            #expect((try? load(options: [.timeout: text]))?.limits.timeout == duration, "\(text)")
        }
    }
}
