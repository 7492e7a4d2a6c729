import Events
import Testing
import Tools

@Suite("Planner")
struct PlannerTests {
    /// The built-in tools and one of each kind that is not built in.
    private let specs =
        ToolDispatcher().specs + [
            Probe("read_document", needs: [.documents]).spec, Probe("start_workflow", needs: [.workflows]).spec,
            Probe("ask_agent", needs: [.subAgents]).spec, Probe("edit_document", needs: [.documents, .changes]).spec,
        ]

    private func names(_ change: (inout AgentCapabilities) -> Void = { _ in }) -> [String] {
        var capabilities = AgentCapabilities()
        change(&capabilities)
        return ToolPlanner.plan(specs, for: capabilities).map(\.name)
    }

    @Test("001-15: without anything special a round has the tools that always help, in the order of the catalogue")
    func plain() {
        let plan = names()
        #expect(plan == specs.filter { $0.needs.isSubset(of: [.interruption, .workspace, .changes]) }.map(\.name))
        for name in [ToolName.readFile, ToolName.editFile, ToolName.askUser, ToolName.taskFinish, ToolName.exit] {
            #expect(plan.contains(name))
        }
        #expect(!plan.contains(ToolName.compressMemory) && !plan.contains("read_document"))
        #expect(names() == plan)
    }

    private struct Row: CustomStringConvertible {
        var description: String
        var change: @Sendable (inout AgentCapabilities) -> Void
        var added: Set<String> = []
        /// What the tools that go all need.
        var lost: ToolNeed?
    }

    private static let table = [
        Row(description: "nobody may be asked", change: { $0.allowInterruption = false }, lost: .interruption),
        Row(description: "no workspace", change: { $0.useWorkspace = false }, lost: .workspace),
        Row(description: "a reader", change: { $0.agentType = .reader }, lost: .changes),
        Row(description: "other agents", change: { $0.hasSubAgents = true }, added: ["ask_agent"]),
        Row(description: "documents", change: { $0.enableDocumentTools = true }, added: ["read_document", "edit_document"]),
        Row(description: "workflows", change: { $0.enableWorkflowTools = true }, added: ["start_workflow"]),
        Row(description: "full memory", change: { $0.memoryUsagePercentage = 93 }, added: [ToolName.compressMemory]),
        Row(
            description: "documents for a reader",
            change: {
                $0.enableDocumentTools = true
                $0.agentType = .reader
            }, added: ["read_document"], lost: .changes),
    ]

    @Test("001-16: each capability adds or takes away exactly the tools that need it")
    func decisions() {
        let plain = names()
        for row in Self.table {
            let plan = names(row.change)
            #expect(Set(plan).subtracting(plain) == row.added, "\(row)")
            let gone = specs.filter { spec in plain.contains(spec.name) && row.lost.map(spec.needs.contains) ?? false }.map(\.name)
            #expect(Set(plain).subtracting(plan) == Set(gone), "\(row)")
            #expect(plan == specs.map(\.name).filter(plan.contains), "\(row): the order stays")
        }
    }

    @Test("001-16: what a reader and a run without a workspace are left with")
    func left() {
        let reader = names { $0.agentType = .reader }
        for name in [ToolName.writeFile, ToolName.editFile, ToolName.executeShellCommand] { #expect(!reader.contains(name)) }
        for name in [ToolName.readFile, ToolName.regexSearch, ToolName.taskFinish] { #expect(reader.contains(name)) }
        let bare = names { $0.useWorkspace = false }
        for name in [ToolName.readFile, ToolName.listDirectory, ToolName.executeShellCommand] { #expect(!bare.contains(name)) }
        for name in [ToolName.todoWrite, ToolName.askUser, ToolName.readArtifact] { #expect(bare.contains(name)) }
        #expect(!names { $0.allowInterruption = false }.contains(ToolName.askUser))
    }

    @Test("001-17: compress_memory is offered from the threshold on, and not one percent before", arguments: [80, 50, 0, 100])
    func threshold(_ percent: Int) {
        func offers(_ usage: Int) -> Bool {
            names {
                $0.memoryUsagePercentage = usage
                $0.compressionThresholdPercentage = percent
            }.contains(ToolName.compressMemory)
        }
        #expect(!offers(percent - 1) && offers(percent) && offers(percent + 1))
        var standard = AgentCapabilities()
        standard.memoryUsagePercentage = 79
        #expect(!ToolPlanner.plan(specs, for: standard).map(\.name).contains(ToolName.compressMemory))
        standard.memoryUsagePercentage = 80
        #expect(ToolPlanner.plan(specs, for: standard).map(\.name).contains(ToolName.compressMemory))
    }
}
