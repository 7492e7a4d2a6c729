import Events
import Models
import TestKit
import Testing
import Tools

@testable import Engine

/// Images that the prompt of a run names.
@Suite struct PromptImageRunTests {
    @Test("001-23, 001-66: images of the prompt are kept beside the log and shown to the model in the first and every later request")
    func shown() async throws {
        let bench = try Bench(
            [.call("look", id: "c1"), .say("Done.")], tools: [("look", .answering(.success("seen")))],
            adjusting: { request, _ in request.images = [ToolImage(bytes: [1, 2, 3], mediaType: "image/png", path: "a.png")] })
        #expect(await bench.execute().result == "Done.")
        #expect(bench.model.requests.count == 2)
        for request in bench.model.requests {
            guard case .images(let text, let images)? = request.messages.dropFirst().first else { return #expect(Bool(false), "no image") }
            #expect(text.contains("a.png") && text.contains("Do it."))
            #expect(request.images[images[0].artifactID] == [1, 2, 3])
        }
    }
}
