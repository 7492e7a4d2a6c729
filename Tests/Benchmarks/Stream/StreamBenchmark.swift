import Events
import Glibc
import Host
import Models
import Wire

/// What it costs to read a model's answer, from the bytes to the events of the driver, in each wire format.
struct StreamBenchmark: Benchmark {
    /// The first word of the command line of the process that reads a long answer.
    static let childWord = "--stream-child"
    private static let longCount = 1_000_000

    let name = "stream"

    func figures() async throws -> [Figure] {
        var figures: [Figure] = []
        for format in WireFormatID.allCases {
            for kind in SampleStream.Kind.allCases { figures.append(try await speed(format, kind)) }
        }
        for format in WireFormatID.allCases { figures += try await long(format) }
        return figures
    }

    /// Read by one thread, with nobody taking what is read until the end.
    private func speed(_ format: WireFormatID, _ kind: SampleStream.Kind) async throws -> Figure {
        let count = 50_000
        var shortest = Double.infinity
        for _ in 0..<5 {
            let transport = PlayedTransport(SampleStream(format: format, kind: kind), count: count, cut: .large)
            let stream = StreamBenchmark.driver(format, transport).stream(StreamBenchmark.question)
            shortest = min(shortest, ContinuousClock().measure { transport.play() }.seconds)
            try await StreamBenchmark.readToEnd(stream)
        }
        return Figure("stream: \(format.rawValue), \(kind.title)", Double(count) / shortest, "chunks/s", aim: "≥ 200000")
    }

    /// A long answer, read by a process of its own.
    private func long(_ format: WireFormatID) async throws -> [Figure] {
        var figures: [Figure] = []
        for kind in [SampleStream.Kind.text, .arguments] {
            let count = StreamBenchmark.longCount
            for cut in PlayedTransport.Cut.allCases {
                let told = try await child(format, kind, cut, .busy, count: count)
                let name = "stream: \(format.rawValue), 10⁶ \(kind.title), \(cut.title)"
                figures.append(Figure(name, told.perDelta * Double(count), "s processor"))
                figures.append(Figure("stream: the same, most memory", told.mebibytes, "MiB"))
            }
            // A reader that comes late shows what grows with what waits.
            let long = try await child(format, kind, .large, .late, count: count)
            let short = try await child(format, kind, .large, .late, count: 1000)
            let name = "stream: the same, one delta against one of 1,000, reader late"
            figures.append(Figure(name, long.perDelta / short.perDelta, "times", aim: "≤ 1.5"))
        }
        return figures
    }

    /// The best of three.
    private func child(
        _ format: WireFormatID, _ kind: SampleStream.Kind, _ cut: PlayedTransport.Cut, _ reader: Reader, count: Int
    ) async throws -> (perDelta: Double, mebibytes: Double) {
        let folder = try TemporaryFolder.make(prefix: "lathe-bench")
        defer { TemporaryFolder.remove(folder) }
        let words = [
            ProgramPath.own, StreamBenchmark.childWord, format.rawValue, kind.rawValue, cut.rawValue, reader.rawValue, "\(count)",
        ]
        var best = (perDelta: Double.infinity, mebibytes: Double.infinity)
        for _ in 0..<3 {
            let child = try await ProcessRunner(environment: [:]).run(
                ProcessRequest(ProcessCommand(words), in: try Folder(path: folder), callID: "stream", timeLimit: .seconds(120)))
            let told = String(decoding: child.standardOutput.bytes, as: UTF8.self)
            let numbers = told.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
            guard numbers.count == 2 else { throw StreamFault.child(told) }
            best = (min(best.perDelta, numbers[0]), min(best.mebibytes, numbers[1]))
        }
        return best
    }

    /// When the reader takes what has come.
    private enum Reader: String {
        /// As it comes.
        case busy
        /// When all has come.
        case late
    }

    private enum StreamFault: Error { case child(String), words, answer }

    // MARK: the child

    /// Reads answers, one thread playing and a task taking, and tells the processor's seconds for a delta and the most memory in MiB.
    static func readAndTell(_ words: [String]) async throws {
        guard words.count == 5, let format = WireFormatID(rawValue: words[0]), let kind = SampleStream.Kind(rawValue: words[1]),
            let cut = PlayedTransport.Cut(rawValue: words[2]), let reader = Reader(rawValue: words[3]), let count = Int(words[4])
        else { throw StreamFault.words }
        // Short answers are read again and again, so that both have the same work to do.
        let rounds = max(1, longCount / 4 / count)
        let sample = SampleStream(format: format, kind: kind)
        var seconds = 0.0
        for round in 0...rounds {
            // The first one warms up.
            let isWarmUp = round == 0
            let transport = PlayedTransport(sample, count: isWarmUp ? 1000 : count, cut: cut)
            let stream = driver(format, transport).stream(question)
            let start = processorSeconds
            let playing = Task.detached { transport.play() }
            if reader == .late { await playing.value }
            try await readToEnd(stream)
            await playing.value
            if !isWarmUp { seconds += processorSeconds - start }
        }
        print(seconds / Double(rounds * count), Memory.mostMiB)
    }

    private static var processorSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    // MARK: both

    static let question = ModelRequest(model: "bench-model", messages: [.user("Measure")], tools: [])

    static func driver(_ format: WireFormatID, _ transport: any ModelTransport) -> FormatDriver {
        FormatDriver(
            endpoint: ModelEndpoint(format: format, baseURL: "http://127.0.0.1:1/v1"), transport: transport,
            surroundings: Samples.surroundings)
    }

    /// Takes everything; an answer that is not whole is a fault.
    static func readToEnd(_ stream: ModelStream) async throws {
        var isWhole = false
        for try await batch in stream {
            if case .finished(let completion)? = batch.last {
                isWhole = completion.finishReason == .stop || completion.finishReason == .toolCalls
            }
        }
        guard isWhole else { throw StreamFault.answer }
    }
}
