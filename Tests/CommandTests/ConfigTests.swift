import Events
import Service
import TestKit
import Testing

@Suite struct ConfigTests {
    @Test("000-25: config shows every setting as it holds here")
    func plain() async throws {
        let run = try await Scenario().lathe(["config", "--max-iterations", "3"])
        #expect(run.status == .code(0) && run.errorText.isEmpty, "\(run.errorText)")
        #expect(run.outputLines.map { String($0.prefix { $0 != " " }) } == SettingKey.allCases.map(\.rawValue))
        #expect(run.outputLines.contains("max_iterations = 3") && run.outputLines.contains("model = (none)"))
    }

    @Test("001-61: config --explain says where each value came from and what else would hold")
    func explained() async throws {
        let scenario = try Scenario(["LATHE_MODEL": "m1", "LATHE_API_KEY": "sk-secret"])
        let run = try await scenario.lathe(["config", "--explain", "--max-iterations", "3"])
        #expect(run.outputText.contains("max_iterations = 3\n    rounds at most\n    from: options\n    built in: 8\n"))
        #expect(run.outputText.contains("model = m1\n    the model\n    from: environment\n    built in: (none)\n"))
        #expect(run.outputText.contains("api_key = ***\n") && !run.outputText.contains("sk-secret"))
    }

    @Test("config --json gives one object a line, and broken settings are told with a cure")
    func json() async throws {
        let scenario = try Scenario()
        let run = try await scenario.lathe(["config", "--json", "--tool-timeout", "90s"])
        let objects = try run.outputLines.map { try JSON(parsing: $0) }
        #expect(objects.compactMap { $0["name"]?.string } == SettingKey.allCases.map(\.rawValue))
        let limit = try #require(objects.first { $0["name"] == "tool_timeout" })
        #expect(limit["value"] == "1m30s" && limit["default"] == .null && limit["origin"] == "options" && limit["summary"]?.string != nil)
        let broken = try await scenario.lathe(["config", "--guard-halts", "3"])
        #expect(broken.status == .code(2) && broken.errorText.contains("must be more than guard_warnings"), "\(broken.errorText)")
    }
}
