import Engine
import Events
import TestKit
import Testing
import Tools

@testable import Service

@Suite struct SettingReportTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func load(_ file: JSON? = nil, environment: [String: String] = [:], options: [SettingKey: String] = [:]) throws -> Settings {
        if let file { try folder.write("home/.config/lathe/config.json5", file.text) }
        return try Settings.load(
            environment: environment.merging(["HOME": folder.path(of: "home")]) { first, _ in first }, options: options,
            workingFolder: folder.path)
    }

    /// A value of each kind that is not the built-in one.
    private func other(_ key: SettingKey, _ now: JSON) -> JSON {
        switch key.kind {
        case .text: "other"
        case .path: "/other/place"
        case .word(let words): .string(words.first { .string($0) != now && $0 != "pipeline" } ?? words[0])
        case .count(let range):
            // The two guards must stay in order.
            key == .guardHalts
                ? 900 : key == .guardWarnings ? 4 : .integer(Int64(now.integer == range.upperBound ? range.lowerBound : range.upperBound))
        case .duration: "1h2m3s4ms"
        case .flag: .bool(now != true)
        case .list: ["a.md", "b.md"]
        case .secrets: "***"
        case .object: ["top_k": 20]
        case .endpoints:
            [
                ["provider": "anthropic", "model": "m", "api_key_variable": "MY_KEY"],
                ["provider": "mine", "base_url": "https://host.example/v1", "api_keys": ["***", "***"]],
            ]
        case .providers: ["mine": ["format": "openai", "base_url": "https://mine.example/v1", "api_key_variable": "MINE_KEY"]]
        case .models:
            [
                "m": [
                    "context_tokens": 32_768, "max_output_tokens": 4_096, "input_price": 1.5, "output_price": 6.5,
                    "cached_input_price": 0.25, "images": true, "tools": true, "reasoning": false, "family": "qwen3",
                ]
            ]
        case .agents:
            [
                "scout": [
                    "description": "finds things", "instructions": "Look around.", "model": "m", "tools": ["read_file", "run_agent"],
                    "reads_only": true, "max_iterations": 9, "max_tokens": 20_000, "timeout": "5m",
                ]
            ]
        case .hooks:
            [
                [
                    "name": "audit", "on": ["before_tool", "tool", "run_completed"], "tools": ["read_file"], "run": "cat", "timeout": "2s",
                    "required": true,
                ]
            ]
        }
    }

    @Test("000-25: every setting written to a file is read back")
    func roundTrip() throws {
        let usual = try load()
        var file = JSONObject()
        for key in SettingKey.allCases where key.isForUserFile { file[key.rawValue] = other(key, usual.value(of: key)) }
        file["mode"] = "loop"
        let settings = try load(.object(file))
        for key in SettingKey.allCases where key.isForUserFile {
            let wanted: JSON? = key == .apiKey ? "***" : file[key.rawValue]
            #expect(settings.value(of: key) == wanted, "\(key.rawValue)")
            #expect(settings.origins[key]?.hasSuffix("config.json5") == true, "\(key.rawValue)")
            if key != .mode { #expect(settings.value(of: key) != usual.value(of: key), "\(key.rawValue)") }
        }
    }

    @Test("000-25, 001-61: every setting can be set by the environment and over it by an option")
    func overriding() throws {
        func text(_ value: JSON) -> String {
            value.array.map { $0.compactMap(\.string).joined(separator: ",") } ?? value.string ?? value.text
        }
        let usual = try load()
        for key in SettingKey.allCases {
            let value = key == .mode ? "loop" : other(key, usual.value(of: key))
            guard let variable = key.variable else {
                #expect([.hooks, .endpoints, .providers, .models, .agents].contains(key))
                continue
            }
            let wanted: JSON = key == .apiKey ? "***" : value
            let extra: [SettingKey: String] = key == .guardWarnings ? [.guardHalts: "900"] : [:]
            let fromEnvironment = try load(environment: [variable: text(value)], options: extra)
            #expect(fromEnvironment.value(of: key) == wanted && fromEnvironment.origins[key] == "environment", "\(variable)")
            guard key.isForOption else { continue }
            let options = extra.merging([key: text(value)]) { first, _ in first }
            let settings = try load(environment: [variable: text(usual.value(of: key))].filter { $0.value != "null" }, options: options)
            #expect(settings.value(of: key) == wanted && settings.origins[key] == "options", "\(key.rawValue)")
        }
    }

    @Test("every setting is explained, and what is built in reads back as itself")
    func defaults() throws {
        let settings = try load()
        #expect(settings.report.map(\.key) == SettingKey.allCases)
        for line in settings.report {
            #expect(!line.summary.isEmpty && line.summary.utf8.count <= 75 && !line.summary.contains("\n"), "\(line.name)")
            #expect(line.value == line.builtIn && line.origin == "built in", "\(line.name)")
            guard !line.builtIn.isNull else { continue }
            let read = try SettingValue.read(line.builtIn, line.key.kind).get()
            if let count = read.count { #expect(.integer(Int64(count)) == line.builtIn, "\(line.name)") }
        }
    }

    @Test("a halt must come after a warning")
    func guards() {
        #expect(throws: ServiceError.self) { try load(["guard_halts": 3]) }
        #expect(throws: ServiceError.self) { try load(options: [.guardWarnings: "6"]) }
        #expect((try? load(["guard_halts": 3, "guard_warnings": 2]))?.limits.guardHalts == 3)
    }

    @Test("a workspace may switch memory off and never on, and has no hooks")
    func narrowing() throws {
        try folder.write(
            ".lathe/config.json5", "{context_memory: false, agent_type: 'reader', max_parallel_calls: 2, tool_output_bytes: 4000000}")
        let strict = try load()
        #expect(!strict.context.memory && strict.agentType == .reader && strict.limits.maxParallelCalls == 2)
        #expect(strict.limits.toolOutputBytes == RunLimits().toolOutputBytes)
        try folder.write(".lathe/config.json5", "{context_memory: true, agent_type: 'general'}")
        let user: JSON = ["context_memory": false, "agent_type": "reader"]
        let kept = try load(user)
        #expect(!kept.context.memory && kept.agentType == .reader)
        try folder.write(".lathe/config.json5", "{hooks: []}")
        #expect(throws: ServiceError.self) { try load() }
    }

    @Test(
        "a hook that is not right is an error that names what was probably meant",
        arguments: [
            ("[{name: 'a', on: ['befor_tool'], run: 'x'}]", "did you mean before_tool?"),
            ("[{name: 'a', on: ['tool'], rum: 'x'}]", "did you mean run?"),
            ("[{name: 'a', on: ['tool'], run: 'x', tools: ['read_fil']}]", "did you mean read_file?"),
            ("[{on: ['tool'], run: 'x'}]", "no name"),
            ("[{name: 'a', on: [], run: 'x'}]", "needs on"), ("{}", "list of hooks"),
            ("[{name: 'a', on: ['run'], run: 'x', timeout: 'soon'}]", "5s"),
            ("[{name: 'a', on: ['run'], run: 'x'}, {name: 'a', on: ['run'], run: 'x'}]", "twice"),
        ])
    func wrongHooks(hooks: String, part: String) throws {
        try folder.write("home/.config/lathe/config.json5", "{hooks: \(hooks)}")
        do {
            _ = try load()
            Issue.record("no fault")
        } catch { #expect("\(error)".contains(part), "\(error)") }
    }

    @Test("a password in an address and a key are never shown")
    func secrets() throws {
        let settings = try load(environment: ["LATHE_BASE_URL": "http://ada:hunter2@host/v1", "LATHE_API_KEY": "sk-secret"])
        let shown = settings.report.map(\.json.text).joined()
        #expect(
            shown.contains("http://***@host/v1") && shown.contains("\"***\"") && !shown.contains("hunter2") && !shown.contains("sk-secret"))
    }
}
