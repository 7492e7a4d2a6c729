import Events
import TestKit
import Testing

@testable import Store

@Suite struct RecoveryTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test(
        "W-20: a run cut at any event is closed on the next opening: one ending for everything begun, then the word that it is interrupted")
    func everyCut() throws {
        let whole = SampleRun.whole("r")
        let path = folder.path(of: "lathe.db")
        let store = try EventStore(at: path)
        for cut in 1..<whole.count {
            for var event in whole.prefix(cut) {
                event.runID = "r\(cut)"
                store.append(event)
            }
        }
        store.close()
        try killOwners(path)
        let again = try EventStore(at: path)
        #expect(again.recoveredRuns.count == whole.count - 1)
        var counts: [Int] = []
        for cut in 1..<whole.count {
            let events = try again.all(of: "r\(cut)")
            counts.append(events.count)
            #expect(events.map(\.seq) == Array(1...events.count))
            #expect(!events.contains { $0.payload.isTerminal } && events.last?.payload.tellsOfInterruption == true, "cut \(cut)")
            #expect(unended(events).isEmpty, "cut \(cut): \(unended(events))")
            #expect(zip(events, events.dropFirst()).allSatisfy { $0.monotonicMicroseconds <= $1.monotonicMicroseconds }, "cut \(cut)")
            for event in events.dropFirst(cut).dropLast() where !["approval_resolved", "iteration_finished"].contains(event.type) {
                #expect(event.payload.json["outcome"]?.string == "unknown", "cut \(cut): \(event.type)")
            }
            let row = try again.run("r\(cut)")
            #expect(row?.status == "interrupted" && row?.isEnded == false)
        }
        again.close()
        // The process that closed them died too: nothing is written a second time.
        try killOwners(path)
        let third = try EventStore(at: path)
        #expect(third.recoveredRuns.isEmpty)
        for cut in 1..<whole.count { #expect(try third.all(of: "r\(cut)").count == counts[cut - 1]) }
    }

    @Test("W-20: an interrupted run is claimed by one process at a time and only as such, and one that dies again is interrupted again")
    func interrupted() throws {
        let path = folder.path(of: "lathe.db")
        let store = try EventStore(at: path)
        store.append(SampleRun.started("r"))
        store.append(SampleRun.started("over"))
        store.append(SampleRun.completed("over"))
        store.close()
        try killOwners(path)
        let second = try EventStore(at: path)
        #expect(throws: StoreError.self) { try second.claim("r", .waiting) }
        #expect(throws: StoreError.self) { try second.claim("over", .interrupted) }
        try second.claim("r", .interrupted)
        // Claimed and gone before its first event: it is as it was.
        second.close()
        try killOwners(path)
        let third = try EventStore(at: path)
        #expect(try third.recoveredRuns.isEmpty && third.run("r")?.status == "interrupted")
        try third.claim("r", .interrupted)
        third.append(SampleRun.event("r", .runStatus(RunStatusChanged(status: .running))))
        third.close()
        try killOwners(path)
        let last = try EventStore(at: path)
        #expect(last.recoveredRuns == ["r"])
        #expect(
            try last.all(of: "r").map { $0.payload.json["status"]?.string ?? $0.type }
                == ["run_started", "interrupted", "running", "interrupted"])
    }

    @Test("a process that died before it had asked, or behind the answer, left a run that is interrupted and waits for nobody")
    func betweenWordAndQuestion() throws {
        let path = folder.path(of: "lathe.db")
        let store = try EventStore(at: path)
        for run in ["before", "behind"] {
            store.append(SampleRun.started(run))
            store.append(SampleRun.event(run, .runStatus(RunStatusChanged(status: .waitingUser))))
        }
        store.append(SampleRun.event("behind", Self.question))
        store.append(SampleRun.event("behind", .userInputReceived(UserInputReceived(questionID: "q", answer: "a"))))
        store.close()
        try killOwners(path)
        #expect(try EventStore(at: path).recoveredRuns == ["before", "behind"])
    }

    private static let question = Payload.userInputRequested(
        UserInputRequested(questionID: "q", question: "Which?", options: [], selection: .text))

    @Test("X-03: a run that waits for a person is left waiting by the next opening, and is claimed by one process at a time")
    func waiting() throws {
        let path = folder.path(of: "lathe.db")
        let store = try EventStore(at: path)
        for run in ["question", "approval"] {
            store.append(SampleRun.started(run))
            let status: RunStatus = run == "question" ? .waitingUser : .waitingApproval
            store.append(SampleRun.event(run, .runStatus(RunStatusChanged(status: status))))
        }
        store.append(SampleRun.event("question", Self.question))
        store.append(
            SampleRun.event(
                "approval",
                .approvalRequested(
                    ApprovalRequested(approvalID: "a", toolCallID: "t", tool: "x", what: "ls", risk: "runs a program", scopes: [.once]))))
        store.append(SampleRun.started("busy"))
        store.close()
        // While its process lives, nobody else gets it.
        let second = try EventStore(at: path)
        #expect(second.recoveredRuns.isEmpty)
        second.close()
        try killOwners(path)
        let again = try EventStore(at: path)
        #expect(again.recoveredRuns == ["busy"])
        #expect(try again.run("question")?.status == "waiting_user" && again.run("approval")?.status == "waiting_approval")
        try again.claim("question")
        again.append(SampleRun.event("question", .userInputReceived(UserInputReceived(questionID: "q", answer: "a"))))
        again.append(SampleRun.completed("question"))
        #expect(throws: StoreError.self) { try again.claim("busy") }
        #expect(throws: StoreError.self) { try again.claim("nothing") }
        again.close()
        let last = try EventStore(at: path)
        #expect(try last.all(of: "question").map(\.seq) == [1, 2, 3, 4, 5])
        #expect(try last.run("question")?.status == "completed")
    }

    @Test("001-38: a command in the background whose process died is told as lost")
    func lostCommand() throws {
        let path = folder.path(of: "lathe.db")
        let store = try EventStore(at: path)
        store.append(SampleRun.started("r"))
        for (id, state) in [("bg-1", BackgroundState.running), ("bg-2", .running), ("bg-1", .exited)] {
            store.append(
                SampleRun.event("r", .backgroundChanged(BackgroundChanged(sessionID: id, toolCallID: "t", command: "make", state: state))))
        }
        store.close()
        try killOwners(path)
        let ends = try EventStore(at: path).all(of: "r").dropFirst(4).map(\.payload)
        guard case .backgroundChanged(let lost)? = ends.first else { return #expect(Bool(false), "\(ends)") }
        #expect(lost.sessionID == "bg-2" && lost.state == .lost && ends.count == 2)
    }

    /// What was begun and not ended exactly once, by id.
    private func unended(_ events: [RunEvent]) -> [String] {
        var open: [String: Int] = [:]
        for event in events {
            switch event.payload {
            case .loopStarted: open["loop", default: 0] += 1
            case .loopFinished: open["loop", default: 0] -= 1
            case .iterationStarted: open["iteration", default: 0] += 1
            case .iterationFinished: open["iteration", default: 0] -= 1
            case .modelCallStarted(let call): open[call.callID, default: 0] += 1
            case .modelCallFinished(let call): open[call.callID, default: 0] -= 1
            case .modelCallFailed(let call): open[call.callID, default: 0] -= 1
            case .toolCallStarted(let call): open[call.toolCallID, default: 0] += 1
            case .toolCallFinished(let call): open[call.toolCallID, default: 0] -= 1
            case .approvalRequested(let request): open[request.approvalID, default: 0] += 1
            case .approvalResolved(let answer): open[answer.approvalID, default: 0] -= 1
            case .userInputRequested(let request): open[request.questionID, default: 0] += 1
            case .userInputReceived(let answer): open[answer.questionID, default: 0] -= 1
            default: break
            }
        }
        return open.filter { $0.value != 0 }.map(\.key).sorted()
    }

    @Test("a run of a living process is left alone")
    func livingOwner() async throws {
        let path = folder.path(of: "lathe.db")
        let first = try EventStore(at: path)
        first.append(SampleRun.started("r1"))
        try await first.synced()
        let second = try EventStore(at: path)
        #expect(second.recoveredRuns.isEmpty)
        first.append(SampleRun.completed("r1"))
        try await first.synced()
        #expect(try second.all(of: "r1").map(\.type) == ["run_started", "run_completed"])
    }

    @Test("a process is told from a later one with its number, and from one before the last boot")
    func processMarks() {
        let here = ProcessMark.current()
        #expect(ProcessMark(here.text) == here && here.mayBeAlive)
        #expect(!ProcessMark(pid: here.pid, start: here.start + "1", boot: here.boot, space: here.space).mayBeAlive)
        #expect(!ProcessMark(pid: here.pid, start: here.start, boot: "another", space: here.space).mayBeAlive)
        #expect(!ProcessMark(pid: 0x3FFF_FFFF, start: here.start, boot: here.boot, space: here.space).mayBeAlive)
        #expect(ProcessMark(pid: 0x3FFF_FFFF, start: "1", boot: here.boot, space: "another container").mayBeAlive)
        #expect(ProcessMark("what") == nil)
    }
}
