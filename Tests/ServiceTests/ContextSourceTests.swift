import Events
import Glibc
import Observe
import Store
import TestKit
import Testing

import enum Host.HostError
import class Host.Workspace

@testable import Service

@Suite struct ContextSourceTests {
    let folder: TemporaryFolder
    let store: EventStore

    init() throws {
        folder = try TemporaryFolder()
        try folder.makeFolder("work")
        store = try EventStore(
            path: folder.path(of: "lathe.db"),
            surroundings: Surroundings(
                wallMilliseconds: { 1000 }, monotonicMicroseconds: { 0 }, random: { .random(in: 0 ... .max) }, environment: [:]))
    }

    private func query(_ prompt: String, runID: String? = nil) -> ContextQuery {
        ContextQuery(prompt: prompt, workspace: "/w", runID: runID)
    }

    private func digest(_ run: String, _ prompt: String, result: String = "Done", outcome: String = "completed", files: [String] = [])
        -> RunDigest
    {
        RunDigest(
            runID: run, workspace: "/w", prompt: prompt, result: result, outcome: outcome, filesChanged: files, startedAtMilliseconds: 0,
            durationMicroseconds: 1)
    }

    /// Writes a run with this end; `rounds` rounds each change the file of their number.
    private func append(_ run: String, _ prompt: String, workspace: String = "/w", rounds: Int = 1, ending: Payload?) {
        func event(_ payload: Payload) -> RunEvent {
            RunEvent(runID: run, seq: 0, wallMilliseconds: 1000, monotonicMicroseconds: 0, payload: payload)
        }
        store.append(
            event(
                .runStarted(
                    RunStarted(
                        prompt: prompt, mode: .loop, model: "m", provider: "scripted", workspace: workspace, limits: RunLimits(),
                        approve: "all", sandboxTier: "off"))))
        for round in 1...rounds {
            let receipt = IterationReceipt(calls: 1, filesChanged: ["file-\(round).txt"])
            store.append(event(.iterationFinished(IterationFinished(outcome: .tool, durationUs: 1, receipt: receipt))))
        }
        if let ending { store.append(event(ending)) }
    }

    private func completed(_ result: String) -> Payload { .runCompleted(RunCompleted(result: result, summary: result)) }

    // MARK: Memory

    @Test("000-21: a completed run is remembered in a few clean lines, and recalled for a prompt that shares words with it")
    func remembered() async throws {
        let memory = StoreMemory(store: store)
        try await memory.remember(
            digest(
                "r1", "Mend the\u{1B}[2J parser\nand more", result: "\nThe parser works.\nTests pass.\nBye.", files: ["a.swift", "b\nc"]))
        let note = try #require(try store.memories(workspace: "/w", limit: 9).first)
        #expect(note.text == "Asked: Mend the parser\nAnswered: The parser works. / Tests pass.\nFiles changed: a.swift, b c")
        for index in 2...20 { try await memory.remember(digest("r\(index)", "Paint the fence number \(index)")) }
        let found = try await memory.recall(for: query("Why does the PARSER fail?"))
        #expect(found.map(\.title) == ["of: Mend the parser"] + [20, 19, 18].map { "of: Paint the fence number \($0)" })
        let fences = try await memory.recall(for: query("paint", runID: "r20"))
        #expect(fences.map(\.title) == (7...19).reversed().map { "of: Paint the fence number \($0)" })
    }

    @Test("000-21: of a run that was not completed only changed files are worth a note")
    func notCompleted() async throws {
        let memory = StoreMemory(store: store)
        try await memory.remember(digest("r1", "One", result: "", outcome: "failed"))
        try await memory.remember(digest("r2", "Two", result: "", outcome: "cancelled", files: ["x"]))
        let notes = try store.memories(workspace: "/w", limit: 9)
        #expect(notes.map(\.text) == ["Asked: Two\nThe run was not completed (cancelled).\nFiles changed: x"])
    }

    @Test("000-21: a flood of words is remembered as a short note")
    func flood() async throws {
        let flood = String(repeating: "word ", count: 1_000_000)
        try await StoreMemory(store: store).remember(digest("r1", flood, result: flood, files: Array(repeating: flood, count: 1000)))
        let note = try #require(try store.memories(workspace: "/w", limit: 9).first)
        #expect(note.text.utf8.count < 6000 && note.text.hasSuffix(" and 980 more"))
    }

    // MARK: History

    @Test("000-18: the history is what was asked and answered in the last three runs of the session, oldest first")
    func history() async throws {
        for index in 1...4 { append("r\(index)", "Prompt \(index)", ending: completed("Answer \(index)")) }
        append("r5", "Broken", ending: .runFailed(RunFailed(error: ErrorDetail(code: .timeout, message: "too slow; wait", source: .model))))
        append("r6", String(repeating: "long ", count: 10_000), ending: completed(String(repeating: "é", count: 10_000)))
        try await store.synced()
        let history = SessionHistory(store: store, runIDs: ["r1", "r2", "r3", "missing", "r4"])
        #expect(
            try await history.earlier(for: query("Next")).map(\.title) == [
                "earlier in this session: Prompt 3", "earlier in this session: Prompt 4",
            ])
        let rest = try await SessionHistory(store: store, runIDs: ["r4", "r5", "r6", "me"]).earlier(for: query("Next", runID: "me"))
        #expect(rest.count == 3)
        #expect(rest[0].text == "The person asked:\nPrompt 4\n\nThe answer was:\nAnswer 4\n\nFiles changed: file-1.txt")
        #expect(rest[1].text.contains("(no answer: the run failed: too slow; wait)"))
        #expect(rest[2].text.utf8.count < 9 * 1024 && rest[2].text.contains("[cut after 4 KiB]\n\nThe answer was:\n"))
        #expect(!rest[2].text.contains("\u{FFFD}"))
    }

    @Test("000-18: of a long run only the end is read")
    func longRun() async throws {
        append("r1", "Work long", rounds: 1000, ending: completed("Done"))
        try await store.synced()
        let note = try #require(try await SessionHistory(store: store, runIDs: ["r1"]).earlier(for: query("Next")).first)
        #expect(
            note.text.contains("The answer was:\nDone") && note.text.contains("file-1000.txt") == false
                && note.text.contains("file-902.txt"))
        #expect(!note.text.contains("file-1.txt"))
    }

    // MARK: Past runs

    @Test("000-22: past runs of the same workspace that share words are found, best first, without the run itself")
    func pastRuns() async throws {
        append("r1", "Paint the fence", ending: completed("Painted"))
        append("r2", "Mend the parser of numbers", ending: completed("Numbers work"))
        append("r3", "Mend the parser", workspace: "/elsewhere", ending: completed("Mended"))
        append("r4", "Mend the parser of dates", ending: nil)
        append("r5", "Read it all", ending: completed("I looked at the parser"))
        append("r6", "Mend the parser of numbers again", ending: completed("Yes"))
        try await store.synced()
        let found = try await PastRunsKnowledge(store: store).search(query("The parser of numbers is broken", runID: "r6"))
        #expect(found.map(\.title) == ["past run r2", "past run r5"])
        #expect(found.first?.text == "Asked: Mend the parser of numbers\nEnded: completed, Numbers work")
        #expect(try await PastRunsKnowledge(store: store).search(query("?! of the")).isEmpty)
        #expect(try await PastRunsKnowledge(store: store).search(query("completed scripted")).isEmpty)
    }

    // MARK: Files

    private func files(_ paths: [String], _ limits: FileKnowledge.Limits = FileKnowledge.Limits()) throws -> FileKnowledge {
        FileKnowledge(workspace: try Workspace(path: folder.path(of: "work")), paths: paths, limits: limits)
    }

    @Test("000-22: the paragraphs of chosen files that fit a prompt best are found with their places")
    func paragraphs() async throws {
        try folder.write("work/docs/a.md", "# Title\n\nThe gearbox turns.\nIt needs oil.\n\n\nSomething else.\n")
        try folder.write("work/docs/deep/b.md", "Gearbox, gearbox: never use water in a gearbox.\r\n\r\nMore.")
        try folder.write("work/other.md", "The gearbox here is not searched.")
        let found = try await files(["docs", "docs/a.md"]).search(query("How to oil the gearbox?"))
        #expect(found.map(\.title) == ["docs/a.md, line 3", "docs/deep/b.md, line 1"])
        #expect(found.first?.text == "The gearbox turns.\nIt needs oil.")
        #expect(try await files(["docs"]).search(query("nothing fits")).isEmpty)
        #expect(try await files([]).search(query("gearbox")).isEmpty)
    }

    @Test("000-22: hostile names, binary files, broken text, pipes and links that lead outside do no harm")
    func hostileFiles() async throws {
        try folder.write("secret.md", "gearbox secret")
        try folder.write("work/docs/\u{1B}]0;evil\u{7}\nname.md", "gearbox one")
        try folder.write("work/docs/binary.bin", Array("gearbox".utf8) + [0, 1, 2])
        try folder.write("work/docs/latin.txt", [0xE9, 0xFF, 0x20] + Array("gearbox two \u{1B}[31mred".utf8))
        #expect(mkfifo(folder.path(of: "work/docs/pipe"), 0o600) == 0)
        #expect(symlink(folder.path(of: "secret.md"), folder.path(of: "work/docs/link.md")) == 0)
        let found = try await files(["docs"]).search(query("gearbox"))
        #expect(found.count == 2 && found.allSatisfy { !$0.text.contains("secret") && !$0.text.contains("\u{1B}") })
        #expect(found.allSatisfy { !$0.title.contains("\u{1B}") && !$0.title.contains("\n") })
        #expect(found.contains { $0.text == "\u{FFFD}\u{FFFD} gearbox two red" })
        for path in ["docs/link.md", "../secret.md", "/etc/passwd", "missing.md", "docs/pipe", ""] {
            await #expect(throws: HostError.self, "\(path)") { try await files([path]).search(query("gearbox")) }
        }
        // One that can be read is enough.
        #expect(try await files(["missing.md", "docs"]).search(query("gearbox")).count == 2)
    }

    @Test("000-22: of huge and of many files only so much is read as the limits say")
    func hugeFiles() async throws {
        let line = String(repeating: "padding ", count: 127) + "padding\n"
        try folder.write("work/docs/a.md", "gearbox first\n\n" + String(repeating: line, count: 400) + "\ngearbox last")
        try folder.write("work/docs/b.md", String(repeating: "gearbox ", count: 60_000))
        for index in 0..<30 { try folder.write("work/docs/c\(index).md", "gearbox number \(index)") }
        var limits = FileKnowledge.Limits()
        limits.results = 1000
        let all = try await files(["docs"], limits).search(query("gearbox"))
        #expect(all.contains { $0.text == "gearbox first" } && !all.contains { $0.text == "gearbox last" })
        #expect(all.allSatisfy { $0.text.utf8.count <= 4096 } && all.count == 32)
        limits.files = 3
        #expect(Set(try await files(["docs"], limits).search(query("gearbox")).map(\.title)).count <= 3)
        limits.totalBytes = 10
        #expect(try await files(["docs"], limits).search(query("gearbox")).map(\.text) == ["gearbox fi"])
    }

    // MARK: For people

    @Test("000-21: a person sees what is remembered and can have it forgotten")
    func memories() async throws {
        let world = try ServiceWorld(script: ServiceWorld.saying("Yes"))
        let service = try world.service()
        defer { service.shutDown() }
        for run in ["r1", "r2", "r3"] { try await StoreMemory(store: service.store).remember(digest(run, "Prompt of \(run)")) }
        let notes = try service.memories(workspace: "/w", limit: 9)
        #expect(notes.map(\.runID) == ["r3", "r2", "r1"] && notes[0].text.hasPrefix("Asked: Prompt of r3"))
        #expect(try service.forgetMemories([notes[0].id]) == 1 && service.forgetMemories([notes[0].id]) == 0)
        #expect(try service.forgetAllMemories(workspace: "/elsewhere") == 0 && service.forgetAllMemories(workspace: "/w") == 2)
        #expect(try service.memories(workspace: nil, limit: 9).isEmpty)
    }
}
