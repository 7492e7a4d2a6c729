import Events
import TerminalKit
import Workbench

/// What a frame costs, from the state of the workbench to the bytes for the terminal.
struct FrameBenchmark: Benchmark {
    let name = "frame"

    private static let size = ScreenSize(columns: 200, rows: 50)

    func figures() async throws -> [Figure] {
        let screen = try CursesScreen(settings: .init(term: "xterm-256color", size: FrameBenchmark.size))
        screen.use(.plain)
        return repaint(screen) + line(screen) + stream(screen)
    }

    private func repaint(_ screen: CursesScreen) -> [Figure] {
        let state = FrameBenchmark.runningState()
        var bytes = 0
        let whole = best(of: 50) {
            screen.repaintAll()
            bytes = screen.present(WorkbenchScreen.draw(state)).count
        }
        let drawing = best(of: 50) { _ = WorkbenchScreen.draw(state) }
        return [
            Figure("frame: whole screen of 200x50, drawn and encoded", whole * 1e6, "µs", aim: "≤ 4000"),
            Figure("frame: whole screen, only drawn", drawing * 1e6, "µs"),
            Figure("frame: whole screen", Double(bytes), "bytes"),
        ]
    }

    /// A key typed into the composer.
    private func line(_ screen: CursesScreen) -> [Figure] {
        var state = FrameBenchmark.runningState()
        _ = screen.present(WorkbenchScreen.draw(state))
        var bytes = 0
        let changed = best(of: 50) {
            _ = update(&state, .input(.key(.character("a"), [])))
            bytes = screen.present(WorkbenchScreen.draw(state)).count
        }
        return [
            Figure("frame: one changed line (a typed letter)", changed * 1e6, "µs", aim: "≤ 1000"),
            Figure("frame: one changed line", Double(bytes), "bytes", aim: "≤ 200"),
        ]
    }

    /// An answer in Markdown grows by a word a frame.
    private func stream(_ screen: CursesScreen) -> [Figure] {
        var state = FrameBenchmark.runningState()
        _ = screen.present(WorkbenchScreen.draw(state))
        let frames = 500
        let pieces = Samples.markdown.split(separator: " ", omittingEmptySubsequences: false).map { $0 + " " }
        var bytes = 0
        var time: Int64 = 1_000_000
        let clock = ContinuousClock()
        let start = clock.now
        for frame in 0..<frames {
            time += 16_000
            let delta = Payload.textDelta(TextDelta(callID: "call-1", text: String(pieces[frame % pieces.count])))
            _ = update(&state, .events([Samples.event(delta, run: "run", at: time)]))
            bytes += screen.present(WorkbenchScreen.draw(state)).count
        }
        let seconds = (clock.now - start).seconds
        return [
            Figure("frame: streaming Markdown, a word a frame", seconds / Double(frames) * 1e6, "µs", aim: "≤ 2000"),
            Figure("frame: streaming Markdown", Double(bytes) / Double(frames), "bytes", aim: "≤ 1000"),
        ]
    }

    /// A run in its third round, a screenful of answers behind it.
    static func runningState() -> State {
        var state = emptyState()
        _ = update(&state, .attached(runID: "run"))
        var events = [Samples.started(run: "run")]
        for round in 1...3 {
            events.append(Samples.event(.iterationStarted(IterationStarted(maxIterations: 8)), run: "run", iteration: round, at: 1000))
            let text = String(repeating: Samples.markdown, count: 3)
            events.append(Samples.event(.textDelta(TextDelta(callID: "call-1", text: text)), run: "run", iteration: round, at: 2000))
        }
        _ = update(&state, .events(events))
        return state
    }

    static func emptyState() -> State {
        State(
            size: size, glyphs: .unicode, now: 0, wallMilliseconds: 0, place: "~/project", provider: "bench", modelName: "bench-model",
            themeNames: ["plain"], themeName: "plain")
    }
}
