import Events
import Glibc
import TestKit
import Testing
import Wire

@testable import API
@testable import Service

/// docs/http-api.md against the code.
@Suite struct PageTests {
    private static let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)

    private static var text: String {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        guard let file = fopen("/\(root)/docs/http-api.md", "r") else { return "" }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes[..<count], as: UTF8.self)
    }

    /// The first cells of the table that begins below this head.
    private static func rows(below head: String) -> [String] {
        let behind = lines.drop { $0 != head }.dropFirst(2)
        return behind.prefix { $0.hasPrefix("| ") }.map { String($0.dropFirst(2).split(separator: " | ").first ?? "") }
    }

    @Test("002-09, 002-10: the page lists every route, every member of a run's body, every profile and every code, and no other")
    func tables() {
        #expect(Self.rows(below: "| route | does |") == Route.all.map { "`\($0.method)` `\($0.path)`" })
        #expect(Self.rows(below: "| member | means |").sorted() == RunBody.members.map { "`\($0)`" }.sorted())
        #expect(Self.rows(below: "| profile | events are |") == EventProfile.allCases.map { "`\($0.rawValue)`" })
        #expect(Self.rows(below: "| code | status | means |").sorted() == ErrorCode.ofRequests.map { "`\($0.word)`" }.sorted())
    }

    /// One fenced block, or the mark of a new world.
    private enum Piece {
        case world(String)
        case request([String])
        case answer(String)
        case stream([String])
    }

    private static func pieces() -> [Piece] {
        var pieces: [Piece] = []
        var rest = lines[...]
        while let line = rest.popFirst() {
            if line.hasPrefix("<!-- world: ") { pieces.append(.world(String(line.dropFirst(12).prefix { $0 != " " }))) }
            guard line.hasPrefix("```"), line.count > 3 else { continue }
            let block = Array(rest.prefix { $0 != "```" })
            rest = rest.dropFirst(block.count + 1)
            switch line {
            case "```http": pieces.append(.request(block))
            case "```json": pieces.append(.answer(block.joined()))
            case "```sse": pieces.append(.stream(block))
            default: break
            }
        }
        return pieces
    }

    private static func world(_ name: String) throws -> APIWorld {
        switch name {
        case "asking": try APIWorld(script: APIWorld.asking)
        case "writing": try APIWorld(script: APIWorld.writing)
        default: try APIWorld()
        }
    }

    @Test("every request of the page is answered as the page shows: the same members of the same kinds")
    func examples() async throws {
        var world = try APIWorld()
        var shapes = 0
        var answer = JSON.null
        var stream: [SeenEvent] = []
        for piece in Self.pieces() {
            switch piece {
            case .world(let name): world = try Self.world(name)
            case .request(let block):
                let words = try #require(block.first).split(separator: " ").map(String.init)
                let body = block.count > 1 ? try JSON(parsing: block[1...].joined(separator: "\n")) : nil
                if words[1].contains("/stream") {
                    stream = try await world.stream(words[0], words[1], body).all()
                } else {
                    answer = try await world.ask(words[0], words[1], body).json
                }
            case .answer(let text):
                shapes += 1
                expectShape(answer, try JSON(parsing: text), "\(shapes)")
            case .stream(let block):
                shapes += 1
                let shown = try #require(block.first { $0.hasPrefix("data: ") }).dropFirst(6)
                let id = try #require(block.first { $0.hasPrefix("id: ") }).dropFirst(4)
                let seen = try #require(stream.first { $0.id == id })
                #expect(block.contains("event: \(seen.name)"))
                expectShape(seen.json, try JSON(parsing: String(shown)), "\(shapes)")
            }
        }
        #expect(shapes >= 9)
    }

    /// Lists are compared by their first elements; payloads, and what is null on either side, by nothing.
    private func expectShape(_ real: JSON, _ shown: JSON, _ place: String) {
        if real.isNull || shown.isNull { return }
        func kind(_ json: JSON) -> String { json.typeName == "integer" ? "number" : json.typeName }
        #expect(kind(real) == kind(shown), "\(place): \(real.text.prefix(200))")
        if case .object(let real) = real, case .object(let shown) = shown {
            #expect(real.keys == shown.keys, "\(place)")
            for key in shown.keys where key != "payload" { expectShape(real[key] ?? .null, shown[key] ?? .null, place + "." + key) }
        }
        if let first = real.array?.first, let wanted = shown.array?.first { expectShape(first, wanted, place + "[0]") }
    }
}
