import Events
import Testing

@testable import Engine

@Suite(.timeLimit(.minutes(2))) struct LoopGuardTests {
    @Test("W-16, N-13: a looping model is warned, and halted by the stated round", arguments: LoopingModels.all)
    func looping(_ story: Story) throws {
        var teller = StoryTeller()
        teller.play(story, rounds: story.haltedBy)
        let halt = try #require(teller.findings.last?.warning, "nothing found")
        #expect(halt.halts, "not halted by round \(story.haltedBy): \(teller.findings)")
        let first = try #require(teller.findings.first?.warning)
        #expect(!first.halts)
        #expect(teller.findings.contains { $0.warning.kind == halt.kind && !$0.warning.halts }, "the halt comes without its warning")
        #expect(teller.findings.contains { $0.warning.kind == story.kind }, "told as \(teller.findings.map(\.warning.kind))")
        for kind in GuardKind.allCases {
            #expect(teller.findings.count { $0.warning.kind == kind && !$0.warning.halts } <= 1, "\(kind) is told twice")
        }
        for (_, warning) in teller.findings {
            #expect(warning.evidenceCalls.count <= 8)
            #expect(warning.evidenceIterations == warning.evidenceIterations.sorted() && !warning.evidenceIterations.isEmpty)
            #expect(warning.message.utf8.count < 240 && !warning.message.contains("\n"))
        }
    }

    @Test("W-16, N-13: an honest long run is never warned", arguments: HonestRuns.all)
    func honest(_ story: Story) {
        var teller = StoryTeller()
        teller.play(story, rounds: 100)
        #expect(teller.findings.isEmpty, "\(teller.findings)")
    }

    @Test("the corpus holds at least forty of each, with names of their own")
    func corpus() {
        for stories in [LoopingModels.all, HonestRuns.all] {
            #expect(stories.count >= 40)
            #expect(Set(stories.map(\.name)).count == stories.count)
        }
    }

    @Test("W-16: the bars are those of the limits")
    func bars() {
        var teller = StoryTeller()
        teller.limits.guardWarnings = 5
        teller.limits.guardHalts = 9
        teller.play(LoopingModels.equal[0], rounds: 20)
        #expect(teller.findings.map(\.round) == [5, 9])
        #expect(teller.findings.map(\.warning.count) == [5, 9])
        #expect(teller.findings.last?.warning.evidenceCalls == (2...9).map { "call-\($0)" })
    }

    @Test("W-16: without its recorded warning nothing is halted")
    func noHaltWithoutWarning() {
        var teller = StoryTeller()
        teller.limits.guardWarnings = .max
        teller.limits.guardHalts = .max
        teller.play(LoopingModels.equal[0], rounds: 50)
        #expect(teller.findings.isEmpty)
        #expect(teller.loopGuard.finding(limits: RunLimits())?.halts == false)
    }

    @Test("W-16: approvals reset nothing, and neither does the word of a person that a program repeats")
    func monotonic() {
        var teller = StoryTeller()
        for _ in 0..<8 where !teller.isHalted {
            for scope in [ApprovalScope.once, .run] {
                teller.record(.approvalResolved(ApprovalResolved(approvalID: "a", verdict: .approved, scope: scope, by: "policy")))
            }
            teller.playRound([.person("continue"), .shell("make", "failed", code: .exitStatus)])
        }
        #expect(teller.isHalted)
    }

    @Test("W-16: a person who overrides a halt raises the bar and resets nothing")
    func override() {
        var teller = StoryTeller()
        let story = LoopingModels.equal[0]
        teller.play(story, rounds: 50)
        #expect(teller.findings.map(\.round) == [3, 6])
        let before = teller.loopGuard.count(.equal)
        teller.record(.limitsChanged(LimitsChanged(limits: RunLimits(), reason: .repetition, by: "user")))
        #expect(teller.loopGuard.count(.equal) == before)
        var calls = 6
        while calls < 60 {
            calls += 1
            teller.playRound(story.moves(calls))
            if teller.findings.count(where: { $0.warning.halts }) == 2 { break }
        }
        #expect(calls == 12)
    }

    @Test("another limit that a person changes leaves the bars alone")
    func otherLimits() {
        var teller = StoryTeller()
        teller.record(.limitsChanged(LimitsChanged(limits: RunLimits(), reason: .maxIterations, by: "user")))
        teller.play(LoopingModels.equal[0], rounds: 50)
        #expect(teller.findings.map(\.round) == [3, 6])
    }

    @Test("W-16: a log whose deltas were joined gives the same guard", arguments: LoopingModels.all + HonestRuns.all)
    func joined(_ story: Story) {
        var teller = StoryTeller()
        teller.play(story, rounds: 40)
        var joined: [RunEvent] = []
        for event in teller.events {
            if let last = joined.last, let payload = last.payload.joined(with: event.payload) {
                joined[joined.count - 1].payload = payload
            } else {
                joined.append(event)
            }
        }
        #expect(joined.count < teller.events.count || story.name == "empty answers")
        #expect(LoopGuard(events: joined) == teller.loopGuard)
        #expect(LoopGuard(events: teller.events) == teller.loopGuard)
    }

    @Test("W-16: a hundred thousand events leave windows of a fixed size")
    func flat() {
        var teller = StoryTeller()
        teller.keepsEvents = false
        var round = 0
        var sizes: [Int] = []
        while teller.count < 100_000 {
            round += 1
            let number = round
            teller.playRound([
                .say("Round \(number)."), .read("f\(number)", 0, "text \(number) with more"), .todos([("\(number)", .pending)]),
                .shell("make \(number)", "failed \(number)", code: .exitStatus), .person("go \(number)"),
            ])
            sizes.append(teller.loopGuard.size)
        }
        let half = sizes.count / 2
        #expect(sizes.max() == sizes[..<half].max())
        #expect((sizes.max() ?? .max) <= 3 * LoopGuard.window + 4 * Memory.capacity)
        #expect(teller.findings.isEmpty)
    }

    @Test("arguments of any depth and calls that never end do no harm")
    func hostile() {
        var deep: JSON = 1
        for _ in 0..<1000 { deep = [deep] }
        var teller = StoryTeller()
        for number in 0..<200 {
            teller.record(
                .toolCallStarted(
                    ToolCallStarted(toolCallID: "\(number)", tool: "f", arguments: deep, effects: [], summary: "", attempt: 1)))
        }
        #expect(teller.loopGuard.size <= LoopGuard.window)
    }
}
