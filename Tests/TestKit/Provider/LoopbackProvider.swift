import CTestShims
import Glibc

/// A model provider on this machine's loopback that answers by script, and can go wrong in every way real ones do.
///
/// It speaks HTTP/1.1 with keep-alive, in the three formats of ``ReplyFormat`` for answers that are a ``ModelReply``. Every request but `GET …/models` takes the next scripted answer, in order of arrival.
public final class LoopbackProvider: Sendable {
    struct State: Sendable {
        var answers: [ProviderAnswer]
        var responder: (@Sendable (RecordedRequest) -> ProviderAnswer?)?
        var requests: [RecordedRequest] = []
        var otherRequests: [RecordedRequest] = []
        var unexpectedCount = 0
        var connectionCount = 0
    }

    /// The port that is listened on.
    public let port: Int
    let state: Monitor<State>
    private let stopGate = Gate()
    /// Opens when the listener is closed.
    private let closedGate = Gate()

    /// Starts to listen, on a port of the system's choice unless one is given; `models` is what `GET …/models` lists.
    public init(_ answers: [ProviderAnswer] = [], models: [String] = ["test-model"], port wanted: UInt16 = 0) throws {
        var port = Int32(wanted)
        let listener = testshims_listen_loopback(&port)
        guard listener >= 0 else { throw TestKitError.system(call: "listen on 127.0.0.1:\(wanted)", errorNumber: -listener) }
        self.port = Int(port)
        let state = Monitor(State(answers: answers))
        self.state = state
        let (gate, closed) = (stopGate, closedGate)
        do {
            try startThread {
                Self.accept(listener, state, gate, models: models)
                closed.open()
            }
        } catch {
            close(listener)
            closed.open()
            throw error
        }
    }

    deinit { stop() }

    /// Closes the listener and every connection; the same happens when the last reference goes.
    ///
    /// Nobody connects any more once it returns.
    public func stop() {
        stopGate.open()
        var polled = [pollfd(fd: closedGate.descriptor, events: Int16(POLLIN), revents: 0)]
        pollDescriptors(&polled, milliseconds: 10_000)
    }

    private static func accept(_ listener: Int32, _ state: Monitor<State>, _ gate: Gate, models: [String]) {
        defer { close(listener) }
        while !gate.isOpen {
            var polled = [
                pollfd(fd: listener, events: Int16(POLLIN), revents: 0), pollfd(fd: gate.descriptor, events: Int16(POLLIN), revents: 0),
            ]
            pollDescriptors(&polled, milliseconds: nil)
            if gate.isOpen || polled[1].revents != 0 { return }
            let descriptor = testshims_accept(listener)
            guard descriptor >= 0 else { continue }
            let number = state.change { state in
                state.connectionCount += 1
                return state.connectionCount
            }
            do {
                try startThread {
                    let connection = LoopbackConnection(
                        socket: LoopbackSocket(descriptor: descriptor, stop: gate), number: number, state: state, models: models)
                    connection.serve()
                }
            } catch {
                close(descriptor)
            }
        }
    }

    /// What a driver is given as base address: `http://127.0.0.1:PORT/v1`, without a slash at its end.
    public var baseURL: String { "http://127.0.0.1:\(port)/v1" }

    /// Adds answers to the end of the script.
    public func enqueue(_ answers: ProviderAnswer...) { state.change { $0.answers += answers } }

    /// Decides by request, on the connection's thread; nil falls back to the script.
    public func respond(_ responder: (@Sendable (RecordedRequest) -> ProviderAnswer?)?) {
        state.change { $0.responder = responder }
    }

    /// Every request that took an answer, in order of arrival.
    public var requests: [RecordedRequest] { state.read { $0.requests } }
    /// `GET …/models` and nothing else.
    public var otherRequests: [RecordedRequest] { state.read { $0.otherRequests } }
    /// Requests that found the script empty; they were answered with status 500.
    public var unexpectedRequestCount: Int { state.read { $0.unexpectedCount } }
    /// Answers nobody has asked for yet.
    public var answersLeft: Int { state.read { $0.answers.count } }
    /// How many connections were made.
    public var connectionCount: Int { state.read { $0.connectionCount } }

    /// Waits for the nth request (1 is the first) to have arrived whole.
    @discardableResult
    public func waitForRequest(_ number: Int = 1, within duration: Duration = .seconds(20)) async throws -> RecordedRequest {
        try await wait("request \(number)", number, within: duration) { _ in true }
    }

    /// Waits until the first byte of the nth request's answer body was sent.
    @discardableResult
    public func waitForFirstByte(ofRequest number: Int = 1, within duration: Duration = .seconds(20)) async throws -> RecordedRequest {
        try await wait("the first byte of answer \(number)", number, within: duration) { $0.firstByteAt != nil }
    }

    /// Waits until the nth request's answer was sent whole.
    @discardableResult
    public func waitForFinish(ofRequest number: Int = 1, within duration: Duration = .seconds(20)) async throws -> RecordedRequest {
        try await wait("the end of answer \(number)", number, within: duration) { $0.finishedAt != nil }
    }

    /// Waits until the client has closed the connection in the middle of the nth request's answer.
    @discardableResult
    public func waitForPeerClose(ofRequest number: Int = 1, within duration: Duration = .seconds(20)) async throws -> RecordedRequest {
        try await wait("the client closing during answer \(number)", number, within: duration) { $0.peerClosedAt != nil }
    }

    private func wait(
        _ what: String, _ number: Int, within duration: Duration, _ condition: @escaping @Sendable (RecordedRequest) -> Bool
    ) async throws -> RecordedRequest {
        let found = try await state.wait(within: duration) { state -> RecordedRequest? in
            guard state.requests.indices.contains(number - 1), condition(state.requests[number - 1]) else { return nil }
            return state.requests[number - 1]
        }
        if let found { return found }
        let seen = requests.map(\.description).joined(separator: "\n")
        throw TestKitError.timedOut(waitingFor: what, after: duration, seen: seen.isEmpty ? "no request at all" : seen)
    }
}
