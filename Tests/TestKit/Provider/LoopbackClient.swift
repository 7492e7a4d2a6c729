import CTestShims
import Glibc

/// A bare connection to a server on this machine: sends exact bytes and keeps what comes back.
public final class LoopbackClient: Sendable {
    private struct State: Sendable {
        var received: [UInt8] = []
        /// Nil while open, else how the server ended it.
        var end: End?
    }

    /// How a connection ended.
    public enum End: Sendable, Hashable { case closed, reset }

    private let descriptor: Int32
    private let state = Monitor(State())
    private let stopGate = Gate()

    /// Connects to 127.0.0.1.
    public init(port: Int) throws {
        let descriptor = testshims_connect_loopback(Int32(clamping: port))
        guard descriptor >= 0 else { throw TestKitError.system(call: "connect to 127.0.0.1:\(port)", errorNumber: -descriptor) }
        self.descriptor = descriptor
        let (state, gate) = (state, stopGate)
        do {
            try startThread { Self.read(descriptor, state, gate) }
        } catch {
            _ = Glibc.close(descriptor)
            throw error
        }
    }

    deinit { close() }

    /// Leaves: the server sees the end of the connection.
    public func close() { stopGate.open() }

    private static func read(_ descriptor: Int32, _ state: Monitor<State>, _ gate: Gate) {
        defer { _ = Glibc.close(descriptor) }
        while true {
            var polled = [
                pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0), pollfd(fd: gate.descriptor, events: Int16(POLLIN), revents: 0),
            ]
            pollDescriptors(&polled, milliseconds: nil)
            if polled[1].revents != 0 { return }
            var count = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, size in
                count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
                size = max(0, count)
            }
            if count < 0 && (errno == EAGAIN || errno == EINTR) { continue }
            let end: End? = count > 0 ? nil : count == 0 ? .closed : .reset
            state.change { state in
                state.received += bytes
                state.end = end
            }
            if end != nil {
                // The descriptor stays open until we leave, so that its number is not another's meanwhile.
                var stop = [pollfd(fd: gate.descriptor, events: Int16(POLLIN), revents: 0)]
                pollDescriptors(&stop, milliseconds: nil)
                return
            }
        }
    }

    /// Sends text; for tests, so short that it never waits for the server.
    public func send(_ text: String) throws { try send(Array(text.utf8)) }

    public func send(_ bytes: [UInt8]) throws {
        guard !stopGate.isOpen else { throw TestKitError.system(call: "send", errorNumber: EBADF) }
        let count = bytes.withUnsafeBytes { testshims_send(descriptor, $0.baseAddress, $0.count) }
        guard count == bytes.count else { throw TestKitError.system(call: "send", errorNumber: count < 0 ? Int32(-count) : EAGAIN) }
    }

    /// Everything that came so far.
    public var received: [UInt8] { state.read { $0.received } }
    /// Everything that came so far as text, bad bytes replaced.
    public var receivedText: String { String(decoding: received, as: UTF8.self) }
    /// How the server ended the connection; nil while it is open.
    public var end: End? { state.read { $0.end } }

    /// Waits until this text has come.
    @discardableResult
    public func waitFor(_ text: String, within duration: Duration = .seconds(20)) async throws -> String {
        let needle = Array(text.utf8)
        let found = try await state.wait(within: duration) { contains(needle, in: $0.received) ? true : nil }
        if found == nil { throw TestKitError.timedOut(waitingFor: "\"\(text)\" from the server", after: duration, seen: receivedText) }
        return receivedText
    }

    /// Waits until the server has ended the connection.
    @discardableResult
    public func waitForEnd(within duration: Duration = .seconds(20)) async throws -> End {
        if let end = try await state.wait(within: duration, until: { $0.end }) { return end }
        throw TestKitError.timedOut(waitingFor: "the end of the connection", after: duration, seen: receivedText)
    }
}
