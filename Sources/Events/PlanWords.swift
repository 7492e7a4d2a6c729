/// The nine stages of the pipeline, in their order (003-22).
public enum StageName: String, Sendable, CaseIterable {
    /// The task is put in order, by rules.
    case normalize
    /// What is wanted is read out of it.
    case intentExtract = "intent_extract"
    /// What is not clear is asked.
    case questionGate = "question_gate"
    /// A plan is made.
    case generator
    /// The plan is held against the tools, the workspace and itself.
    case validator
    /// Each step is graded by what it does.
    case safety
    /// The steps are carried out.
    case executor
    /// What was done, and what was not, is told.
    case summarizer
    /// A person takes the result, or does not.
    case humanGate = "human_gate"

    /// 1…9.
    public var index: Int { (StageName.allCases.firstIndex(of: self) ?? 0) + 1 }
}

/// What a stage came to.
public enum StageOutcome: String, Sendable, CaseIterable {
    case passed
    /// An earlier stage has to do its work again.
    case sentBack = "sent_back"
}

/// Why a run goes on in another way.
public enum ModeTrigger: String, Sendable, CaseIterable {
    /// A person forced it.
    case user
    /// The settings say so.
    case config
    /// The loop failed.
    case failure
    /// The loop reached a limit.
    case limit
}

/// What the output of a step is worth.
public enum OutputVerdict: String, Sendable, CaseIterable {
    case met, unmet
    /// It could not be told; the output stands.
    case unclear
}

/// Who judged an output.
public enum Judge: String, Sendable, CaseIterable {
    case rules, model
}

/// What is done about a step that failed (002-19).
public enum RepairStrategy: String, Sendable, CaseIterable {
    case retry
    case changeArguments = "change_arguments"
    case changeTool = "change_tool"
    case repairPlan = "repair_plan"
    case giveUp = "give_up"
}

/// How the run of another agent ended.
public enum SubAgentStatus: String, Sendable, CaseIterable {
    case completed, failed, cancelled
    /// It waits for a person, or its process died; it can be taken up.
    case left
}
