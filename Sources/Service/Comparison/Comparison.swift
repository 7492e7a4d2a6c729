public import Engine
public import Events
internal import Host
internal import Models
internal import Synchronization

/// Two runs of one task, as a loop and as a pipeline, each in a copy of the workspace of its own (N-04).
public struct Comparison: Sendable {
    /// The id of the run that begins as a loop.
    public let loop: String
    /// The id of the run that begins as a pipeline.
    public let pipeline: String
    public let prompt: String
    /// The workspace that was copied; no tool of either run works there.
    public let workspace: String
    /// What a person should know of the copies.
    public let notes: [String]
    let copies: WorkspaceCopies
    /// One for each result, so that both hear the same from a script.
    let judges: [RunMode: ModelRoutes]
    let processes: ProcessRunner

    public func runID(_ mode: RunMode) -> String { mode == .loop ? loop : pipeline }

    /// Where the run of this way works.
    public func workspace(_ mode: RunMode) -> String { copies.path(mode) }

    /// What the run did to the files of its copy; nil when they cannot be read.
    ///
    /// Blocks for as long as the copy is read.
    public func changes(_ mode: RunMode) -> FileChanges? { copies.changes(mode) }

    /// Holds what is expected against a run that is over; nil for one that has not completed.
    ///
    /// A model that has to judge is asked in one call that belongs to neither run. A cancelled task gives up, with an unclear verdict.
    public func judgement(of verdict: RunVerdict, by check: ResultCheck) async -> ResultCheck.Judgement? {
        guard verdict.isCompleted, let copy = try? Workspace(path: workspace(verdict.mode)) else { return nil }
        return await check.judge(verdict.finalOutput ?? "", task: prompt, in: copy, processes: processes, judge: judges[verdict.mode])
    }

}

extension Service {
    /// Starts the task both ways, in two copies of the workspace; both go on by themselves, at the same time.
    ///
    /// Each has limits, approvals and a script of its own. `finish` removes the copies, at the latest the end of the service does. Blocks for as long as it
    /// takes to copy. Throws when the workspace is too large or cannot be copied, and as `start` does; nothing is left then.
    public func startBoth(_ prompt: String, options: RunOptions = RunOptions()) throws(ServiceError) -> Comparison {
        let settings = options.applied(to: self.settings())
        let copies = try WorkspaceCopies(of: settings.workspacePath, in: temporaryParents)
        do throws(ServiceError) {
            var runs: [Run] = []
            for mode in [RunMode.loop, .pipeline] {
                var options = options
                options.mode = mode
                options.workspacePath = copies.path(mode)
                options.copiedFrom = settings.workspacePath
                runs.append(try makeRun(prompt, options))
            }
            let comparison = Comparison(
                loop: runs[0].id, pipeline: runs[1].id, prompt: prompt, workspace: settings.workspacePath, notes: copies.notes,
                copies: copies, judges: [.loop: try judge(settings), .pipeline: try judge(settings)],
                processes: ProcessRunner(environment: ChildEnvironment.allowed(from: surroundings.environment)))
            guard live.start(runs[0]), live.start(runs[1]) else {
                runs[0].stopEverything()
                throw ServiceError(.internalFault, "the service was shut down; start the program again")
            }
            comparisons.withLock { $0.append(comparison) }
            return comparison
        } catch {
            copies.remove()
            throw error
        }
    }

    /// Removes the copies of runs that are over, but those of `kept`; what is kept stays for good.
    ///
    /// A run that waits for a person needs its copy: name it among `kept`. Blocks.
    public func finish(_ comparison: Comparison, keeping kept: Set<RunMode> = []) {
        comparison.copies.remove(keeping: kept)
        // Not before: who ends meanwhile has to see to it that the copies are gone.
        comparisons.withLock { $0.removeAll { $0.loop == comparison.loop } }
    }

    /// The runs of a comparison that wait for a person.
    public func waiting(of comparison: Comparison) -> Set<RunMode> {
        Set(RunMode.allCases.filter { (try? run(comparison.runID($0)))??.isWaiting == true })
    }

    /// At the end of the service: only what waits keeps its copy.
    func finishComparisons() {
        for comparison in comparisons.withLock({ $0 }) { finish(comparison, keeping: waiting(of: comparison)) }
    }

    /// Where large temporary things go: where /tmp is memory, they do not belong there.
    private var temporaryParents: [String] {
        [surroundings.environment["TMPDIR", default: ""], "/var/tmp", "/tmp"].filter { $0.hasPrefix("/") && !$0.utf8.contains(0) }
    }
}
