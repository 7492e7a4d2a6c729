import Events
import Host
import TestKit
import Testing
import Tools

@testable import Service

/// Images that a prompt names.
@Suite struct PromptImageTests {
    private static let png: [UInt8] = [
        0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0, 0, 0, 0,
        0,
    ]

    @Test(
        "a name behind @ that ends like an image is one, with quotes around spaces and without the sentence's dot",
        arguments: [
            ("What is wrong in @shots/a.png?", ["shots/a.png"]),
            ("(@a.JPG, @b.webp) and @\"two words.gif\".", ["a.JPG", "b.webp", "two words.gif"]),
            ("@a.png @a.png", ["a.png"]), ("mail me@host.png", []), ("@readme.md @", []), ("a.png", []), ("@@a.png", []),
        ] as [(String, [String])])
    func names(prompt: String, expected: [String]) {
        #expect(PromptImages.names(in: prompt) == expected)
    }

    @Test("001-23: images that the prompt names are read once each; a name of no file is a word, and what cannot be looked at is told")
    func read() throws {
        let folder = try TemporaryFolder()
        try folder.write("a.png", Self.png)
        try folder.write("bad.png", Array("no image".utf8))
        let workspace = try Workspace(path: folder.path)
        let images = try PromptImages.read("@a.png and @./a.png and @gone.png", in: workspace)
        #expect(images.map(\.path) == ["a.png"] && images.first?.mediaType == "image/png" && images.first?.bytes == Self.png)
        let error = #expect(throws: ServiceError.self) { try PromptImages.read("see @bad.png", in: workspace) }
        #expect(error?.message.contains("bad.png") == true && error?.message.contains("; ") == true)
        #expect(throws: ServiceError.self) { try PromptImages.read("see @../up.png", in: workspace) }
    }
}
