import Events
import Models
import Testing
import Tools

@testable import Engine

@Suite(.timeLimit(.minutes(1))) struct PromptTests {
    private static func spec(_ name: String, _ effects: ToolEffect...) -> ToolSpec {
        ToolSpec(name: name, manual: "How to \(name).", parameters: ["type": "object"], effects: effects)
    }

    private static let all = [spec("peek", .read), spec("mend", .write), spec("shell", .execute), spec("finish", .control)]

    private static func build(
        _ specs: [ToolSpec] = all, approve: ApprovePolicy = .ask, instructions: String? = "Use tabs."
    ) -> SystemPrompt {
        let request = RunRequest(
            prompt: "p", model: "m", provider: "fake", workspacePath: "~/shop", approve: approve, instructions: instructions)
        return PromptBuilder(request: request, specs: specs, startedAtMilliseconds: 1_709_210_096_789).build()
    }

    private static func section(_ name: String, _ text: String) -> String? {
        guard let start = text.firstRange(of: "<\(name)>\n"), let end = text.firstRange(of: "\n</\(name)>") else { return nil }
        return String(text[start.upperBound..<end.lowerBound])
    }

    @Test("001-11, 003-05: the prompt has its sections in order, one thing a round, and the time of the run's beginning")
    func sections() {
        let text = Self.build().text
        let names = ["Agent Definition", "Environment", "Tools", "Current Time", "Project Instructions"]
        #expect(text.split(separator: "\n").filter { $0.hasPrefix("<") && !$0.hasPrefix("</") } == names.map { "<\($0)>" })
        #expect(Self.section("Agent Definition", text)?.contains("do one thing") == true)
        #expect(Self.section("Environment", text)?.contains("Workspace: ~/shop") == true)
        #expect(Self.section("Current Time", text) == "2024-02-29T12:34:56Z")
        #expect(Self.section("Project Instructions", text) == "Use tabs.")
    }

    @Test("001-12: what is not there is not spoken of")
    func toggles() {
        #expect(!Self.build(instructions: nil).text.contains("Project Instructions"))
        #expect(Self.section("Tools", Self.build([]).text)?.contains("no tools") == true)
        let permissions = Set(ApprovePolicy.allCases.map { Self.section("Environment", Self.build(approve: $0).text) ?? "" })
        #expect(permissions.count == 4)
    }

    @Test("001-13: the file tools come before the shell, told only when both are there")
    func priorities() {
        let both = Self.section("Tools", Self.build().text) ?? ""
        #expect(both.contains("take `peek`, `mend` before `shell`"))
        #expect(both.contains("there are `finish`."))
        for specs in [[Self.all[0]], [Self.all[2]], [Self.all[0], Self.all[3]]] {
            #expect(!(Self.section("Tools", Self.build(specs).text) ?? "").contains("before `shell`"))
        }
    }

    @Test("the prefix hash changes with the prompt and with every part of every tool, and with nothing else")
    func prefixHash() {
        let tool = ToolDescription(name: "a", description: "b", parameters: ["type": "object"])
        let base = PrefixHash.of("prompt", [tool])
        #expect(base == PrefixHash.of("prompt", [tool]))
        let others = [
            PrefixHash.of("prompT", [tool]), PrefixHash.of("prompt", []), PrefixHash.of("prompt", [tool, tool]),
            PrefixHash.of("prompt", [ToolDescription(name: "ab", description: "", parameters: ["type": "object"])]),
            PrefixHash.of("prompt", [ToolDescription(name: "a", description: "b", parameters: ["type": "array"])]),
        ]
        #expect(Set(others + [base]).count == 6)
        // FNV-1a of one 0xFF byte, by the published constants.
        #expect(PrefixHash.of("", []) == "af64724c8602eb6e")
    }

    @Test(
        "the time is told in the calendar",
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (951_782_400_000, "2000-02-29T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"),
            (4_102_444_799_999, "2099-12-31T23:59:59Z"), (Int64.max, "9999-12-31T23:59:59Z"), (Int64.min, "1-01-01T00:00:00Z"),
        ])
    func civilTime(milliseconds: Int64, text: String) {
        #expect(CivilTime(milliseconds: milliseconds).text == text)
    }
}
