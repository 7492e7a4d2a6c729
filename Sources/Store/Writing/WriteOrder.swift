internal import Events

/// What waits to be written, in the order it came.
enum WriteOrder {
    case event(RunEvent)
    case artifact(Artifact, CheckedContinuation<Void, any Error>)
    /// Makes this process the one that drives a run that stands still; told whether it may.
    case claim(runID: String, RunStanding, @Sendable (StoreError?) -> Void)
    /// Answered on the writer's thread with how many notes it touched.
    case memory(MemoryChange, @Sendable (Result<Int, StoreError>) -> Void)
    /// Resumed when everything before it is synced.
    case barrier(CheckedContinuation<Void, any Error>)

    struct Artifact {
        let id: String
        let runID: String
        let mediaType: String
        let bytes: [UInt8]
    }

    /// False for the pieces of a stream, which may wait a few milliseconds for company.
    var isUrgent: Bool {
        if case .event(let event) = self { !event.payload.isDelta } else { true }
    }
}
