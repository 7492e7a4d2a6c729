import Events
import Host
import Store

/// How fast the store takes events.
struct StoreBenchmark: Benchmark {
    let name = "store"

    func figures() async throws -> [Figure] {
        let joined = try await rate(of: joinable, count: 200_000)
        let rows = try await rate(of: separate, count: 50_000)
        let synced = try await syncedRate(count: 2000)
        return [
            Figure("store: deltas of one answer, joined as they come", joined, "events/s", aim: "≥ 200000"),
            Figure("store: deltas that cannot be joined, a row each", rows, "events/s", aim: "≥ 50000"),
            Figure("store: effects, each synced to disk by itself", synced, "events/s", aim: "≥ 1000"),
        ]
    }

    private func joinable(_ index: Int, _ run: String) -> RunEvent {
        Samples.event(.textDelta(TextDelta(callID: "call-1", text: Samples.word(index))), run: run, at: Int64(index))
    }

    /// Deltas of two kinds in turn.
    private func separate(_ index: Int, _ run: String) -> RunEvent {
        let text = Samples.word(index)
        let payload: Payload =
            index % 2 == 0
            ? .textDelta(TextDelta(callID: "call-1", text: text)) : .reasoningDelta(ReasoningDelta(callID: "call-1", text: text))
        return Samples.event(payload, run: run, at: Int64(index))
    }

    private func rate(of make: (Int, String) -> RunEvent, count: Int) async throws -> Double {
        var most = 0.0
        for _ in 0..<3 {
            try await withStore { store, run in
                let events = (0..<count).map { make($0, run) }
                let start = ContinuousClock.now
                for event in events { store.append(event) }
                try await store.synced()
                most = max(most, Double(count) / (ContinuousClock.now - start).seconds)
            }
        }
        return most
    }

    private func syncedRate(count: Int) async throws -> Double {
        var most = 0.0
        for _ in 0..<3 {
            try await withStore { store, run in
                let start = ContinuousClock.now
                for index in 0..<count {
                    let call = ToolCallStarted(
                        toolCallID: "tool-\(index)", tool: "write_file", arguments: .object(JSONObject()), effects: [.write],
                        summary: "notes.md", attempt: 1)
                    store.append(Samples.event(.toolCallStarted(call), run: run, at: Int64(index)))
                    try await store.synced()
                }
                most = max(most, Double(count) / (ContinuousClock.now - start).seconds)
            }
        }
        return most
    }

    private func withStore(_ body: (EventStore, String) async throws -> Void) async throws {
        let folder = try TemporaryFolder.make(prefix: "lathe-bench")
        defer { TemporaryFolder.remove(folder) }
        let store = try EventStore(path: folder + "/lathe.db", surroundings: Samples.surroundings)
        defer { store.close() }
        let run = Samples.surroundings.newIdentifier()
        store.append(Samples.started(run: run))
        try await store.synced()
        try await body(store, run)
    }
}
