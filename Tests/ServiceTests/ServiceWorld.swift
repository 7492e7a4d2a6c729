import Engine
import Events
import TestKit

@testable import Service

/// A service with a store, a workspace and a script of its own.
struct ServiceWorld {
    let folder: TemporaryFolder
    var settings: Settings

    init(script: String) throws {
        folder = try TemporaryFolder()
        try folder.makeFolder("work")
        let path = try folder.write("script.json5", script)
        settings = try Settings.load(
            environment: ["HOME": folder.path], options: [.script: path], workingFolder: folder.path(of: "work"))
        settings.approve = .all
        // What is there to be told comes, however slow the machine is.
        settings.knowledgeWait = .seconds(20)
    }

    func service() throws -> Service {
        try Service(settings: settings, surroundings: .live(environment: ["HOME": folder.path, "PATH": "/usr/bin:/bin"]))
    }

    /// Answers with this at once.
    static func saying(_ text: String) -> String { "{turns: [{text: '\(text)', first_delay_ms: 0, pace_ms: 0}]}" }

    /// Says a word, then is silent for an hour.
    static let silent = "{turns: [{text: 'Working on it', chunk: 7, first_delay_ms: 0, pace_ms: 3600000}]}"
}

extension Service {
    func all(of runID: String) throws -> [RunEvent] { try events(of: runID, after: 0, limit: 100_000) }

    /// Waits until the run has an event of this type.
    func wait(for type: String, count: Int = 1, in runID: String) async throws {
        try await eventually("the run has \(type)") { ((try? all(of: runID)) ?? []).count { $0.type == type } >= count }
    }
}

extension Demo {
    /// The script without its pauses.
    var fastScript: String {
        func fast(_ turns: JSON?) -> JSON {
            .array(
                (turns?.array ?? []).map { turn -> JSON in
                    var object = turn.object ?? JSONObject()
                    for key in ["chunk", "pace_ms", "first_delay_ms"] { object[key] = nil }
                    return .object(object)
                })
        }
        let purposes = (script["purposes"]?.object?.members ?? []).map { JSONObject.Member($0.key, fast($0.value)) }
        return
            ([
                "turns": fast(script["turns"]), "purposes": .object(JSONObject(purposes)), "chunk": 200, "pace_ms": 0, "first_delay_ms": 0,
            ] as JSON).text
    }
}
