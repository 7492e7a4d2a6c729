import Events
import Models
import Synchronization
import Testing

@testable import Models

/// A driver that says what it was given, and remembers what it was asked.
final class PiecedDriver: ModelDriver {
    private let batches: [[ModelEvent]]
    private let failure: ModelsError?
    let requests = Mutex<[ModelRequest]>([])

    init(_ batches: [[ModelEvent]], failure: ModelsError? = nil) {
        self.batches = batches
        self.failure = failure
    }

    /// An answer in these pieces of text.
    convenience init(_ pieces: [String], finish: FinishReason = .stop, calls: [ToolCall] = []) {
        let completion = ModelCompletion(
            finishReason: finish, text: pieces.joined(), reasoning: "", toolCalls: calls, usage: Usage(inputTokens: 3, outputTokens: 2),
            timing: ModelTiming(requestSent: 7))
        self.init(pieces.map { [.textDelta($0)] } + [[.finished(completion)]])
    }

    func stream(_ request: ModelRequest) -> ModelStream {
        requests.withLock { $0.append(request) }
        let next = Shared(0)
        return ModelStream { [batches, failure] in
            let index = next.value.withLock { number in
                number += 1
                return number - 1
            }
            if index < batches.count { return batches[index] }
            if let failure { throw failure }
            return nil
        }
    }

    private final class Shared: Sendable {
        let value: Mutex<Int>
        init(_ start: Int) { value = Mutex(start) }
    }
}

let readTool = ToolDescription(
    name: "read", description: "Reads a file.\nExample: {\"path\": \"a.txt\"} reads a file.",
    parameters: ["type": "object", "properties": ["path": ["type": "string"]], "required": ["path"]])
let askTool = ToolDescription(name: "ask_user", description: "Asks the user.", parameters: ["type": "object"])

func actionRequest(_ messages: [ChatMessage] = [.system("You are Lathe."), .user("Go.")], tools: [ToolDescription] = [readTool, askTool])
    -> ModelRequest
{
    ModelRequest(model: "m", messages: messages, tools: tools)
}

/// What the driver makes of an answer that comes in these pieces.
func acted(_ pieces: [String], finish: FinishReason = .stop, tools: [ToolDescription] = [readTool, askTool]) async -> Reading {
    await Reading(ActionDriver(PiecedDriver(pieces, finish: finish), askTool: "ask_user").stream(actionRequest(tools: tools)))
}
