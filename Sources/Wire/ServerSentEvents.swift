import Glibc

/// One server-sent event, as seen during the call that delivers it.
package struct ServerSentEvent {
    /// The `data` lines joined with line feeds; valid during the call only.
    package let data: UnsafeRawBufferPointer
    /// The `event` field; empty if there was none, which means `message`.
    package let name: String
    /// The last `id` so far in this stream.
    package let lastEventID: String
}

/// What an event stream left behind when it ended in the middle of an event.
package struct ServerSentEventRemainder: Sendable, Equatable {
    /// The `data` gathered so far.
    package var data: [UInt8]
    package var name: String
    /// False if even the last line was cut.
    package var lastLineIsWhole: Bool
}

/// Reads server-sent events (the WHATWG rules) from bytes cut at any place.
///
/// Lines end in CR, LF or CRLF; a byte order mark is dropped; comments are skipped; an event without a `data` line is none.
/// An event that lies in one chunk is handed out without a copy.
package struct ServerSentEventParser: Sendable {
    /// Set by a `retry` line: milliseconds the server asks to wait before connecting again.
    package private(set) var retryMilliseconds: Int?
    /// True while the end of a `data` line, or of an event with data, is still to come: what arrives then is not just a keep-alive.
    package var isInsideData: Bool { dataLines > 0 || partialLine.starts(with: "data".utf8) }
    /// The last `id` field; what a client sends as `Last-Event-ID`.
    package private(set) var lastEventID = ""

    private let maximumLineBytes: Int
    private var markBytesSeen = 0
    private var isAtStart = true
    private var skipsLineFeed = false
    /// The beginning of a line whose end has not come.
    private var partialLine: [UInt8] = []
    private var gathered: [UInt8] = []
    private var dataLines = 0
    /// The only `data` line so far, still lying in the chunk.
    private var borrowed: Range<Int>?
    private var name = ""

    /// - Parameter maximumLineBytes: the longest line, and the most data of one event, that is accepted.
    package init(maximumLineBytes: Int = 8 << 20) {
        self.maximumLineBytes = maximumLineBytes
    }

    /// Reads one chunk and hands out each event that ends in it, in order.
    ///
    /// Throws `WireError.tooLarge`; the parser is of no use afterwards.
    package mutating func feed(_ chunk: UnsafeRawBufferPointer, onEvent: (ServerSentEvent) -> Void) throws(WireError) {
        var position = 0
        if isAtStart { position = skipMark(chunk) }
        // Each search result is used until it is passed: a chunk is searched once for each kind of line end.
        var nextFeed = -1
        var nextReturn = -1
        while position < chunk.count {
            if skipsLineFeed {
                skipsLineFeed = false
                if chunk[position] == 0x0A {
                    position += 1
                    continue
                }
            }
            if nextFeed < position { nextFeed = find(0x0A, chunk, position) }
            if nextReturn < position { nextReturn = find(0x0D, chunk, position) }
            let end = min(nextFeed, nextReturn)
            guard end < chunk.count else { break }
            if partialLine.isEmpty {
                try line(chunk, position..<end, isBorrowed: true, onEvent)
            } else {
                try extendPartialLine(chunk[position..<end])
                try finishPartialLine(onEvent)
            }
            position = end + 1
            if end == nextReturn { skipsLineFeed = true }
        }
        if position < chunk.count { try extendPartialLine(chunk[position...]) }
        keepBorrowed(chunk)
    }

    /// Tells what is left when the stream has ended; nil if it ended between two events.
    ///
    /// The rules say to drop it; a driver may look whether it is whole in itself.
    package mutating func finish() throws(WireError) -> ServerSentEventRemainder? {
        let lastLineIsWhole = partialLine.isEmpty
        if !lastLineIsWhole { try finishPartialLine { _ in } }
        guard dataLines > 0 else { return nil }
        defer { clear() }
        return ServerSentEventRemainder(data: gathered, name: name, lastLineIsWhole: lastLineIsWhole)
    }

    // MARK: lines

    private mutating func skipMark(_ chunk: UnsafeRawBufferPointer) -> Int {
        let mark: [3 of UInt8] = [0xEF, 0xBB, 0xBF]
        var position = 0
        while position < chunk.count {
            if markBytesSeen == 3 {
                isAtStart = false
                break
            }
            guard chunk[position] == mark[markBytesSeen] else {
                for index in 0..<markBytesSeen { partialLine.append(mark[index]) }
                isAtStart = false
                break
            }
            markBytesSeen += 1
            position += 1
        }
        return position
    }

    private func find(_ byte: UInt8, _ chunk: UnsafeRawBufferPointer, _ position: Int) -> Int {
        guard let base = chunk.baseAddress, let hit = memchr(base + position, Int32(byte), chunk.count - position) else {
            return chunk.count
        }
        return UnsafeRawPointer(hit) - base
    }

    private mutating func extendPartialLine(_ bytes: Slice<UnsafeRawBufferPointer>) throws(WireError) {
        guard partialLine.count + bytes.count <= maximumLineBytes else { throw tooLarge }
        partialLine.append(contentsOf: bytes)
    }

    private mutating func finishPartialLine(_ onEvent: (ServerSentEvent) -> Void) throws(WireError) {
        let bytes = partialLine
        partialLine = []
        var failure: WireError?
        bytes.withUnsafeBytes { buffer in
            do throws(WireError) {
                try line(buffer, 0..<buffer.count, isBorrowed: false, onEvent)
            } catch { failure = error }
        }
        if let failure { throw failure }
    }

    /// - Parameter isBorrowed: the line lies in the chunk being read, so that its data may stay there until the chunk ends.
    private mutating func line(
        _ bytes: UnsafeRawBufferPointer, _ range: Range<Int>, isBorrowed: Bool, _ onEvent: (ServerSentEvent) -> Void
    ) throws(WireError) {
        guard !range.isEmpty else { return dispatch(bytes, onEvent) }
        guard range.count <= maximumLineBytes else { throw tooLarge }
        var colon = range.lowerBound
        while colon < range.upperBound, bytes[colon] != 0x3A { colon += 1 }
        var start = min(colon + 1, range.upperBound)
        if start < range.upperBound, bytes[start] == 0x20 { start += 1 }
        let field = UnsafeRawBufferPointer(rebasing: bytes[range.lowerBound..<colon])
        let value = start..<range.upperBound
        switch field.count {
        case 4 where matches(field, "data"):
            try add(data: bytes, value, isBorrowed: isBorrowed)
        case 5 where matches(field, "event"):
            name = String(decoding: bytes[value], as: UTF8.self)
        case 2 where matches(field, "id"):
            if !bytes[value].contains(0) { lastEventID = String(decoding: bytes[value], as: UTF8.self) }
        case 5 where matches(field, "retry"):
            if !value.isEmpty, bytes[value].allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) {
                retryMilliseconds = Int(String(decoding: bytes[value], as: UTF8.self)) ?? retryMilliseconds
            }
        default:
            break  // a comment, or a field nobody knows
        }
    }

    private func matches(_ field: UnsafeRawBufferPointer, _ name: StaticString) -> Bool {
        guard let start = field.baseAddress else { return false }
        return memcmp(start, name.utf8Start, field.count) == 0
    }

    private mutating func add(data bytes: UnsafeRawBufferPointer, _ value: Range<Int>, isBorrowed: Bool) throws(WireError) {
        if dataLines == 0, isBorrowed {
            borrowed = value
            dataLines = 1
            return
        }
        if borrowed != nil { keepBorrowed(bytes) }
        guard gathered.count + value.count < maximumLineBytes else { throw tooLarge }
        if dataLines > 0 { gathered.append(0x0A) }
        gathered.append(contentsOf: bytes[value])
        dataLines += 1
    }

    private mutating func keepBorrowed(_ chunk: UnsafeRawBufferPointer) {
        guard let range = borrowed else { return }
        gathered.append(contentsOf: chunk[range])
        borrowed = nil
    }

    private mutating func dispatch(_ bytes: UnsafeRawBufferPointer, _ onEvent: (ServerSentEvent) -> Void) {
        if let range = borrowed {
            let data = UnsafeRawBufferPointer(rebasing: bytes[range])
            onEvent(ServerSentEvent(data: data, name: name, lastEventID: lastEventID))
        } else if dataLines > 0 {
            gathered.withUnsafeBytes { onEvent(ServerSentEvent(data: $0, name: name, lastEventID: lastEventID)) }
        }
        clear()
    }

    private mutating func clear() {
        borrowed = nil
        dataLines = 0
        gathered.removeAll(keepingCapacity: gathered.capacity <= 1 << 16)
        if !name.isEmpty { name = "" }
    }

    private var tooLarge: WireError {
        .tooLarge(what: "an event of the stream", limitBytes: maximumLineBytes)
    }
}
