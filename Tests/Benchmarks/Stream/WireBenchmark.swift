import Events
import Models
import TestKit
import Wire

/// What stands between a provider on this machine and the reader of its answer: the time to the first piece, and the end of the connection after a cancel.
struct WireBenchmark: Benchmark {
    let name = "wire"

    private static let firstDelay = Duration.milliseconds(5)
    private static let pairs = 100

    func figures() async throws -> [Figure] {
        var figures: [Figure] = []
        for format in WireFormatID.allCases {
            let added = try await addedToFirst(format)
            let title = "wire: \(format.rawValue), TTFT over a bare socket's"
            figures.append(Figure("\(title), median of \(WireBenchmark.pairs)", added.told / 1000, "ms", aim: "≤ 2"))
            figures.append(Figure("wire: the same, until the reader has the piece", added.read / 1000, "ms", aim: "≤ 2"))
        }
        let cancel = try await cancelToClosed()
        figures.append(Figure("wire: cancel until the server sees the end, median", cancel.median / 1000, "ms", aim: "≤ 1"))
        figures.append(Figure("wire: the same, the longest of \(WireBenchmark.pairs)", cancel.longest / 1000, "ms"))
        return figures
    }

    // MARK: time to the first token

    /// Pairs of a bare read and a driver's, both over a connection that stands; the medians of the differences in microseconds.
    ///
    /// What the server itself waited is taken off both.
    private func addedToFirst(_ format: WireFormatID) async throws -> (told: Double, read: Double) {
        let provider = try LoopbackProvider()
        defer { provider.stop() }
        let answer = ProviderAnswer.reply(ModelReply(text: "First piece and a second one"), firstDelay: WireBenchmark.firstDelay)
        provider.respond { _ in answer }
        let client = HTTPClient()
        let endpoint = ModelEndpoint(format: format, baseURL: provider.baseURL)
        let driver = FormatDriver(endpoint: endpoint, transport: client, surroundings: Samples.surroundings)
        guard let socket = BareSocket(port: provider.port) else { throw WireFault.noConnection }
        // The first ones make the connections.
        _ = try await first(of: driver)
        let request = try await bareRequest(provider, format)
        _ = try bareFirst(socket, request)
        var told: [Double] = []
        var read: [Double] = []
        for _ in 0..<WireBenchmark.pairs {
            let bare = Double(try bareFirst(socket, request)) - waited(provider)
            let ours = try await first(of: driver)
            let wait = waited(provider)
            told.append(Double(ours.told) - wait - bare)
            read.append(Double(ours.read) - wait - bare)
        }
        return (WireBenchmark.median(told), WireBenchmark.median(read))
    }

    /// What the server waited between the newest request and the first byte of its answer.
    private func waited(_ provider: LoopbackProvider) -> Double {
        guard let newest = provider.requests.last, let first = newest.firstByteAt else { return 0 }
        return Double(first - newest.arrivedAt)
    }

    /// Exactly what the driver sends.
    private func bareRequest(_ provider: LoopbackProvider, _ format: WireFormatID) async throws -> String {
        let sent = try await provider.waitForRequest(1)
        let headers = sent.headers.map { "\($0.name): \($0.value)\r\n" }.joined()
        return "\(sent.method) \(sent.path) HTTP/1.1\r\n\(headers)\r\n\(sent.bodyText)"
    }

    private func bareFirst(_ socket: BareSocket, _ request: String) throws -> Int64 {
        let start = Samples.surroundings.monotonicMicroseconds()
        socket.send(request)
        guard socket.read(to: "First") else { throw WireFault.noAnswer }
        let time = Samples.surroundings.monotonicMicroseconds() - start
        guard socket.read(to: "\r\n0\r\n\r\n") else { throw WireFault.noAnswer }
        return time
    }

    /// The TTFT that the driver tells, and what a stop watch around it shows.
    private func first(of driver: FormatDriver) async throws -> (told: Int64, read: Int64) {
        let start = Samples.surroundings.monotonicMicroseconds()
        var read: Int64?
        for try await batch in driver.stream(StreamBenchmark.question) {
            if read == nil, case .textDelta = batch.first { read = Samples.surroundings.monotonicMicroseconds() - start }
            guard case .finished(let completion)? = batch.last, let read, let content = completion.timing.firstContent else { continue }
            return (content - completion.timing.requestSent, read)
        }
        throw WireFault.noAnswer
    }

    // MARK: cancel

    private func cancelToClosed() async throws -> (median: Double, longest: Double) {
        let provider = try LoopbackProvider()
        defer { provider.stop() }
        let never = Gate()
        provider.respond { _ in .stream([.role, .text("Half"), .hold(until: never)]) }
        let client = HTTPClient()
        let endpoint = ModelEndpoint(baseURL: provider.baseURL)
        let driver = FormatDriver(endpoint: endpoint, transport: client, surroundings: Samples.surroundings)
        var times: [Double] = []
        for number in 1...WireBenchmark.pairs {
            let gate = Gate()
            let reading = Task {
                for try await _ in driver.stream(StreamBenchmark.question) { gate.open() }
            }
            _ = try await provider.waitForFirstByte(ofRequest: number)
            while !gate.isOpen { await Task.yield() }
            let start = Samples.surroundings.monotonicMicroseconds()
            reading.cancel()
            let closed = try await provider.waitForPeerClose(ofRequest: number)
            times.append(Double((closed.peerClosedAt ?? start) - start))
            _ = await reading.result
        }
        return (WireBenchmark.median(times), times.max() ?? 0)
    }

    // MARK: both

    private static func median(_ values: [Double]) -> Double {
        values.isEmpty ? 0 : values.sorted()[values.count / 2]
    }

    private enum WireFault: Error { case noConnection, noAnswer }
}
