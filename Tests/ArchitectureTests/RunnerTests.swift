import Testing

/// What the runner may know.
@Suite struct RunnerTests {
    @Test("000-16: the runner iterates; the schemas of tools are known to the prompt and the dispatcher alone")
    func schemas() throws {
        let mayRead = [
            "Sources/Engine/Prompt/PromptBuilder.swift", "Sources/Engine/Prompt/PrefixHash.swift",
            "Sources/Engine/Prompt/RoundPlanner.swift",
        ]
        for file in try Repository.files(below: "Sources/Engine", endingIn: ".swift") where !mayRead.contains(file) {
            let text = try Repository.text(file)
            for word in ["ArgumentSchema", ".parameters", "Toolbox", "ToolExecutor"] {
                let isThere = text.contains(word)
                #expect(!isThere, "\(file) knows \(word)")
            }
        }
    }

    @Test("001-18: nothing but the dispatcher runs a tool")
    func dispatcher() throws {
        for file in try Repository.files(below: "Sources", endingIn: ".swift") where !file.hasPrefix("Sources/Tools/") {
            let text = try Repository.text(file)
            let runs = text.contains(" any Tool)") || text.contains("[any Tool]") || text.contains("ToolExecutor")
            #expect(!runs, "\(file) handles tools past the dispatcher")
        }
    }
}
