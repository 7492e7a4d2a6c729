internal import Events
internal import Models

/// Stands where a run needs a model's driver and asks no model any more.
struct NoModel: ModelDriver {
    func stream(_ request: ModelRequest) -> ModelStream {
        ModelStream { throw ModelsError(code: .cancelled, message: "the run is being ended; start a new one") }
    }
}
