import Events
import Synchronization
import Wire

/// Turns the bytes of one answer into model events, on the HTTP client's thread.
final class AnswerReceiver: HTTPReceiver {
    private enum Mode {
        /// Only white space so far.
        case undecided
        case events
        /// One JSON value, from a server that does not stream, or a page of a server that is something else.
        case whole
        /// The body of a refusal.
        case refusal
    }

    private struct State: Sendable {
        var mode = Mode.undecided
        var head = HTTPHead(status: 0)
        var parser = ServerSentEventParser()
        var body: [UInt8] = []
        /// Bytes of the body that are known to be white space.
        var blankBytes = 0
        var answer: AnswerBuilder
        var reader: any AnswerReader
        var isDone = false
        /// The form of the last plain event.
        var mould = TextMould()
        /// When the reader of the stream was last told that bytes still come.
        var toldAliveAt: Int64 = 0
    }

    private static let maximumRefusalBytes = 64 << 10
    /// An answer that is one JSON value is kept until it is whole.
    private static let maximumWholeBytes = 64 << 20
    /// What a stream may say in all.
    static let usualContentBytes = 256 << 20

    let queue = BatchQueue<ModelEvent>()
    private let fault: ProviderFault
    private let surroundings: Surroundings
    private let promptCharacters: Int
    private let maker: String
    private let maximumContentBytes: Int
    /// Never contended: only the client's thread comes here.
    private let state: Mutex<State>

    /// - Parameter maker: who makes what has to be carried back.
    init(
        reader: any AnswerReader, fault: ProviderFault, calls: ToolCallAssembly, maker: String, surroundings: Surroundings,
        promptCharacters: Int, maximumContentBytes: Int = AnswerReceiver.usualContentBytes
    ) {
        self.maximumContentBytes = maximumContentBytes
        self.fault = fault
        self.maker = maker
        self.surroundings = surroundings
        self.promptCharacters = promptCharacters
        let now = surroundings.monotonicMicroseconds()
        state = Mutex(State(answer: AnswerBuilder(calls: calls, requestSent: now), reader: reader, toldAliveAt: now))
    }

    func receive(head: HTTPHead) -> HTTPVerdict {
        state.withLock { state in
            state.head = head
            state.answer.timing.requestSent = head.sentAtMicroseconds
            if !(200..<300).contains(head.status) { state.mode = .refusal }
        }
        return .progress
    }

    func receive(body: UnsafeRawBufferPointer) -> HTTPVerdict {
        state.withLock { state in
            guard !state.isDone else { return .finished }
            if state.body.count + body.count > AnswerReceiver.maximumWholeBytes, state.mode != .events, state.mode != .refusal {
                return refuseLarge(&state, "an answer in one piece", AnswerReceiver.maximumWholeBytes)
            }
            switch state.mode {
            case .undecided:
                state.body.append(contentsOf: body)
                guard let mode = decide(&state) else { return state.body.count > 4096 ? .noProgress : .progress }
                state.mode = mode
                guard mode == .events else { return .progress }
                let bytes = exchange(&state.body, with: [])
                return bytes.withUnsafeBytes { read(events: $0, &state) }
            case .events:
                return read(events: body, &state)
            case .whole:
                state.body.append(contentsOf: body)
                return .progress
            case .refusal:
                state.body.append(contentsOf: body.prefix(max(0, AnswerReceiver.maximumRefusalBytes - state.body.count)))
                return state.body.count < AnswerReceiver.maximumRefusalBytes ? .progress : .finished
            }
        }
    }

    /// Waking the reader costs more than reading an event, so it is done once a burst.
    func caughtUp() {
        state.withLock { state in
            if !state.isDone { deliver(state.answer.takeEvents()) }
        }
    }

    func end(_ result: Result<Void, WireError>) {
        state.withLock { state in
            guard !state.isDone else { return }
            state.answer.now = surroundings.monotonicMicroseconds()
            if case .failure(let error) = result, !isComplete(state) {
                // The head has said why, even if the words that explain it never came.
                if state.mode == .refusal, error != .cancelled { return finish(&state, throwing: refusal(state)) }
                guard let failure = fault.wire(error, hasContent: state.answer.hasContent) else {
                    return finish(&state, throwing: CancellationError())
                }
                return finish(&state, throwing: failure)
            }
            switch state.mode {
            case .refusal: finish(&state, throwing: refusal(state))
            case .whole: endOfWhole(&state)
            case .events, .undecided: endOfEvents(&state)
            }
        }
    }

    // MARK: event streams

    private func decide(_ state: inout State) -> Mode? {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        if state.body.count < 3, mark.starts(with: state.body) { return nil }
        if state.blankBytes == 0, state.body.starts(with: mark) { state.blankBytes = 3 }
        let content = state.body[state.blankBytes...]
        guard let first = content.first(where: { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 }) else {
            state.blankBytes = state.body.count
            return nil
        }
        return first == UInt8(ascii: "{") || first == UInt8(ascii: "<") || first == UInt8(ascii: "[") ? .whole : .events
    }

    private func read(events chunk: UnsafeRawBufferPointer, _ state: inout State) -> HTTPVerdict {
        state.answer.now = surroundings.monotonicMicroseconds()
        var parser = exchange(&state.parser, with: ServerSentEventParser())
        var didSay = false
        do {
            try parser.feed(chunk) { event in
                if !state.isDone, take(event.data, &state) { didSay = true }
            }
        } catch {
            if !state.isDone { finish(&state, throwing: fault.wire(error, hasContent: state.answer.hasContent) ?? error) }
            return .stop
        }
        let isInsideData = parser.isInsideData
        state.parser = parser
        if state.isDone { return .finished }
        if state.answer.timing.bytes > maximumContentBytes { return refuseLarge(&state, "the content of an answer", maximumContentBytes) }
        if !didSay { tellAlive(&state) }
        return didSay || isInsideData ? .progress : .noProgress
    }

    /// Ends an answer that nobody could use any more.
    private func refuseLarge(_ state: inout State, _ what: String, _ limit: Int) -> HTTPVerdict {
        let error = WireError.tooLarge(what: what, limitBytes: limit)
        finish(&state, throwing: fault.wire(error, hasContent: state.answer.hasContent) ?? error)
        return .stop
    }

    /// Bytes came that say nothing, such as a comment: told once a second at most.
    private func tellAlive(_ state: inout State) {
        guard state.answer.now &- state.toldAliveAt >= 1_000_000 else { return }
        state.toldAliveAt = state.answer.now
        queue.append(.alive)
    }

    /// One `data` value.
    ///
    /// True if it said anything.
    private func take(_ data: UnsafeRawBufferPointer, _ state: inout State) -> Bool {
        if let (kind, text) = state.mould.text(of: data) {
            if kind == .text { state.answer.add(text: text) } else { state.answer.add(reasoning: text) }
            return true
        }
        guard let first = data.first(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0A }) else { return false }
        if first == UInt8(ascii: "["), isDoneMark(data) {
            endOfEvents(&state, wasToldDone: true)
            return true
        }
        do {
            let json: JSON
            do throws(JSONParseError) {
                json = try JSON(parsing: data, repairingText: true)
            } catch {
                // A list is no chunk in any dialect; one that is broken or nested beyond reason is passed over like any other.
                if first == UInt8(ascii: "[") { return false }
                throw fault.malformed("a line that is not JSON", excerpt: data)
            }
            switch try state.reader.read(json, into: &state.answer) {
            case .nothing: return false
            case .progress:
                state.mould.learn(from: data, state.reader.plainText(of: json))
                return true
            case .end:
                endOfEvents(&state, wasToldDone: true)
                return true
            case .fault(let message): throw fault.inStream(message, hasContent: state.answer.hasContent)
            }
        } catch {
            finish(&state, throwing: error)
            return true
        }
    }

    private func isDoneMark(_ data: UnsafeRawBufferPointer) -> Bool {
        data.lazy.filter { $0 != 0x20 && $0 != 0x09 }.elementsEqual("[DONE]".utf8)
    }

    /// True if nothing that matters is missing, however the connection ended.
    private func isComplete(_ state: State) -> Bool {
        state.mode == .events && state.answer.finishReason != nil
    }

    private func endOfEvents(_ state: inout State, wasToldDone: Bool = false) {
        if !wasToldDone {
            // The last event may be whole though its blank line is missing.
            let rest: ServerSentEventRemainder?
            do { rest = try state.parser.finish() } catch { rest = nil }
            if let rest, (try? JSON(parsing: rest.data, repairingText: true)) != nil || rest.data.elementsEqual("[DONE]".utf8) {
                _ = rest.data.withUnsafeBytes { take($0, &state) }
                if state.isDone { return }
            }
        }
        if wasToldDone || state.answer.finishReason != nil {
            do { try state.reader.finish(into: &state.answer) } catch { return finish(&state, throwing: error) }
        }
        if let reason = state.answer.finishReason { return complete(&state, reason) }
        guard wasToldDone, state.answer.calls.allAreWhole, state.answer.hasContent || state.answer.usage != nil else {
            return finish(&state, throwing: fault.cut(hasContent: state.answer.hasContent))
        }
        complete(&state, state.answer.calls.isEmpty ? .stop : .toolCalls)
    }

    // MARK: other answers

    private func endOfWhole(_ state: inout State) {
        do {
            let json: JSON
            do throws(JSONParseError) {
                json = try JSON(parsing: state.body, repairingText: true)
            } catch {
                if state.body.first(where: { $0 > 0x20 }) == UInt8(ascii: "<") { throw fault.page(ProviderMessage(body: state.body).text) }
                throw state.body.withUnsafeBytes { fault.malformed("a broken JSON answer", excerpt: $0) }
            }
            if case .fault(let message) = try state.reader.read(whole: json, into: &state.answer) {
                throw fault.inStream(message, hasContent: false)
            }
            try state.reader.finish(into: &state.answer)
            guard let reason = state.answer.finishReason ?? (state.answer.hasContent ? .stop : nil) else {
                throw state.body.withUnsafeBytes { fault.malformed("an answer without content", excerpt: $0) }
            }
            // An answer in one piece has no first token whose time could be told.
            state.answer.forgetTimes()
            complete(&state, reason)
        } catch {
            finish(&state, throwing: error)
        }
    }

    private func refusal(_ state: State) -> ModelsError {
        fault.status(
            state.head.status, ProviderMessage(body: state.body), location: state.head.value("location"),
            retryAfter: RetryAfter.read(state.head, wallMilliseconds: surroundings.wallMilliseconds()))
    }

    // MARK: the end

    private func complete(_ state: inout State, _ reason: FinishReason) {
        state.isDone = true
        let events = state.answer.takeEvents()
        deliver(events + [.finished(state.answer.completion(reason, promptCharacters: promptCharacters, maker: maker))])
        queue.finish()
    }

    private func finish(_ state: inout State, throwing error: any Error) {
        state.isDone = true
        deliver(state.answer.takeEvents())
        queue.finish(throwing: error)
    }

    private func deliver(_ events: [ModelEvent]) {
        guard !events.isEmpty else { return }
        queue.update { $0.join(events) }
    }
}
