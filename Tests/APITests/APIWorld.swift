import Engine
import Events
import Synchronization
import TestKit
import Wire

@testable import API
@testable import Service

/// A server on a free port of loopback, with a service, a workspace and a script of its own.
final class APIWorld: Sendable {
    let folder: TemporaryFolder
    let service: Service
    let server: APIServer
    let client = HTTPClient()

    /// `adjust` changes the settings before the service begins, and what the server is told.
    init(
        script: String = APIWorld.saying("All is well."), adjust: (inout Settings, inout APIServer.Options) -> Void = { _, _ in }
    ) throws {
        folder = try TemporaryFolder()
        let work = try folder.makeFolder("work")
        var settings = try Settings.load(
            environment: ["HOME": folder.path], options: [.script: try folder.write("script.json5", script)], workingFolder: work)
        settings.approve = .all
        var options = APIServer.Options(version: "1.2.3")
        options.port = 0
        adjust(&settings, &options)
        service = try Service(settings: settings, surroundings: .live(environment: ["HOME": folder.path, "PATH": "/usr/bin:/bin"]))
        server = try APIServer(service: service, options: options)
    }

    deinit {
        service.stopRuns()
        server.stop()
        service.shutDown()
    }

    static func turns(_ turns: String) -> String { "{first_delay_ms: 0, pace_ms: 0, turns: [\(turns)]}" }
    static func saying(_ text: String) -> String { turns("{reasoning: 'I think.', text: '\(text)'}") }
    /// Says a word, then is silent for an hour.
    static let silent = "{turns: [{text: 'Working on it', chunk: 7, first_delay_ms: 0, pace_ms: 3600000}]}"
    /// Asks, then ends with what was answered.
    static let asking = turns(
        "{tool_calls: [{name: 'ask_user', arguments: {question: 'Which one?', options: ['red', 'blue']}}]}, {text: 'Thanks.'}")
    /// Writes a file, which must be allowed first.
    static let writing = turns("{tool_calls: [{name: 'write_file', arguments: {path: 'a.txt', content: 'x'}}]}, {text: 'Written.'}")

    struct Answer {
        let status: Int
        let head: HTTPHead
        let json: JSON
        var code: String? { json["error"]?["code"]?.string }
        var message: String { json["error"]?["message"]?.string ?? "" }
    }

    func ask(_ method: String, _ path: String, _ body: JSON? = nil, headers: [(String, String)] = []) async throws -> Answer {
        let sent = body == nil ? headers : [("Content-Type", "application/json")] + headers
        let request = HTTPRequest(method: method, url: server.url + path, headers: APIWorld.named(sent), body: body?.bytes ?? [])
        let response = try await client.send(request)
        let json = response.body.isEmpty ? JSON.null : try JSON(parsing: response.body)
        return Answer(status: response.head.status, head: response.head, json: json)
    }

    private static func named(_ pairs: [(String, String)]) -> [(name: String, value: String)] { pairs.map { (name: $0.0, value: $0.1) } }

    func get(_ path: String, headers: [(String, String)] = []) async throws -> Answer { try await ask("GET", path, headers: headers) }
    func post(_ path: String, _ body: JSON? = [:]) async throws -> Answer { try await ask("POST", path, body) }

    /// Opens a stream of events.
    func stream(_ method: String = "POST", _ path: String, _ body: JSON? = nil, headers: [(String, String)] = []) -> EventReader {
        let sent = [("Accept", "text/event-stream")] + (body == nil ? [] : [("Content-Type", "application/json")]) + headers
        return EventReader(
            client.stream(HTTPRequest(method: method, url: server.url + path, headers: APIWorld.named(sent), body: body?.bytes ?? [])))
    }

    func events(_ runID: String) throws -> [RunEvent] { try service.events(of: runID, after: 0, limit: 100_000) }

    func wait(for type: String, in runID: String) async throws {
        try await eventually("the run has \(type)") { [self] in (try? events(runID))?.contains { $0.type == type } ?? false }
    }

    /// The id of the only run that goes on.
    func liveRun() async throws -> String {
        try await eventually("a run goes on") { [service] in !service.liveRuns.isEmpty }
        return service.liveRuns.first ?? ""
    }
}

/// One server-sent event as a client sees it.
struct SeenEvent: Sendable, Equatable {
    let id: String
    let name: String
    let data: String
    var json: JSON { (try? JSON(parsing: data)) ?? .null }
}

/// Reads a stream of events with the parser that reads models.
final class EventReader: Sendable {
    private struct State {
        var parser = ServerSentEventParser()
        var events: [SeenEvent] = []
        var raw: [UInt8] = []
        var head: HTTPHead?
        var isOver = false
    }

    private let state = Mutex(State())
    private let stream: HTTPStream

    init(_ stream: HTTPStream) {
        self.stream = stream
        Task.detached { [self] in
            do {
                for try await part in stream { take(part) }
            } catch {}
            state.withLock { $0.isOver = true }
        }
    }

    private func take(_ part: HTTPPart) {
        state.withLock { state in
            switch part {
            case .head(let head): state.head = head
            case .bytes(let bytes):
                state.raw += bytes
                var seen: [SeenEvent] = []
                bytes.withUnsafeBytes { raw in
                    try? state.parser.feed(raw) { event in
                        seen.append(SeenEvent(id: event.lastEventID, name: event.name, data: String(decoding: event.data, as: UTF8.self)))
                    }
                }
                state.events += seen
            }
        }
    }

    var events: [SeenEvent] { state.withLock { $0.events } }
    var text: String { state.withLock { String(decoding: $0.raw, as: UTF8.self) } }
    var head: HTTPHead? { state.withLock { $0.head } }
    var runID: String { head?.value("Lathe-Run-Id") ?? "" }

    func waitForHead() async throws { try await eventually("the stream begins") { [self] in head != nil } }
    func wait(for name: String) async throws { try await eventually("\(name) comes") { [self] in events.contains { $0.name == name } } }

    /// Everything, once the server has ended the stream.
    func all() async throws -> [SeenEvent] {
        try await eventually("the stream ends") { [self] in state.withLock { $0.isOver } }
        return events
    }

    /// Goes away.
    func leave() { stream.cancel() }
}
