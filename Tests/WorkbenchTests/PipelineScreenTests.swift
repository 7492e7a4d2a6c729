import Events
import TerminalKit
import TestKit
import Testing

@testable import Workbench

/// What a person sees of a pipeline, kept as text with a second block of roles.
@Suite struct PipelineScreenTests {
    static let sizes = [(80, 24), (120, 40), (200, 50)]

    private func check(_ name: String, _ sample: Sample, _ columns: Int, _ rows: Int, later: Int64 = 1_200_000) throws {
        var state = State.live(sample, columns: columns, rows: rows)
        state.now += later
        let grid = WorkbenchScreen.draw(state)
        try Snapshot.check("\(name)-\(columns)x\(rows)", grid.plainText() + "\n\n" + grid.roleText())
    }

    @Test("003-22: a plan that is being written, at every size", arguments: sizes)
    func writing(_ columns: Int, _ rows: Int) throws { try check("plan-writing", .planWriting(), columns, rows) }

    @Test("003-22, 002-12: a plan that was just made, at every size", arguments: sizes)
    func made(_ columns: Int, _ rows: Int) throws { try check("plan-made", .planMade(), columns, rows) }

    @Test("003-22, 002-21: steps at once, one of them failed, thought over and tried again, at every size", arguments: sizes)
    func parallel(_ columns: Int, _ rows: Int) throws { try check("steps", .parallel(), columns, rows) }

    @Test("001-63: an agent at work on a step, at every size", arguments: sizes)
    func agent(_ columns: Int, _ rows: Int) throws { try check("agent", .agentAtWork(), columns, rows, later: 3_200_000) }

    @Test("002-20: a repaired plan with what is new and what was dropped, at every size", arguments: sizes)
    func repaired(_ columns: Int, _ rows: Int) throws { try check("plan-repaired", .repaired(), columns, rows) }

    @Test("003-22: a plan that was sent back, and the generator again, at every size", arguments: sizes)
    func sentBack(_ columns: Int, _ rows: Int) throws { try check("sent-back", .sentBack(), columns, rows) }

    @Test("N-05: a loop at its limit goes on as a pipeline, at every size", arguments: sizes)
    func fallback(_ columns: Int, _ rows: Int) throws { try check("fallback", .fallback(), columns, rows) }

    @Test("003-22: a stage that failed stays open and says that nothing comes after it, at every size", arguments: sizes)
    func failed(_ columns: Int, _ rows: Int) throws { try check("stage-failed", .stageFailed(), columns, rows) }

    @Test("003-22: a finished pipeline with its summary, at every size", arguments: sizes)
    func completed(_ columns: Int, _ rows: Int) throws { try check("pipeline-completed", .pipelineCompleted(), columns, rows) }

    @Test("003-22: a person is asked whether they take the result, at every size", arguments: sizes)
    func humanGate(_ columns: Int, _ rows: Int) throws { try check("human-gate", .humanGate(), columns, rows) }

    @Test("003-27: a loop that will go on as a pipeline says so, at every size", arguments: sizes)
    func forced(_ columns: Int, _ rows: Int) throws { try check("forced", .forced(), columns, rows) }
}
