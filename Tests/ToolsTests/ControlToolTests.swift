import Events
import Testing
import Tools

@Suite("Control tools")
struct ControlToolTests {
    private func item(_ id: String, _ status: TodoStatus) -> TodoItem { TodoItem(id: id, text: "do \(id)", status: status) }

    private func list(_ items: (String, String)...) -> JSON {
        ["items": .array(items.map { ["id": .string($0.0), "text": .string("do " + $0.0), "status": .string($0.1)] })]
    }

    @Test("001-27: todo_write replaces the whole list; what is left out is gone, and rounds are remembered")
    func write() async throws {
        let bench = try Bench()
        let first = await bench.call(ToolName.todoWrite, list(("1", "in_progress"), ("2", "pending")), iteration: 3)
        guard case .setTodos(let items) = first.directive else {
            Issue.record("no list")
            return
        }
        #expect(items.map(\.id) == ["1", "2"] && items.map(\.iterations) == [[3], []])
        #expect(first.output == "[>] 1: do 1\n[ ] 2: do 2" && first.display.fact == "0/2 done")
        let second = await bench.call(ToolName.todoWrite, list(("1", "completed")), todos: items, iteration: 5)
        guard case .setTodos(let left) = second.directive else {
            Issue.record("no list")
            return
        }
        #expect(left.map(\.id) == ["1"] && left.first?.iterations == [3, 5])
    }

    @Test("001-28: two items in progress, or two with one id, change nothing")
    func invalid() async throws {
        let bench = try Bench()
        for wrong in [list(("1", "in_progress"), ("2", "in_progress")), list(("1", "pending"), ("1", "pending"))] {
            let result = await bench.call(ToolName.todoWrite, wrong)
            #expect(result.status == .error && result.errorCode == .todoInvalid && result.directive == .goOn)
        }
    }

    @Test("001-29: todo_read gives the list back")
    func read() async throws {
        let bench = try Bench()
        #expect(await bench.call(ToolName.todoRead, [:]).output == "[the list is empty]")
        let all = TodoStatus.allCases.enumerated().map { item("\($0)", $1) }
        #expect(
            await bench.call(ToolName.todoRead, [:], todos: all).output == "[ ] 0: do 0\n[>] 1: do 1\n[x] 2: do 2\n[!] 3: do 3\n[-] 4: do 4"
        )
    }

    @Test("001-27: an item may be blocked, and stays on the list as unfinished")
    func blocked() async throws {
        let result = await (try Bench()).call(ToolName.todoWrite, list(("1", "blocked"), ("2", "in_progress"), ("3", "cancelled")))
        #expect(result.status == .success && result.output == "[!] 1: do 1\n[>] 2: do 2\n[-] 3: do 3")
    }

    @Test(
        "001-30, 004-126: task_finish and attempt_completion are refused while todos are unfinished, unless forced with a reason",
        arguments: [ToolName.taskFinish, ToolName.attemptCompletion])
    func finish(tool: String) async throws {
        let bench = try Bench()
        func end(_ text: String) -> ToolDirective { tool == ToolName.taskFinish ? .finish(result: text) : .offer(result: text) }
        let open = [item("1", .completed), item("2", .inProgress), item("3", .blocked)]
        for arguments in [["result": "r"], ["result": "r", "force": true], ["result": "r", "force": true, "reason": " "]] as [JSON] {
            let refused = await bench.call(tool, arguments, todos: open)
            #expect(refused.errorCode == .todoIncomplete && refused.directive == .goOn)
            #expect(refused.output.contains("2: do 2 (in_progress)") && !refused.output.contains("1: do 1"))
        }
        let forced = await bench.call(tool, ["result": "r", "force": true, "reason": "not needed"], todos: open)
        #expect(forced.directive == end("r") && forced.metadata["forced"]?.bool == true)
        #expect(forced.metadata["reason"]?.string == "not needed")
        let done = await bench.call(tool, ["result": "all\u{1B}[2J done"], todos: [item("1", .completed), item("2", .cancelled)])
        #expect(done.status == .success && done.directive == end("all done") && done.metadata.isEmpty)
    }

    @Test("004-123: exit ends the run with a message, whatever the todo list says")
    func exit() async throws {
        let result = await (try Bench()).call(ToolName.exit, ["message": "no\u{1B}[31m way"], todos: [item("1", .inProgress)])
        #expect(result.status == .success && result.directive == .finish(result: "no way") && result.output == "no way")
    }

    @Test("004-125: say_to_user shows a message and goes on")
    func say() async throws {
        let result = await (try Bench()).call(ToolName.sayToUser, ["message": "Three tests\u{1B}]0;x\u{07} failed before."])
        #expect(result.status == .success && result.directive == .goOn)
        #expect(result.display == ToolDisplay(kind: .text, body: "Three tests failed before."))
    }

    @Test("001-62, 001-03: compress_memory asks for a summary, and says what it must keep")
    func compress() async throws {
        let bench = try Bench()
        let result = await bench.call(ToolName.compressMemory, ["focus": "the plan\u{1B}[2J"])
        #expect(result.status == .pendingCompress && result.errorCode == nil && result.directive == .compress(focus: "the plan"))
        #expect(await bench.call(ToolName.compressMemory, [:]).directive == .compress(focus: ""))
    }

    @Test("001-21, 001-31: ask_user waits, and says what may be answered")
    func ask() async throws {
        let bench = try Bench()
        let choice = await bench.call(ToolName.askUser, ["question": "Which\u{1B}[2J?", "options": ["A", "B"]])
        #expect(choice.status == .waitResponse && choice.output == "Which?")
        #expect(choice.directive == .ask(question: "Which?", options: ["A", "B"], selection: .single))
        #expect(choice.metadata["selection"]?.string == "single" && choice.metadata["options"] == ["A", "B"])
        let free = await bench.call(ToolName.askUser, ["question": "Name?"])
        #expect(free.directive == .ask(question: "Name?", options: [], selection: .text))
        let many = await bench.call(ToolName.askUser, ["question": "Which?", "options": ["A", "B"], "selection": "multiple"])
        #expect(many.directive == .ask(question: "Which?", options: ["A", "B"], selection: .multiple))
        for wrong in [
            ["question": "?", "options": ["A"]], ["question": "?", "selection": "single"], ["question": "?", "options": ["A", "A"]],
            ["question": ""],
        ] as [JSON] {
            #expect(await bench.call(ToolName.askUser, wrong).errorCode == .invalidArguments)
        }
    }
}
