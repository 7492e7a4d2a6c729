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

    @Test("001-30: task_finish is refused while todos are unfinished, unless forced with a reason")
    func finish() async throws {
        let bench = try Bench()
        let open = [item("1", .completed), item("2", .inProgress), item("3", .blocked)]
        for arguments in [["result": "r"], ["result": "r", "force": true], ["result": "r", "force": true, "reason": " "]] as [JSON] {
            let refused = await bench.call(ToolName.taskFinish, arguments, todos: open)
            #expect(refused.errorCode == .todoIncomplete && refused.directive == .goOn)
            #expect(refused.output.contains("2: do 2 (in_progress)") && !refused.output.contains("1: do 1"))
        }
        let forced = await bench.call(ToolName.taskFinish, ["result": "r", "force": true, "reason": "not needed"], todos: open)
        #expect(forced.directive == .finish(result: "r") && forced.metadata["forced"]?.bool == true)
        let done = await bench.call(ToolName.taskFinish, ["result": "all done"], todos: [item("1", .completed), item("2", .cancelled)])
        #expect(done.status == .success && done.directive == .finish(result: "all done"))
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
