import Glibc
import TestKit
import Testing

@testable import Models

/// What a server of others sent, as a recording beside these tests.
struct Fixture: Sendable, CustomTestStringConvertible {
    let name: String
    /// As `Reading.summary` tells it.
    let summary: String
    var reasoning = ""
    var testDescription: String { name }

    private static let thought = "A tool will tell."
    private static let callsList = "tool_calls:I look with list_directory.list_directory{}"

    /// LiteLLM 1.108.7 before a server that speaks OpenAI's formats or Anthropic's, or with its own mock answers, and llama-cpp-python.
    static let all: [Fixture] = [
        Fixture(name: "litellm-chat", summary: callsList, reasoning: thought),
        Fixture(name: "litellm-chat-of-claude", summary: callsList, reasoning: thought),
        Fixture(name: "litellm-chat-mock", summary: "stop:Hello from litellm."),
        Fixture(name: "litellm-responses", summary: callsList, reasoning: thought),
        Fixture(name: "litellm-responses-of-claude", summary: callsList, reasoning: thought),
        Fixture(name: "litellm-responses-of-chat", summary: callsList, reasoning: thought),
        Fixture(name: "litellm-responses-error", summary: "error:server_error"),
        Fixture(name: "litellm-messages", summary: callsList, reasoning: thought),
        Fixture(name: "litellm-messages-of-chat", summary: callsList, reasoning: thought),
        Fixture(name: "litellm-messages-of-claude", summary: callsList, reasoning: thought),
        Fixture(name: "litellm-messages-in-one-piece", summary: "stop:Hello from litellm."),
        Fixture(name: "llama-cpp-python-chat", summary: #"tool_calls:task_finish{"result":"Hello from a tiny model."}"#),
    ]

    func recording() throws -> Recording { try Recording(bytes: Fixture.bytes(name), name: name) }

    static func bytes(_ name: String) throws -> [UInt8] {
        // Tests/ModelsTests/Recordings/Fixture.swift
        let folder = "\(#filePath)".split(separator: "/", omittingEmptySubsequences: false).dropLast(2).joined(separator: "/")
        let file = try #require(fopen("\(folder)/Fixtures/\(name).jsonl", "r"), "there is no fixture \(name)")
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
        return bytes
    }
}

/// Plays the exchanges of a recording one after the other, without waiting.
func play(_ recording: Recording, messages: [ChatMessage] = [.user("hello")]) async -> [Reading] {
    let driver = RecordedDriver(recording: recording, surroundings: testSurroundings, sleep: { _ in })
    var readings: [Reading] = []
    for _ in recording.exchanges {
        readings.append(await Reading(driver.stream(ModelRequest(model: "m", messages: messages, tools: []))))
    }
    return readings
}
