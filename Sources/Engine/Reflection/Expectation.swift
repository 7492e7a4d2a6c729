internal import Events
internal import Host
internal import Tools

/// What must be true of the output of a step (002-18).
///
/// A text is for a model to judge by. An object has rules, all of which must hold: `contains` and `not_contains` (a text or several), `matches` (a regular expression),
/// `schema` (JSON Schema of an output that is JSON), `file_exists` (a path or several), `command` (ends with status 0), `judge` (a text for a model).
struct Expectation: Sendable, Equatable {
    var contains: [String] = []
    var notContains: [String] = []
    var pattern: String?
    var schema: JSON?
    var files: [String] = []
    var command: String?
    /// For a model.
    var judge: String?

    private static let members = ["contains", "not_contains", "matches", "schema", "file_exists", "command", "judge"]

    /// Nil when anything will do, or when it is no expectation.
    init?(_ json: JSON) {
        if let text = json.string, text.utf8.contains(where: { $0 > 0x20 }) {
            judge = text
            return
        }
        guard let object = json.object, !object.members.isEmpty else { return nil }
        contains = Expectation.texts(object["contains"])
        notContains = Expectation.texts(object["not_contains"])
        pattern = object["matches"]?.string
        schema = object["schema"]
        files = Expectation.texts(object["file_exists"])
        command = object["command"]?.string
        judge = object["judge"]?.string
    }

    private static func texts(_ json: JSON?) -> [String] { json?.string.map { [$0] } ?? (json?.array ?? []).compactMap(\.string) }

    /// What is wrong with an expectation as it was written; nil when it can be held against an output.
    static func fault(_ json: JSON, called name: String = "expected_output") -> String? {
        switch json {
        case .null, .string: return nil
        case .object(let object):
            for member in object.members where !members.contains(member.key) {
                return
                    "\(name) has no rule \"\(Headline.of(member.key))\"; use \(members.joined(separator: ", ")), or a text"
            }
            if let pattern = object["matches"] {
                guard let text = pattern.string, OutputCheck.isPattern(text) else {
                    return "\(name).matches is no regular expression"
                }
            }
            if let schema = object["schema"], schema.object == nil { return "\(name).schema is no JSON Schema" }
            return nil
        default: return "\(name) is neither a text nor an object of rules"
        }
    }

    /// Whether what it says of the world can be seen without the output: whether files are there.
    var tellsOfTheWorld: Bool { !files.isEmpty }

    /// The first rule about the workspace that does not hold, in words; nil when all do.
    func brokenInWorld(_ workspace: Workspace) -> String? {
        for path in files where (try? workspace.status(path)) == nil { return "there is no \"\(Headline.of(path))\" in the workspace" }
        return nil
    }

    /// The first rule that does not hold of an output, in words; nil when all do that need neither a program nor a model.
    func broken(_ output: String, _ workspace: Workspace) -> String? {
        for text in contains where !output.contains(text) { return "\"\(Headline.of(text))\" is not in the output" }
        for text in notContains where output.contains(text) { return "\"\(Headline.of(text))\" is in the output" }
        if let pattern, !OutputCheck.matches(output, pattern) {
            return "the output does not match \(Headline.of(pattern))"
        }
        if let schema {
            guard let json = (try? JSON(parsing: output)) ?? FirstObject.read(output) else { return "the output is no JSON" }
            if let fault = OutputCheck.faults(in: json, by: schema).first { return "the output does not fit the schema: \(fault)" }
        }
        return brokenInWorld(workspace)
    }

    /// What the rules say, for a person; empty when there is only a text for a model.
    var words: String {
        var words: [String] = []
        if !contains.isEmpty { words.append("it contains " + contains.map { "\"\(Headline.of($0))\"" }.joined(separator: ", ")) }
        if !notContains.isEmpty {
            words.append("it does not contain " + notContains.map { "\"\(Headline.of($0))\"" }.joined(separator: ", "))
        }
        if let pattern { words.append("it matches \(Headline.of(pattern))") }
        if schema != nil { words.append("it fits the schema") }
        if !files.isEmpty {
            words.append(files.map { Headline.of($0) }.joined(separator: ", ") + (files.count == 1 ? " is there" : " are there"))
        }
        return words.joined(separator: "; ")
    }
}
