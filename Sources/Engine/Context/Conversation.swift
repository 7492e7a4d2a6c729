internal import Events
internal import Models

/// What was said, folded from events, and the messages that follow from it.
///
/// Only an answer that came whole is in it, and only the calls that were started; so the messages are well formed at every point: each call
/// of an answer is followed by its result, and a person never speaks twice in a row.
struct Conversation: Sendable, Equatable {
    /// A call that was started.
    struct Call: Sendable, Equatable {
        let id: String
        let name: String
        let arguments: String
        var result: String?
        var images: [ImageReference] = []
    }

    /// A call as the model writes it.
    struct Draft: Sendable, Equatable {
        let id: String
        var name: String
        var arguments: String
    }

    struct Answer: Sendable, Equatable {
        let callID: String
        let iteration: Int
        var text = ""
        var reasoning = ""
        var drafts: [Draft] = []
        /// In the order of the drafts, whatever the order they were started in.
        var calls: [Call] = []
        /// What its provider wants back unread.
        var carried: CarriedParts?
    }

    enum Entry: Sendable, Equatable {
        case user(String)
        /// From a source beside the conversation, or a word of ours to the model.
        case note(String)
        /// Images, and what is said of them.
        case images(String, [ImageReference])
        case answer(Answer)
        /// Stands for entries that left.
        case summary(String)
    }

    private(set) var entries: [Entry] = []
    private(set) var open: Answer?
    /// Messages of the person that the model has not been sent yet.
    private(set) var undelivered: [String] = []
    /// Words of ours that the model has not been sent yet.
    private var pendingNotes: [String] = []
    /// Entries that never leave: what was put before the prompt, and the prompt.
    private(set) var headCount = 0
    /// What left, one for each compaction that was not taken back.
    private(set) var archives: [[Entry]] = []
    /// Bytes of everything in `entries`.
    private(set) var byteCount = 0
    /// The messages of the first `settledCount` entries, which change no more: so a round costs what it adds and not what came before it.
    private var settled = MessageList()
    private var settledCount = 0

    mutating func begin(_ prompt: String) {
        append(.user(prompt))
        headCount = entries.count
    }

    mutating func say(_ text: String) { append(.user(text)) }

    /// Something from a source beside the conversation: before the prompt as long as nothing was answered.
    ///
    /// What comes later is told as a note; images come only before.
    mutating func add(_ note: String, images: [ImageReference] = []) {
        guard headCount == entries.count, open == nil, headCount > 0 else { return tell(note) }
        let entry = images.isEmpty ? Entry.note(note) : .images(note, images)
        entries.insert(entry, at: headCount - 1)
        unsettle()
        byteCount &+= entry.byteCount
        headCount += 1
    }

    /// A word of ours, heard with the next request.
    mutating func tell(_ note: String) { pendingNotes.append(note) }

    mutating func steer(_ text: String) { undelivered.append(text) }

    /// Takes out what the person said and nobody was sent, for somebody who is told of it beside the conversation.
    mutating func deliverAside() -> [String] {
        defer { undelivered = [] }
        return undelivered
    }

    /// - Parameter replacing: an answer of the same round, of which nothing was run, gives way to this one.
    mutating func beginAnswer(_ callID: String, iteration: Int, replacing: Bool = false) {
        if replacing { dropIdleAnswer(of: iteration) }
        for note in pendingNotes { append(.note(note)) }
        for text in undelivered { append(.user(text)) }
        pendingNotes = []
        undelivered = []
        for entry in entries[settledCount...] { settled.add(entry) }
        settledCount = entries.count
        open = Answer(callID: callID, iteration: iteration)
    }

    /// Drops the answer of a round when nothing of it was run: it is asked for again.
    mutating func dropIdleAnswer(of iteration: Int) {
        guard case .answer(let last)? = entries.last, last.iteration == iteration, last.calls.isEmpty else { return }
        byteCount &-= Entry.answer(last).byteCount
        entries.removeLast()
        if settledCount > entries.count { unsettle() }
    }

    mutating func think(_ delta: ReasoningDelta) { if open?.callID == delta.callID { open?.reasoning += delta.text } }

    mutating func speak(_ delta: TextDelta) { if open?.callID == delta.callID { open?.text += delta.text } }

    mutating func draft(_ delta: ToolCallDelta) {
        guard open?.callID == delta.callID else { return }
        guard let index = open?.drafts.firstIndex(where: { $0.id == delta.toolCallID }) else {
            open?.drafts.append(Draft(id: delta.toolCallID, name: delta.name ?? "", arguments: delta.argumentsFragment))
            return
        }
        if let name = delta.name, open?.drafts[index].name.isEmpty == true { open?.drafts[index].name = name }
        open?.drafts[index].arguments += delta.argumentsFragment
    }

    mutating func endAnswer(carried: CarriedParts?) {
        open?.carried = carried
        if let open { append(.answer(open)) }
        open = nil
    }

    mutating func dropAnswer() { open = nil }

    mutating func start(_ call: ToolCallStarted) {
        changeLastAnswer { answer in
            func place(_ id: String) -> Int { answer.drafts.firstIndex { $0.id == id } ?? .max }
            let mine = place(call.toolCallID)
            let draft = mine == .max ? nil : answer.drafts[mine]
            let name = Conversation.sendableName(draft?.name ?? "", or: call.tool)
            let index = answer.calls.firstIndex { place($0.id) > mine } ?? answer.calls.count
            answer.calls.insert(
                Call(id: call.toolCallID, name: name, arguments: Conversation.sendableArguments(draft, call)), at: index)
        }
    }

    mutating func finish(_ call: ToolCallFinished) {
        changeLastAnswer { answer in
            guard let index = answer.calls.lastIndex(where: { $0.id == call.toolCallID }) else { return }
            answer.calls[index].result = call.output
            answer.calls[index].images = call.images
        }
        byteCount &+= call.output.utf8.count &+ call.images.count &* TokenEstimate.charactersOfImage
    }

    /// The newest whole answer.
    var lastAnswer: Answer? {
        for entry in entries.reversed() {
            if case .answer(let answer) = entry { return answer }
        }
        return nil
    }

    /// The text of the newest whole answer; empty when there is none.
    var lastAnswerText: String { lastAnswer?.text ?? "" }

    // MARK: Compaction

    /// Puts `summary` in the place of everything between the head and the newest `kept` entries.
    mutating func compact(_ summary: String, removing removed: Int) {
        guard removed > 0, headCount + removed <= entries.count else { return }
        let range = headCount..<headCount + removed
        archives.append(Array(entries[range]))
        entries.replaceSubrange(range, with: [.summary(summary)])
        unsettle()
        byteCount = entries.reduce(0) { $0 &+ $1.byteCount }
    }

    /// Takes the newest compaction back.
    mutating func restore() {
        guard let archive = archives.popLast(), entries.indices.contains(headCount), case .summary = entries[headCount] else { return }
        entries.replaceSubrange(headCount...headCount, with: archive)
        unsettle()
        byteCount = entries.reduce(0) { $0 &+ $1.byteCount }
    }

    /// The entries are not what they were.
    private mutating func unsettle() {
        settled = MessageList()
        settledCount = 0
    }

    private mutating func append(_ entry: Entry) {
        entries.append(entry)
        byteCount &+= entry.byteCount
    }

    private mutating func changeLastAnswer(_ change: (inout Answer) -> Void) {
        guard let index = entries.lastIndex(where: { if case .answer = $0 { true } else { false } }),
            case .answer(var answer) = entries[index]
        else { return }
        if index < settledCount { unsettle() }
        // Let go of the array's copy, so that the change is made in place.
        entries[index] = .note("")
        change(&answer)
        entries[index] = .answer(answer)
    }

    // MARK: Messages

    /// The messages as they would be sent now.
    var messages: [ChatMessage] {
        var list = settled
        for entry in entries[settledCount...] { list.add(entry) }
        pendingNotes.forEach { list.add($0) }
        undelivered.forEach { list.add($0) }
        return list.messages
    }

    /// A name that every provider takes back; some answer a request whose history holds any other with an error.
    private static func sendableName(_ name: String, or tool: String) -> String {
        let bytes = (name.isEmpty ? tool : name).utf8.prefix(64).map { byte -> UInt8 in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "_"), UInt8(ascii: "-"):
                byte
            default: UInt8(ascii: "_")
            }
        }
        return bytes.isEmpty ? "unknown" : String(decoding: bytes, as: UTF8.self)
    }

    /// The arguments byte by byte as the model wrote them when they are an object, so that a provider's cache holds; wrapped in one when
    /// they are not.
    private static func sendableArguments(_ draft: Draft?, _ call: ToolCallStarted) -> String {
        guard case .object = call.arguments else { return JSON.object(JSONObject([.init("invalid_arguments", call.arguments)])).text }
        guard let draft, draft.arguments.utf8.contains(UInt8(ascii: "{")) else { return call.arguments.text }
        return draft.arguments
    }
}

extension Conversation.Entry {
    /// The bytes of what is said, for an estimate of its tokens.
    var byteCount: Int {
        switch self {
        case .user(let text), .note(let text), .summary(let text): text.utf8.count
        case .images(let text, let images): text.utf8.count &+ images.count &* TokenEstimate.charactersOfImage
        case .answer(let answer):
            answer.calls.reduce(
                answer.text.utf8.count &+ answer.reasoning.utf8.count
                    &+ answer.drafts.reduce(0) { $0 &+ $1.name.utf8.count &+ $1.arguments.utf8.count }
            ) { $0 &+ ($1.result?.utf8.count ?? 0) &+ $1.images.count &* TokenEstimate.charactersOfImage }
        }
    }
}
