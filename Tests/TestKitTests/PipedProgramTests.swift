import Glibc
import TestKit
import Testing

@Suite("A program without a terminal")
struct PipedProgramTests {
    @Test("is run to its end with its input, and both outputs and the status come back")
    func capture() async throws {
        let run = try await ProgramRun.capture(
            "/bin/sh", ["-c", "cat; echo oops >&2; test -t 0 || echo piped; exit 9"], standardInput: Array("one\ntwo\n".utf8))
        #expect(run.status == .code(9))
        #expect(run.outputLines == ["one", "two", "piped"])
        #expect(run.errorText == "oops\n")
    }

    @Test("large input and output pass at the same time")
    func large() async throws {
        let input = [UInt8](repeating: 0x61, count: 3_000_000)
        let run = try await ProgramRun.capture("/bin/cat", standardInput: input, timeout: .seconds(60))
        #expect(run.status == .code(0))
        #expect(run.standardOutput == input)
    }

    @Test("a program that does not read its input does us no harm")
    func deaf() async throws {
        let run = try await ProgramRun.capture("/bin/true", standardInput: [UInt8](repeating: 1, count: 1_000_000))
        #expect(run.status == .code(0))
    }

    @Test("past the time limit it is killed with its children, and the error shows what it wrote")
    func timeLimit() async throws {
        let error = try await #require(throws: TestKitError.self) {
            try await ProgramRun.capture("/bin/sh", ["-c", "echo begun; sleep 985; echo never"], timeout: .seconds(1))
        }
        #expect("\(error)".contains("begun"))
    }

    @Test("a program that is not there is an error with its name")
    func missing() async throws {
        let error = try await #require(throws: TestKitError.self) { try await ProgramRun.capture("/nowhere/program") }
        #expect("\(error)".contains("/nowhere/program"))
        #expect(throws: TestKitError.self) { try builtProgram("no-such-program-here") }
    }

    @Test("a program built with the tests is found beside them")
    func built() throws {
        let own = try #require(realpath("/proc/self/exe", nil))
        defer { free(own) }
        let path = String(cString: own)
        let name = try #require(path.split(separator: "/").last)
        #expect(try builtProgram(String(name)) == path)
    }

    @Test("it can be watched and signalled while it runs")
    func running() async throws {
        let program = try PipedProgram(
            "/bin/sh", ["-c", "trap 'echo caught >&2; exit 130' INT; echo ready; while :; do sleep 0.02; done"], standardInput: nil)
        try await program.waitForOutput("ready")
        program.signal(SIGINT)
        try await program.waitForErrorOutput("caught")
        #expect(try await program.waitForExit() == .code(130))
        try await program.waitForNoSurvivors()
    }

    @Test("input may be given bit by bit and ended")
    func dialogue() async throws {
        let program = try PipedProgram("/bin/cat", standardInput: nil)
        program.send("first ")
        try await program.waitForOutput("first")
        program.send("second")
        program.closeInput()
        #expect(try await program.waitForExit() == .code(0))
        #expect(program.outputText == "first second")
    }

    @Test("a folder to work in is honoured, and files of one run are there in the next")
    func folders() async throws {
        let environment = try ProgramEnvironment()
        let workspace = try environment.workspace()
        let first = try await ProgramRun.capture(
            "/bin/sh", ["-c", "pwd; echo kept > \"$XDG_DATA_HOME/file\""], environment: environment, workingFolder: workspace)
        #expect(first.outputLines == [workspace])
        let second = try await ProgramRun.capture("/bin/sh", ["-c", "cat \"$XDG_DATA_HOME/file\""], environment: environment)
        #expect(second.outputText == "kept\n")
    }
}
