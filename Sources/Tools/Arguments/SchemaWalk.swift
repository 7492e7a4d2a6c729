internal import Events
internal import Glibc

/// One check of a value against a schema: what it has cost so far, and where it stands.
///
/// The keywords are in extensions, one file for each kind of value. Used on one thread.
final class SchemaWalk {
    static let faultLimit = 8
    /// Schemas within schemas; a value has at most 64 levels, and each may take a few.
    static let depthLimit = 200
    static let stepLimit = 1_000_000
    /// Of the processor, so that a busy machine refuses nobody.
    static let timeLimitMicroseconds = 1_000_000

    let root: JSON
    /// Whether it is to be remembered what was looked at; only `unevaluated…` asks.
    let marksSeen: Bool
    /// It would have taken too long; what was found then means nothing.
    private(set) var gaveUp = false
    /// The `$ref`s that led to the schema at hand without leaving the value at hand.
    var references: [String] = []
    private var depth = 0
    private var steps = 0
    private var patterns: [String: SchemaPattern?] = [:]
    private let startedAt = SchemaWalk.processorMicroseconds()

    init(_ root: JSON) {
        self.root = root
        marksSeen = Self.names("unevaluated", in: root)
    }

    /// Adds what is wrong with `value` to `faults`, and says which of its parts the schema looked at.
    func check(_ value: JSON, _ schema: JSON, at place: ValuePlace, _ faults: inout [ArgumentFault]) -> SeenParts {
        guard faults.count < Self.faultLimit, spend() else { return SeenParts() }
        if schema.bool == false {
            faults.append(place.fault(.unknownMember, "is not allowed here; leave it out"))
        }
        guard let keywords = schema.object, !keywords.isEmpty else { return SeenParts() }
        guard depth < Self.depthLimit else {
            giveUp()
            return SeenParts()
        }
        depth += 1
        defer { depth -= 1 }
        guard checkType(value, schema, at: place, &faults) else { return SeenParts() }
        checkChoice(value, schema, at: place, &faults)
        var seen = SeenParts()
        switch value {
        case .integer, .number: checkNumber(value, schema, at: place, &faults)
        case .string(let text): checkText(text, schema, at: place, &faults)
        case .array(let items): checkItems(items, schema, at: place, &seen, &faults)
        case .object(let object): checkMembers(object, schema, at: place, &seen, &faults)
        case .null, .bool: break
        }
        checkCombined(value, schema, at: place, &seen, &faults)
        if marksSeen { checkUnseen(value, schema, at: place, &seen, &faults) }
        return seen
    }

    /// The same for a part of the value, where every `$ref` may come again.
    func checkPart(_ value: JSON, _ schema: JSON, at place: ValuePlace, _ faults: inout [ArgumentFault]) {
        let outer = references
        references = []
        defer { references = outer }
        _ = check(value, schema, at: place, &faults)
    }

    /// Whether the text holds what the pattern means; true when the pattern is none.
    func fits(_ text: String, _ pattern: String) -> Bool {
        let compiled = patterns[pattern] ?? SchemaPattern(pattern)
        patterns[pattern] = .some(compiled)
        guard let compiled else { return true }
        let answer = compiled.isFound(in: text) { spend(64) }
        if answer == nil { giveUp() }
        return answer ?? false
    }

    /// Counts what is done; false when it has been enough.
    func spend(_ count: Int = 1) -> Bool {
        let before = steps
        steps += count
        if steps > Self.stepLimit { giveUp() }
        if before / 1024 != steps / 1024, Self.processorMicroseconds() - startedAt > Self.timeLimitMicroseconds { giveUp() }
        return !gaveUp
    }

    func giveUp() { gaveUp = true }

    private static func processorMicroseconds() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return time.tv_sec &* 1_000_000 &+ time.tv_nsec / 1000
    }

    /// Whether a member whose name begins so stands anywhere in the schema.
    private static func names(_ prefix: String, in schema: JSON) -> Bool {
        switch schema {
        case .array(let items): items.contains { names(prefix, in: $0) }
        case .object(let object): object.members.contains { $0.key.hasPrefix(prefix) || names(prefix, in: $0.value) }
        default: false
        }
    }
}
