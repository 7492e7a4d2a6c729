import Events
import Host
import Observe
import TestKit
import Testing

@testable import Service

@Suite struct CommandHookTests {
    private let folder: TestKit.TemporaryFolder
    private let call = HookedCall(runID: "r1", toolCallID: "call-1", tool: "write_file", arguments: ["path": "a"], effects: [.write])

    init() throws { folder = try TestKit.TemporaryFolder() }

    private func hook(_ line: String, on triggers: [HookSetting.Trigger] = [.beforeTool], tools: [String] = []) throws -> CommandHook {
        var setting = HookSetting(name: "guard", on: triggers, run: line)
        setting.tools = tools
        return CommandHook(setting, processes: ProcessRunner(environment: ["PATH": "/usr/bin:/bin"]), folder: try Folder(path: folder.path))
    }

    @Test("000-23: a command answers by its status and its output whether a call proceeds, is changed or refused")
    func answers() async throws {
        #expect(try await hook("cat > call.json").beforeTool(call) == .proceed)
        let told = try JSON(parsing: folder.bytes(of: "call.json"))
        #expect(told["hook"]?.string == "before_tool" && told["tool"]?.string == "write_file" && told["arguments"] == ["path": "a"])
        #expect(told["run_id"]?.string == "r1" && told["tool_call_id"]?.string == "call-1" && told["effects"] == ["write"])
        let changing = try hook(#"echo '{"arguments": {"path": "b"}, "reason": "moved"}'"#)
        #expect(try await changing.beforeTool(call) == .change(arguments: ["path": "b"], reason: "moved"))
        #expect(
            try await hook("echo no $LATHE_TOOL in $LATHE_RUN_ID >&2; exit 2").beforeTool(call) == .refuse(reason: "no write_file in r1"))
    }

    @Test(
        "000-23: a command that breaks or talks nonsense is a fault that says why",
        arguments: [
            ("echo oh >&2; exit 1", "status 1 (oh)"), ("echo hello", "no answer"), ("kill -9 $$", "signal 9"), ("echo '[1]'", "no answer"),
        ])
    func faults(line: String, part: String) async throws {
        do {
            _ = try await hook(line).beforeTool(call)
            Issue.record("no fault")
        } catch { #expect("\(error)".contains(part), "\(error)") }
    }

    @Test("000-23: a command is told of the events it names, one line of JSON each, however long")
    func events() async throws {
        let hook = try hook("cat >> events.jsonl", on: [.category(.run), .event("text_delta")])
        let long = String(repeating: "x", count: 300_000)
        let event = RunEvent(
            runID: "r1", seq: 1, wallMilliseconds: 0, monotonicMicroseconds: 0,
            payload: .runCompleted(RunCompleted(result: long, summary: "")))
        let delta = RunEvent(
            runID: "r1", seq: 2, wallMilliseconds: 0, monotonicMicroseconds: 0, payload: .textDelta(TextDelta(callID: "m", text: "x")))
        #expect(hook.isTold(of: event) && hook.isTold(of: delta) && !hook.isAsked(about: "write_file"))
        let pipeline = HookPipeline([hook]) { Issue.record("\($0)") }
        pipeline.tell(event)
        await pipeline.finish()
        #expect(try RunEvent(line: Array(folder.bytes(of: "events.jsonl").dropLast())) == event)
    }

    @Test("000-23: a hook may hold for some tools only")
    func tools() throws {
        let hook = try hook("true", on: [.beforeTool, .category(.tool)], tools: ["execute_shell_command"])
        #expect(hook.isAsked(about: "execute_shell_command") && !hook.isAsked(about: "write_file"))
    }

    @Test("000-23: a command that hangs is ended at its time limit, and the call proceeds")
    func hanging() async throws {
        var setting = HookSetting(name: "guard", on: [.beforeTool], run: "sleep 1000")
        setting.timeout = .milliseconds(50)
        let processes = ProcessRunner(environment: ["PATH": "/usr/bin:/bin"])
        let hook = CommandHook(setting, processes: processes, folder: try Folder(path: folder.path))
        let decision = await HookPipeline([hook]) { _ in }.beforeTool(call)
        #expect(decision.refusal == nil)
        try await eventually("its processes are gone") { processes.running.isEmpty }
    }
}
