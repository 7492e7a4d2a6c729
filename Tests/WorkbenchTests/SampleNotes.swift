import Events

@testable import Workbench

/// Runs in which something happens beside answers and calls.
extension Sample {
    /// Memory and knowledge come in, the context is compacted, put back and compacted again.
    static func contexts() -> Sample {
        var run = Sample()
        run.begin("Bring the date parser up to date")
        run.add(
            .contextAdded(
                ContextAdded(source: .memory, title: "3 notes", text: "The tests run with make check.\nDates are ISO.\nBranch: main")))
        run.add(
            .contextAdded(ContextAdded(source: .knowledge, title: "docs/dates.md, 2 parts", text: "A date has three parts.\n\nThey are …")))
        for number in 1...3 {
            run.beginRound(number)
            run.endModel()
            run.beginTool("r\(number)", "read_file", "src/part\(number).py")
            run.endTool("r\(number)", "read_file", display: ToolDisplay(kind: .none, fact: "300 lines"))
            run.endRound(headline: "read_file src/part\(number).py")
        }
        run.beginRound(4)
        run.endModel()
        run.compact(rounds: [1, 2])
        run.add(.contextRestored(ContextRestored(entries: 6, tokens: 104_000)))
        run.compact(rounds: [1, 3])
        run.beginTool("r4", "compress_memory", "")
        run.endTool("r4", "compress_memory", status: .pendingCompress, output: "the context will be compacted")
        return run
    }

    mutating func compact(rounds: [Int], trigger: CompactionTrigger = .threshold) {
        add(
            .contextCompacted(
                ContextCompacted(
                    trigger: trigger, method: .rules, beforeTokens: 103_000, afterTokens: 9_000, removedEntries: 6, keptEntries: 2,
                    removedIterations: rounds,
                    summary: "The task: bring the date parser up to date.\nRead: src/part1.py, src/part2.py.\nNothing was changed yet.")),
            status: .thinking)
    }

    /// Several calls at once, one tried again, one in the background, one that a hook refused, one that gave an image.
    static func calls() -> Sample {
        var run = Sample()
        run.begin("Check the release")
        run.beginRound(1)
        run.say("I start the long check and look at the pictures meanwhile.")
        run.endModel()
        run.beginTool("b1", "execute_shell_command", "make check", arguments: ["command": "make check", "background": true])
        run.background("bg-1", "b1", "make check", .running)
        run.endTool(
            "b1", "execute_shell_command", status: .running, output: "started as bg-1",
            display: ToolDisplay(kind: .none))
        run.beginTool("b2", "execute_shell_command", "make docs", arguments: ["command": "make docs", "background": true])
        run.background("bg-2", "b2", "make docs", .running)
        run.endTool(
            "b2", "execute_shell_command", status: .running, output: "started as bg-2",
            display: ToolDisplay(kind: .none))
        run.add(
            .toolCallDelta(ToolCallDelta(callID: "m1", toolCallID: "h1", name: "execute_shell_command", argumentsFragment: "{}")),
            status: .thinking)
        run.add(
            .hookApplied(HookApplied(hook: "no-push", toolCallID: "h1", verdict: .refused, reason: "pushing is for people")),
            status: .toolCall)
        run.beginTool("h1", "execute_shell_command", "git push", arguments: ["command": "git push"])
        run.endTool(
            "h1", "execute_shell_command", status: .error, code: .hookRefused, output: "the hook no-push refused: pushing is for people")
        run.endRound(headline: "make check, make docs")
        run.beginRound(2)
        run.endModel()
        run.add(
            .toolCallDelta(ToolCallDelta(callID: "m2", toolCallID: "i1", name: "read_image", argumentsFragment: "{}")), status: .thinking)
        run.add(
            .hookApplied(HookApplied(hook: "small-images", toolCallID: "i1", verdict: .changed, reason: "")), status: .toolCall)
        run.beginTool("i1", "read_image", "docs/shot.png")
        run.beginTool("p1", "fetch_page", "https://example.org/news")
        run.beginTool("p2", "execute_shell_command", "make lint")
        run.endTool(
            "i1", "read_image", output: "docs/shot.png", display: ToolDisplay(kind: .none, fact: "PNG 640×480  12 KB"),
            images: [ImageReference(artifactID: "01art", mediaType: "image/png", bytes: 12_288, path: "docs/shot.png")])
        run.background("bg-2", "b2", "make docs", .exited, status: 2, tail: "docs/a.md: no such file\nmake: *** [docs] Error 2\n")
        run.add(.toolOutputDelta(ToolOutputDelta(toolCallID: "p2", stream: .stdout, text: "checking 12 files\n")), status: .toolCall)
        run.add(
            .error(
                ErrorRaised(
                    detail: ErrorDetail(
                        code: .toolFailed, message: "the server closed the connection; it is tried again", source: .tool, recoverable: true,
                        cause: ["connection reset", "call:p1"], attempt: 1))), status: .toolCall)
        run.add(
            .todoUpdated(TodoUpdated(items: [TodoItem(id: "1", text: "check the release", status: .inProgress, iterations: [1, 2])])),
            after: 3000)
        return run
    }

    mutating func background(
        _ id: String, _ callID: String, _ command: String, _ state: BackgroundState, status: Int? = nil, tail: String = ""
    ) {
        add(
            .backgroundChanged(
                BackgroundChanged(
                    sessionID: id, toolCallID: callID, command: command, state: state, exitStatus: status, outputBytes: tail.utf8.count,
                    tail: tail, durationUs: state == .running ? 0 : 15_000_000)), status: .toolCall)
    }

    /// The loop goes in circles, is warned, halted, and the person is asked at the limit.
    static func circles() -> Sample {
        var run = Sample()
        run.begin("Find out why the build is slow")
        for number in 1...4 {
            run.beginRound(number)
            run.endModel()
            run.beginTool("c\(number)", "read_file", "build.log")
            run.endTool("c\(number)", "read_file", display: ToolDisplay(kind: .none, fact: "90 lines"))
            if number >= 3 {
                run.add(
                    .guardWarning(
                        GuardWarning(
                            kind: .equalCalls,
                            message:
                                "read_file was called \(number) times with the same arguments and the same result; use what it said, or do something else",
                            count: number, halts: number == 4, evidenceCalls: (1...number).map { "c\($0)" },
                            evidenceIterations: Array(1...number))), status: .toolResult)
            }
            run.endRound(headline: "read_file build.log")
        }
        run.iteration = nil
        run.add(.runStatus(RunStatusChanged(status: .waitingUser)))
        run.add(
            .userInputRequested(
                UserInputRequested(
                    questionID: "limit-1", question: "The limit of 8 rounds is reached", options: ["8 more rounds", "Stop"],
                    selection: .single)), status: .waiting)
        return run
    }

    /// The same run after the answer.
    static func goesOn() -> Sample {
        var run = circles()
        run.add(.userInputReceived(UserInputReceived(questionID: "limit-1", answer: "8 more rounds")))
        run.add(.runStatus(RunStatusChanged(status: .running)))
        run.add(.limitsChanged(LimitsChanged(limits: RunLimits(maxIterations: 16), reason: .maxIterations, by: "user")))
        run.beginRound(5, of: 16)
        run.reason("So what is it then?")
        return run
    }

    /// All of them: together they hold every event that tells of something beside answers and calls.
    static var eventful: [Sample] { [contexts(), calls(), circles(), goesOn()] }

    /// A run that has ended and held them all.
    static func eventfulCompleted() -> Sample {
        var run = goesOn()
        run.endModel()
        run.add(.contextAdded(ContextAdded(source: .history, title: "2 runs", text: "earlier\nwords")))
        run.compact(rounds: [1, 2])
        run.add(.contextRestored(ContextRestored(entries: 6, tokens: 104_000)))
        run.compact(rounds: [1, 3])
        for event in calls().events.drop(while: { $0.iteration == nil }) where event.iteration == 2 { run.add(event.payload) }
        run.background("bg-1", "b1", "make check", .killed, tail: "interrupted")
        run.endTool("p1", "fetch_page", output: "news", display: ToolDisplay(kind: .none, fact: "200"))
        run.endTool("p2", "execute_shell_command", output: "clean", display: ToolDisplay(kind: .output))
        run.endRound()
        run.complete("All is checked.")
        return run
    }
}
