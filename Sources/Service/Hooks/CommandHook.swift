internal import Events
internal import Host
internal import Observe

/// A hook that is a command: an event goes to its standard input as one line of JSON, its answer is its exit status and its output (000-23).
///
/// Before a tool: status 0 without output lets the call proceed, 0 with `{"arguments": {…}, "reason": "…"}` changes it, 2 refuses it with what was written to standard
/// error; any other status is a fault. Told of an event: any status but 0 is a fault. Cancelling ends the command with all its children.
struct CommandHook: RunHook {
    static let outputLimitBytes = 1_048_576
    static let refusingStatus: Int32 = 2

    let setting: HookSetting
    let processes: ProcessRunner
    let folder: Folder
    private let types: Set<String>
    let categories: Set<EventCategory>

    init(_ setting: HookSetting, processes: ProcessRunner, folder: Folder) {
        self.setting = setting
        self.processes = processes
        self.folder = folder
        types = Set(setting.on.compactMap { if case .event(let type) = $0 { type } else { nil } })
        categories = Set(setting.on.compactMap { if case .category(let category) = $0 { category } else { nil } })
    }

    var name: String { setting.name }
    var isRequired: Bool { setting.isRequired }
    var timeLimit: Duration? { setting.timeout }

    func isAsked(about tool: String) -> Bool {
        setting.on.contains(.beforeTool) && (setting.tools.isEmpty || setting.tools.contains(tool))
    }

    /// A type that is named is told, also when it is a piece of a stream; `tools` holds for the events of tool calls.
    func isTold(of event: RunEvent) -> Bool {
        guard types.contains(event.type) || (categories.contains(event.category) && !event.payload.isDelta) else { return false }
        guard !setting.tools.isEmpty, event.category == .tool else { return true }
        return switch event.payload {
        case .toolCallStarted(let call): setting.tools.contains(call.tool)
        case .toolCallFinished(let call): setting.tools.contains(call.tool)
        default: types.contains(event.type)
        }
    }

    func handle(_ event: RunEvent) async throws {
        let context = ["LATHE_RUN_ID": event.runID, "LATHE_EVENT": event.type, "LATHE_SEQ": String(event.seq)]
        let outcome = try await run(event.line, context)
        guard outcome.ending == .exited(code: 0) else { throw CommandHookFault(outcome) }
    }

    func beforeTool(_ call: HookedCall) async throws -> HookAnswer {
        let question: JSON = [
            "hook": "before_tool", "run_id": .string(call.runID), "tool_call_id": .string(call.toolCallID), "tool": .string(call.tool),
            "arguments": call.arguments, "effects": .array(call.effects.map { .string($0.rawValue) }),
        ]
        let context = ["LATHE_RUN_ID": call.runID, "LATHE_TOOL_CALL_ID": call.toolCallID, "LATHE_TOOL": call.tool]
        let outcome = try await run(question.bytes, context)
        switch outcome.ending {
        case .exited(code: 0): return try CommandHook.answer(outcome.standardOutput)
        case .exited(code: CommandHook.refusingStatus):
            let reason = CommandHook.trimmed(outcome.standardError.bytes)
            return .refuse(reason: reason.isEmpty ? "the hook \(name) refused it" : reason)
        default: throw CommandHookFault(outcome)
        }
    }

    private func run(_ line: [UInt8], _ context: [String: String]) async throws -> ProcessOutcome {
        var request = ProcessRequest(.shell(setting.run), in: folder, callID: "hook-\(name)")
        request.input = line + [UInt8(ascii: "\n")]
        request.environment = context.merging(["LATHE_HOOK": name]) { first, _ in first }
        request.outputLimitBytes = CommandHook.outputLimitBytes
        return try await processes.run(request)
    }

    /// Nothing, or an object with the arguments that the call is to have.
    private static func answer(_ output: CapturedOutput) throws -> HookAnswer {
        guard output.droppedByteCount == 0 else {
            throw CommandHookFault("it wrote more than \(outputLimitBytes / 1024) KiB; let it write only its answer")
        }
        let bytes = output.bytes
        guard bytes.contains(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }) else { return .proceed }
        guard let object = (try? JSON(parsing: bytes))?.object, let arguments = object["arguments"], arguments.object != nil else {
            throw CommandHookFault("what it wrote is no answer; let it write nothing, or {\"arguments\": {…}, \"reason\": \"…\"}")
        }
        return .change(arguments: arguments, reason: object["reason"]?.string ?? "")
    }

    static func trimmed(_ bytes: [UInt8]) -> String {
        let text = TextSanitiser.clean(bytes: bytes.prefix(8192))
        var part = text[...]
        while part.first?.isWhitespace == true { part.removeFirst() }
        while part.last?.isWhitespace == true { part.removeLast() }
        return String(part)
    }
}

/// Why a command is no hook: fault; cure.
struct CommandHookFault: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }

    init(_ outcome: ProcessOutcome) {
        let said = CommandHook.trimmed(outcome.standardError.bytes).split(separator: "\n").last.map { " (\($0.prefix(200)))" } ?? ""
        let ending =
            switch outcome.ending {
            case .exited(let code): "it ended with status \(code)"
            case .signalled(let number): "signal \(number) ended it"
            }
        description = ending + said + "; run its command by hand to see why"
    }
}
