import Events
import Store
import TestKit
import Testing

@Suite struct MemoryTests {
    @Test("000-21: what is remembered is listed, as JSON too, and forgotten by its number or all at once")
    func memory() async throws {
        let scenario = try Scenario()
        let path = scenario.environment.folder.path(of: "memory.db")
        let store = try EventStore(path: path, surroundings: .live(environment: [:]))
        for index in 1...3 { try await store.remember(workspace: scenario.workspace, runID: "run\(index)", text: "Asked: thing \(index)") }
        try await store.remember(workspace: "/elsewhere", runID: "run4", text: "Asked: other")
        store.close()
        func lathe(_ arguments: String...) async throws -> CapturedRun {
            try await scenario.lathe(["memory", "--store", path] + arguments)
        }

        let listed = try await lathe("--limit", "2").outputText
        #expect(listed.hasPrefix("3  ") && listed.contains("run run3\n    Asked: thing 3\n\n2  ") && !listed.contains("thing 1"))
        #expect(try await lathe("--all").outputText.contains("/elsewhere\n    Asked: other\n"))
        let first = try JSON(parsing: try #require(try await lathe("--json").outputLines.first))
        #expect(first["id"]?.integer == 3 && first["run_id"]?.string == "run3" && first["text"]?.string == "Asked: thing 3")
        #expect(try await lathe("--forget", "2").outputText == "Forgotten: 1 note.\n")
        let missing = try await lathe("--forget", "2")
        #expect(missing.status == .code(1) && missing.errorText.contains("number 2 is remembered; "))
        #expect(try await lathe("--forget-all", "--json").outputText == "{\"forgotten\":2}\n")
        #expect(try await lathe().outputText == "Nothing is remembered here.\n")
        #expect(try await lathe("--all", "--json").outputLines.count == 1)
        for wrong in [["--forget", "x"], ["--forget", "1", "--forget-all"]] {
            let run = try await scenario.lathe(["memory", "--store", path] + wrong)
            #expect(run.status == .code(2) && run.errorText.contains("; "), "\(run.errorText)")
        }
    }
}
