public import Engine
internal import Events
internal import Host

/// A scripted run that really uses the tools, in a workspace of its own.
public struct Demo: Sendable {
    public let name: String
    /// One line for a list.
    public let summary: String
    public let prompt: String
    public let approve: ApprovePolicy
    let limits: RunLimits
    /// What the model says: a script of the scripted provider.
    let script: JSON
    /// The files of its workspace, by path.
    let files: [(path: String, text: String)]

    /// The demo that opens without a name.
    public static let first = "mend"

    /// In the order they are listed.
    public static var names: [String] { catalogue.map(\.name) }

    private static let catalogue: [(name: String, bytes: [UInt8])] = [
        ("mend", PackageResources.mend_json5),
        ("retry", PackageResources.retry_json5),
        ("ask", PackageResources.ask_json5),
        ("long", PackageResources.long_json5),
        ("tour", PackageResources.tour_json5),
    ]

    public static func all() throws(ServiceError) -> [Demo] {
        var demos: [Demo] = []
        for entry in catalogue { demos.append(try Demo(entry.name, entry.bytes)) }
        return demos
    }

    /// Nil when there is none of that name.
    public static func named(_ name: String) throws(ServiceError) -> Demo? {
        guard let entry = catalogue.first(where: { $0.name == name }) else { return nil }
        return try Demo(name, entry.bytes)
    }

    /// Reads a demo: an object of `summary`, `prompt`, `approve`, `limits` (as events carry them), `files`, and the `turns` and `purposes` of a script.
    ///
    /// `{lines: ["a", "b"]}` stands for a text of lines.
    init(_ name: String, _ bytes: [UInt8]) throws(ServiceError) {
        let json: JSON
        do throws(JSONParseError) { json = Demo.joiningLines(try JSON(json5: bytes)) } catch {
            throw ServiceError(.internalFault, "the demo \(name) cannot be read (\(error.reason)); install lathe anew")
        }
        guard let summary = json["summary"]?.string, let prompt = json["prompt"]?.string, let turns = json["turns"],
            let approve = json["approve"]?.string.flatMap(ApprovePolicy.init(rawValue:))
        else { throw ServiceError(.internalFault, "the demo \(name) is not whole; install lathe anew") }
        self.name = name
        self.summary = summary
        self.prompt = prompt
        self.approve = approve
        var script = JSONObject([JSONObject.Member("turns", turns)])
        if let purposes = json["purposes"] { script["purposes"] = purposes }
        self.script = .object(script)
        var limits = RunLimits(json["limits"] ?? .null)
        limits.maxIterations = 24
        limits.maxFailures = 4
        self.limits = limits
        files = (json["files"]?.object?.members ?? []).compactMap { member in member.value.string.map { (member.key, $0) } }
    }

    private static func joiningLines(_ json: JSON) -> JSON {
        switch json {
        case .array(let items): return .array(items.map(joiningLines))
        case .object(let object):
            if object.members.count == 1, let lines = object["lines"]?.array {
                return .string(lines.compactMap(\.string).joined(separator: "\n"))
            }
            return .object(JSONObject(object.members.map { JSONObject.Member($0.key, joiningLines($0.value)) }))
        default: return json
        }
    }

    /// Makes a temporary workspace with the demo's files.
    ///
    /// Blocks.
    public func prepare() throws(ServiceError) -> DemoStage {
        do throws(HostError) {
            let folder = try TemporaryFolder.make(prefix: "lathe-demo-\(name)")
            let workspace = try Workspace(path: folder)
            for file in files { _ = try workspace.writeAtomically(file.path, Array(file.text.utf8), creatingParents: true) }
            return DemoStage(workspacePath: folder)
        } catch {
            throw ServiceError(error)
        }
    }

    /// The settings of this demo: its script, its workspace, its approvals; the rest stays, and so do a mode and a limit of rounds that were options.
    public func applied(to settings: Settings, _ stage: DemoStage) -> Settings {
        var settings = settings
        settings.provider = "scripted"
        settings.demo = name
        settings.model = "demo/\(name)"
        settings.workspacePath = stage.workspacePath
        settings.approve = approve
        if settings.origins[.mode] != "options" { settings.mode = .loop }
        var limits = limits
        if settings.origins[.maxIterations] == "options" { limits.maxIterations = settings.limits.maxIterations }
        settings.limits = limits
        return settings
    }
}

/// The workspace of a demo.
public struct DemoStage: Sendable {
    public let workspacePath: String

    /// Removes the workspace with all in it.
    public func remove() { TemporaryFolder.remove(workspacePath) }
}
