import CCurl

/// One exchange as libcurl runs it; lives on the loop's thread only.
final class Transfer {
    enum Stage {
        case beforeHead
        case body
        /// The receiver has all it wants.
        case windingDown
    }

    static let maximumHeaderBytes = 64 << 10
    /// How long a server may take to end an answer whose content is complete.
    static let windDownMicroseconds: Int64 = 250_000

    let number: UInt64
    let easy: UnsafeMutableRawPointer
    let address: WebAddress
    let request: HTTPRequest
    let receiver: any HTTPReceiver
    let startedAt: Int64
    private let now: @Sendable () -> Int64

    private(set) var stage = Stage.beforeHead
    /// When the running limit began; before the head that is the start.
    private(set) var progressAt: Int64
    /// Why we ended it ourselves, if we did.
    private(set) var ownFailure: WireError?
    /// Pieces were handed out since the receiver was last told that it has caught up.
    private var hasNews = false
    private var headers: [(name: String, value: String)] = []
    private var headerBytes = 0
    private var bodyBytes = 0
    private var status = 0
    private var headerList: UnsafeMutablePointer<curl_slist>?
    private let errorText: UnsafeMutablePointer<CChar>

    init(number: UInt64, request: HTTPRequest, receiver: any HTTPReceiver, now: @escaping @Sendable () -> Int64) throws(WireError) {
        self.number = number
        self.request = request
        self.receiver = receiver
        self.now = now
        address = try WebAddress(request.url)
        for header in request.headers where Transfer.isUnsafe(header) { throw .badHeader(name: WebAddress.shown(header.name)) }
        guard let easy = curl_easy_init() else { throw .noResources(what: "memory") }
        self.easy = easy
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        startedAt = now()
        progressAt = startedAt
        configure()
    }

    deinit {
        curl_easy_cleanup(easy)
        curl_slist_free_all(headerList)
        errorText.deallocate()
    }

    /// Why libcurl gave up, in our words.
    func failure(_ code: CURLcode) -> WireError {
        if let ownFailure { return ownFailure }
        return .from(
            code, detail: String(cString: errorText), systemError: lathe_curl_get_long(easy, CURLINFO_OS_ERRNO), address: address,
            connectTimeout: request.connectTimeout)
    }

    /// The moment the running limit ends, with the limit's name.
    func deadline() -> (at: Int64, phase: WireError.Phase) {
        var result: (at: Int64, phase: WireError.Phase)
        switch stage {
        case .beforeHead:
            // libcurl keeps the connect limit itself; ours only covers a connection that waits for its turn.
            let sent = sentAt()
            let begin = sent ?? startedAt &+ request.connectTimeout.limitMicroseconds
            result = (later(begin, request.firstByteTimeout), .firstByte)
        case .body:
            result = (later(progressAt, request.idleTimeout), .idle)
        case .windingDown:
            result = (progressAt &+ Transfer.windDownMicroseconds, .idle)
        }
        if let total = request.totalTimeout {
            let end = later(startedAt, total)
            if end < result.at { result = (end, .total) }
        }
        return result
    }

    /// The limit that `phase` names, for the message.
    func limit(_ phase: WireError.Phase) -> Duration {
        switch phase {
        case .connect: request.connectTimeout
        case .firstByte: request.firstByteTimeout
        case .idle: request.idleTimeout
        case .total: request.totalTimeout ?? .zero
        }
    }

    // MARK: what libcurl tells us

    /// One header line, with its line end.
    ///
    /// False ends the transfer.
    func receive(headerLine line: UnsafeRawBufferPointer) -> Bool {
        guard case .beforeHead = stage else { return true }  // trailers
        headerBytes += line.count
        guard headerBytes <= Transfer.maximumHeaderBytes else {
            ownFailure = .tooLarge(what: "the head of the answer of \(address.host)", limitBytes: Transfer.maximumHeaderBytes)
            return false
        }
        var content = line[...]
        while let last = content.last, last == 0x0A || last == 0x0D { content = content.dropLast() }
        if content.isEmpty { return endOfHead() }
        if content.starts(with: "HTTP/".utf8) {
            headers.removeAll(keepingCapacity: true)
            status = lathe_curl_get_long(easy, CURLINFO_RESPONSE_CODE)
        } else if let colon = content.firstIndex(of: 0x3A) {
            headers.append((text(content[..<colon]), text(content[content.index(after: colon)...])))
        }
        return true
    }

    /// A piece of the body.
    ///
    /// False ends the transfer.
    func receive(body: UnsafeRawBufferPointer) -> Bool {
        if case .windingDown = stage { return true }
        bodyBytes &+= body.count
        guard bodyBytes <= request.maximumBodyBytes else {
            ownFailure = .tooLarge(what: "the answer of \(address.host)", limitBytes: request.maximumBodyBytes)
            return false
        }
        hasNews = true
        return follow(receiver.receive(body: body))
    }

    /// Tells the receiver, once after each burst.
    func settle() {
        guard hasNews else { return }
        hasNews = false
        receiver.caughtUp()
    }

    private func endOfHead() -> Bool {
        guard status >= 200 else { return true }
        stage = .body
        let received = now()
        progressAt = received
        let head = HTTPHead(
            status: status, headers: headers, sentAtMicroseconds: min(sentAt() ?? startedAt, received), receivedAtMicroseconds: received)
        headers = []
        return follow(receiver.receive(head: head))
    }

    private func follow(_ verdict: HTTPVerdict) -> Bool {
        switch verdict {
        case .progress:
            progressAt = now()
        case .noProgress:
            break
        case .finished:
            progressAt = now()
            stage = .windingDown
        case .stop:
            ownFailure = .cancelled
            return false
        }
        return true
    }

    /// When the request began to leave; nil before that.
    private func sentAt() -> Int64? {
        let offset = Int64(lathe_curl_get_size(easy, CURLINFO_PRETRANSFER_TIME_T))
        return offset > 0 ? startedAt &+ offset : nil
    }

    private func later(_ start: Int64, _ limit: Duration) -> Int64 {
        let (sum, overflow) = start.addingReportingOverflow(limit.limitMicroseconds)
        return overflow ? .max : sum
    }

    private func text(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
        var bytes = bytes
        while let first = bytes.first, first == 0x20 || first == 0x09 { bytes = bytes.dropFirst() }
        while let last = bytes.last, last == 0x20 || last == 0x09 { bytes = bytes.dropLast() }
        return String(decoding: bytes, as: UTF8.self)
    }

    // MARK: what we tell libcurl

    private static func isUnsafe(_ header: (name: String, value: String)) -> Bool {
        header.name.isEmpty || header.name.utf8.contains { $0 <= 0x20 || $0 == 0x3A || $0 == 0x7F }
            || header.value.utf8.contains { ($0 < 0x20 && $0 != 0x09) || $0 == 0x7F }
    }

    private func configure() {
        lathe_curl_restrict(easy)
        lathe_curl_set_text(easy, CURLOPT_URL, request.url)
        lathe_curl_set_long(easy, CURLOPT_NOSIGNAL, 1)
        lathe_curl_set_long(easy, CURLOPT_TCP_NODELAY, 1)
        lathe_curl_set_long(easy, CURLOPT_FOLLOWLOCATION, 0)
        lathe_curl_set_long(easy, CURLOPT_BUFFERSIZE, 32 << 10)
        lathe_curl_set_long(easy, CURLOPT_HTTP_VERSION, Int(address.isSecure ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1))
        lathe_curl_set_long(
            easy, CURLOPT_CONNECTTIMEOUT_MS, Int(clamping: max(1, request.connectTimeout.limitMicroseconds / 1000)))
        if address.isLoopback { lathe_curl_set_text(easy, CURLOPT_NOPROXY, "*") }
        lathe_curl_set_pointer(easy, CURLOPT_ERRORBUFFER, errorText)
        configureMethod()
        var list = curl_slist_append(nil, "Expect:")
        for header in request.headers {
            // An empty value needs `Name;`, because `Name:` tells libcurl to leave the header out.
            list = curl_slist_append(list, header.value.isEmpty ? "\(header.name);" : "\(header.name): \(header.value)") ?? list
        }
        headerList = list
        lathe_curl_set_pointer(easy, CURLOPT_HTTPHEADER, list)
        let context = Unmanaged.passUnretained(self).toOpaque()
        lathe_curl_set_pointer(easy, CURLOPT_PRIVATE, context)
        lathe_curl_set_pointer(easy, CURLOPT_WRITEDATA, context)
        lathe_curl_set_callback(easy, CURLOPT_WRITEFUNCTION, bodyArrived)
        lathe_curl_set_pointer(easy, CURLOPT_HEADERDATA, context)
        lathe_curl_set_callback(easy, CURLOPT_HEADERFUNCTION, headerArrived)
    }

    private func configureMethod() {
        if !request.body.isEmpty || request.method == "POST" {
            lathe_curl_set_long(easy, CURLOPT_POST, 1)
            lathe_curl_set_size(easy, CURLOPT_POSTFIELDSIZE_LARGE, request.body.count)
            _ = request.body.withUnsafeBytes { lathe_curl_set_pointer(easy, CURLOPT_COPYPOSTFIELDS, $0.baseAddress) }
            if request.method != "POST" { lathe_curl_set_text(easy, CURLOPT_CUSTOMREQUEST, request.method) }
        } else if request.method == "HEAD" {
            lathe_curl_set_long(easy, CURLOPT_NOBODY, 1)
        } else if request.method != "GET" {
            lathe_curl_set_text(easy, CURLOPT_CUSTOMREQUEST, request.method)
        }
    }
}

private func bodyArrived(_ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?) -> Int {
    guard let context else { return 0 }
    let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    let total = size &* count
    return transfer.receive(body: UnsafeRawBufferPointer(start: bytes, count: total)) ? total : total &+ 1
}

private func headerArrived(_ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?) -> Int {
    guard let context else { return 0 }
    let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    let total = size &* count
    return transfer.receive(headerLine: UnsafeRawBufferPointer(start: bytes, count: total)) ? total : total &+ 1
}
