import Events
import TestKit
import Testing

@testable import Models

@Suite struct ImageContentTests {
    @Test(
        "bytes become Base64 as RFC 4648 has it",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
        ])
    func vectors(plain: String, encoded: String) {
        #expect(base64(Array(plain.utf8)) == encoded)
    }

    @Test("every byte has its place in Base64, and what is decoded again is what was")
    func roundTrip() throws {
        #expect(base64([0xFB, 0xFF, 0xBF]) == "+/+/" && base64([0, 0, 0]) == "AAAA" && base64([0xFF, 0xFF, 0xFF]) == "////")
        var random = SeededGenerator.fresh("ImageContentTests.roundTrip")
        for count in [255, 256, 257, 10_000] {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            #expect(decoded(base64(bytes)) == bytes)
        }
    }

    @Test("001-23: an image that a tool gave is a part of the next request, as a data URL beside the text")
    func imagePart() throws {
        let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47]
        let body = try body(
            [.user("look"), .images(text: "Here \"it\" is:", [reference("a", "image/png"), reference("b", "image/webp")])],
            images: ["a": png, "b": [1]])
        #expect(body["messages"]?[0] == ["role": "user", "content": "look"])
        #expect(
            body["messages"]?[1] == [
                "role": "user",
                "content": [
                    ["type": "text", "text": "Here \"it\" is:"],
                    ["type": "image_url", "image_url": ["url": "data:image/png;base64,iVBORw=="]],
                    ["type": "image_url", "image_url": ["url": "data:image/webp;base64,AQ=="]],
                ],
            ])
    }

    @Test("001-23: an image whose bytes are gone, or whose type is none, is told of in words")
    func missing() throws {
        let images = [reference("a", "image/png"), reference("b", "image/png"), reference("c", "text/html;\"x")]
        let some = try body([.images(text: "See:", images)], images: ["b": [1, 2, 3], "c": [1]])
        #expect(
            some["messages"]?[0]?["content"] == [
                ["type": "text", "text": "See:\n[a.png: the image cannot be shown]\n[c.png: the image cannot be shown]"],
                ["type": "image_url", "image_url": ["url": "data:image/png;base64,AQID"]],
            ])
        let none = try body([.images(text: "See:", [images[0]])], images: [:])
        #expect(none["messages"]?[0] == ["role": "user", "content": "See:\n[a.png: the image cannot be shown]"])
    }

    @Test("a conversation without images is sent byte for byte as before, whatever images lie beside it")
    func textOnly() {
        let request = ModelRequest(
            model: "m", messages: [.system("s"), .user("u"), .tool(toolCallID: "c", name: "a", content: "out")], tools: [],
            images: ["a": [1, 2, 3]])
        #expect(
            sent(request, ModelEndpoint(baseURL: "http://h/v1"))
                == #"{"model":"m","stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"system","content":"s"},"#
                + #"{"role":"user","content":"u"},{"role":"tool","tool_call_id":"c","content":"out"}]}"#)
    }

    private func body(_ messages: [ChatMessage], images: [String: [UInt8]]) throws -> JSON {
        let request = ModelRequest(model: "m", messages: messages, tools: [], images: images)
        return try JSON(parsing: sent(request, ModelEndpoint(baseURL: "http://h/v1")))
    }

    private func reference(_ id: String, _ type: String) -> ImageReference {
        ImageReference(artifactID: id, mediaType: type, bytes: 3, path: "\(id).png")
    }

    private func base64(_ bytes: [UInt8]) -> String {
        var output: [UInt8] = []
        Base64.append(bytes, to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    /// The other way, by the letter of the specification.
    private func decoded(_ text: String) -> [UInt8] {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        let values = text.prefix { $0 != "=" }.compactMap { alphabet.firstIndex(of: $0) }
        let bits = values.flatMap { value in (0..<6).map { value >> (5 - $0) & 1 } }
        return stride(from: 0, to: bits.count / 8 * 8, by: 8).map { start in UInt8(bits[start..<start + 8].reduce(0) { $0 << 1 | $1 }) }
    }
}
