public import Events
internal import Observe

extension Service {
    /// The trace of a run as OTLP/JSON (`ExportTraceServiceRequest`), for a monitor (000-40).
    ///
    /// Of a run that is not over, what is open ends at the last event and says `lathe.open`. Reads the whole run. `version`: of the program.
    public func trace(of runID: String, version: String) throws(ServiceError) -> JSON {
        var fold = TraceFold()
        var spans: [Span] = []
        var seq = 0
        while case let page = try events(of: runID, after: seq, limit: 2000), let last = page.last {
            for event in page { spans += fold.apply(event) }
            seq = last.seq
        }
        return OTLPDocument.request(spans + fold.unfinished(), version: version)
    }
}
