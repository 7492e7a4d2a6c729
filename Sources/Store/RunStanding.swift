/// How a run stands still that another process may take up.
public enum RunStanding: Sendable {
    /// It waits for a person.
    case waiting
    /// Its process died.
    case interrupted

    /// The statuses of such runs in the list of runs.
    var statuses: [String] {
        switch self {
        case .waiting: ["waiting_user", "waiting_approval"]
        case .interrupted: ["interrupted"]
        }
    }

    /// What is said of a run that does not stand so, behind its status.
    var refusal: String {
        switch self {
        case .waiting: "it waits for nobody; `lathe runs` lists those that wait"
        case .interrupted: "only an interrupted run is taken up; `lathe runs` lists them"
        }
    }

    /// The cure when another living process has it.
    var elsewhere: String {
        switch self {
        case .waiting: "answer it there"
        case .interrupted: "go on with it there"
        }
    }
}
