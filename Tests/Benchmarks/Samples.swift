import Events

/// What the measurements feed in; the same bytes in every run.
enum Samples {
    static let surroundings = Surroundings.live(environment: [:])

    static func event(_ payload: Payload, run: String, iteration: Int? = 1, at microseconds: Int64) -> RunEvent {
        RunEvent(
            runID: run, seq: 0, wallMilliseconds: 1_750_000_000_000, monotonicMicroseconds: microseconds, loopID: "L1",
            iteration: iteration, agentStatus: .thinking, payload: payload)
    }

    static func started(run: String) -> RunEvent {
        var event = event(
            .runStarted(
                RunStarted(
                    prompt: "Measure what this costs", mode: .loop, model: "bench-model", provider: "bench", workspace: "/workspace",
                    limits: RunLimits(maxIterations: 1000), approve: "all", sandboxTier: "none")), run: run, iteration: nil, at: 0)
        event.loopID = nil
        event.agentStatus = nil
        return event
    }

    static let words = [
        "the ", "store ", "commits ", "before ", "anyone ", "sees ", "`events` ", "and ", "**syncs** ", "before ", "an ", "effect ",
        "follows, ", "so ", "that ", "nothing\n",
    ]

    /// A piece of a model's answer, a word long.
    static func word(_ index: Int) -> String { words[index % words.count] }

    /// An answer in Markdown with everything in it.
    static let markdown = """
        ## What I found

        The parser takes **bytes** and gives *events*; see [the notes](https://example.invalid/notes).

        1. It reads a line with `read(_:)` and keeps the rest.
        2. It joins what belongs together:
           - text with text
           - calls with calls

        ```swift
        func join(_ first: String, _ second: String) -> String {
            // Neighbours of one kind.
            return first + second
        }
        ```

        | case | before | after |
        |---|---:|---:|
        | one line | 12 ms | 3 ms |
        | a whole screen | 40 ms | 9 ms |

        > Nothing is lost on the way.


        """

    /// One server-sent event of Chat Completions, 250 bytes with its line ends.
    static func chunk(_ index: Int) -> [UInt8] {
        let head = """
            data: {"id":"chatcmpl-9f8e7d6c5b4a39281706","object":"chat.completion.chunk","created":1750000000,"model":"bench-model-2026-01",\
            "system_fingerprint":"fp_0123456789","choices":[{"index":0,"delta":{"content":"
            """
        let tail = #""},"logprobs":null,"finish_reason":null}]}"# + "\n\n"
        let text = "piece \(index % 1000) "
        let room = max(0, 250 - head.utf8.count - tail.utf8.count - text.utf8.count)
        return Array((head + text + String(repeating: "x", count: room) + tail).utf8)
    }
}
