import Events
import Testing

@testable import Engine

/// One thing a model does in a round, and what came of it.
enum Move: Sendable {
    case call(
        String, JSON, String, code: ErrorCode? = nil, status: ToolStatus? = nil, files: [String] = [], effects: [ToolEffect] = [.read])
    case say(String)
    case todos([(String, TodoStatus)])
    case person(String)

    static func edit(_ path: String, _ old: String, _ new: String) -> Move {
        .call(
            "edit_file", ["path": .string(path), "old": .string(old), "new": .string(new)], "Edited \(path).", files: [path],
            effects: [.write])
    }

    static func shell(_ command: String, _ output: String, code: ErrorCode? = nil) -> Move {
        .call("execute_shell_command", ["command": .string(command)], output, code: code, effects: [.execute])
    }

    static func read(_ path: String, _ offset: Int = 0, _ output: String) -> Move {
        .call("read_file", ["path": .string(path), "offset": .integer(Int64(offset))], output)
    }

    static func poll(_ output: String, status: ToolStatus = .running) -> Move {
        .call("check_background_command", ["session_id": "bg-1"], output, status: status)
    }

    /// The list is written: the call, and what the engine records of it.
    static func write(_ items: [(String, TodoStatus)]) -> [Move] {
        let list = items.map { JSON.string("\($0.0) \($0.1.rawValue)") }
        return [.call("todo_write", ["items": .array(list)], "The list has \(items.count) items.", effects: [.control]), .todos(items)]
    }
}

/// A model's behaviour by round, from 1.
struct Story: Sendable, CustomTestStringConvertible {
    let name: String
    var kind: GuardKind?
    /// The round at whose end the loop is halted at the latest.
    var haltedBy = 6
    let moves: @Sendable (Int) -> [Move]
    var testDescription: String { name }

    init(_ name: String, _ kind: GuardKind? = nil, by haltedBy: Int = 6, _ moves: @escaping @Sendable (Int) -> [Move]) {
        self.name = name
        self.kind = kind
        self.haltedBy = haltedBy
        self.moves = moves
    }
}

/// Plays a story as the engine records it, and asks the guard at the end of each round.
struct StoryTeller {
    var loopGuard = LoopGuard()
    var events: [RunEvent] = []
    var findings: [(round: Int, warning: GuardWarning)] = []
    var limits = RunLimits()
    /// False where so many events are played that keeping them is a burden.
    var keepsEvents = true
    private var round = 0
    private(set) var count = 0
    private var calls = 0

    var isHalted: Bool { findings.last?.warning.halts == true }

    mutating func play(_ story: Story, rounds: Int) {
        for _ in 0..<rounds {
            playRound(story.moves(round + 1))
            if isHalted { return }
        }
    }

    mutating func playRound(_ moves: [Move]) {
        round += 1
        record(.iterationStarted(IterationStarted(maxIterations: 1000)))
        let id = "model-\(round)"
        record(
            .modelCallStarted(
                ModelCallStarted(callID: id, purpose: .decide, model: "m", attempt: 1, messageCount: 1, toolNames: [], prefixHash: "")))
        var tools: [(String, Move)] = []
        for move in moves {
            if case .say(let text) = move {
                for letter in text { record(.textDelta(TextDelta(callID: id, text: String(letter)))) }
            } else if case .call(let tool, let arguments, _, _, _, _, _) = move {
                calls += 1
                tools.append(("call-\(calls)", move))
                record(.toolCallDelta(ToolCallDelta(callID: id, toolCallID: "call-\(calls)", name: tool, argumentsFragment: "")))
                for piece in arguments.text.split(separator: " ") {
                    record(.toolCallDelta(ToolCallDelta(callID: id, toolCallID: "call-\(calls)", argumentsFragment: String(piece))))
                }
            }
        }
        record(
            .modelCallFinished(
                ModelCallFinished(callID: id, finishReason: tools.isEmpty ? .stop : .toolCalls, usage: Usage(), durationUs: 1)))
        for move in moves { playResult(move, &tools) }
        if let finding = loopGuard.finding(limits: limits) {
            findings.append((round, finding))
            record(.guardWarning(finding))
        }
        record(.iterationFinished(IterationFinished(outcome: .tool, durationUs: 1, receipt: IterationReceipt())))
    }

    private mutating func playResult(_ move: Move, _ tools: inout [(String, Move)]) {
        switch move {
        case .call(let tool, let arguments, let output, let code, let status, let files, let effects):
            let id = tools.removeFirst().0
            record(
                .toolCallStarted(
                    ToolCallStarted(toolCallID: id, tool: tool, arguments: arguments, effects: effects, summary: "", attempt: 1)))
            for letter in output.prefix(20) {
                record(.toolOutputDelta(ToolOutputDelta(toolCallID: id, stream: .stdout, text: String(letter))))
            }
            let metadata: JSON = files.isEmpty ? [:] : ["files_changed": .array(files.map { .string($0) })]
            record(
                .toolCallFinished(
                    ToolCallFinished(
                        toolCallID: id, tool: tool, status: status ?? (code == nil ? .success : .error), errorCode: code, output: output,
                        truncated: false, durationUs: 1, metadata: metadata, display: ToolDisplay(kind: .text, body: output))))
        case .todos(let items):
            let list = items.enumerated().map { TodoItem(id: "\($0.offset)", text: $0.element.0, status: $0.element.1) }
            record(.todoUpdated(TodoUpdated(items: list)))
        case .person(let text): record(.userMessage(UserMessage(text: text, delivery: .steer)))
        case .say: break
        }
    }

    mutating func record(_ payload: Payload) {
        count += 1
        let event = RunEvent(
            runID: "r", seq: count, wallMilliseconds: 0, monotonicMicroseconds: 0, loopID: "l", iteration: round, payload: payload)
        loopGuard.apply(event)
        if keepsEvents { events.append(event) }
    }
}
