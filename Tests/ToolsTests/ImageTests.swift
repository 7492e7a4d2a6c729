import Events
import TestKit
import Testing

@testable import Tools

@Suite("Images")
struct ImageTests {
    static let samples: [(name: String, bytes: [UInt8], type: String, width: Int, height: Int)] = [
        ("PNG", ImageSamples.png, "image/png", 1, 1),
        ("PNG large", ImageSamples.png(width: 8000, height: 4321), "image/png", 8000, 4321),
        ("GIF", ImageSamples.gif, "image/gif", 1, 1),
        ("JPEG", ImageSamples.jpeg(width: 640, height: 480), "image/jpeg", 640, 480),
        ("JPEG progressive", ImageSamples.jpeg(width: 3, height: 7000, frame: 0xC2), "image/jpeg", 3, 7000),
        ("WebP lossy", ImageSamples.webPLossy(width: 320, height: 200), "image/webp", 320, 200),
        ("WebP lossless", ImageSamples.webPLossless(width: 5000, height: 17), "image/webp", 5000, 17),
        ("WebP extended", ImageSamples.webPExtended(width: 7999, height: 8000), "image/webp", 7999, 8000),
    ]

    @Test("001-40: PNG, JPEG, GIF and WebP are known by their bytes, with their size", arguments: samples.map(\.name))
    func headers(name: String) throws {
        let sample = try #require(Self.samples.first { $0.name == name })
        let header = try #require(ImageHeader(sample.bytes))
        #expect(header.mediaType == sample.type && header.width == sample.width && header.height == sample.height)
    }

    @Test("A header that is cut anywhere is refused or tells the same; nothing in between", arguments: samples.map(\.name))
    func truncated(name: String) throws {
        let sample = try #require(Self.samples.first { $0.name == name })
        for length in 0..<sample.bytes.count {
            guard let header = ImageHeader(Array(sample.bytes.prefix(length))) else { continue }
            #expect(header.width == sample.width && header.height == sample.height, "\(length) bytes")
        }
        #expect(ImageHeader(Array(sample.bytes.prefix(12))) == nil)
    }

    @Test("No change of any header traps or hangs, or gives a size that is none")
    func mutated() {
        var random = SeededGenerator.fresh("ImageTests.mutated")
        for _ in 0..<20_000 {
            var bytes = Self.samples.randomElement(using: &random)?.bytes ?? []
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let place = Int.random(in: 0..<max(1, bytes.count), using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[place] = [0, 1, 2, 0x7F, 0x80, 0xFF].randomElement(using: &random) ?? 0
                case 1: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 2: bytes.insert(0xFF, at: place)
                default: if bytes.count > 1 { bytes.remove(at: place) }
                }
            }
            if let header = ImageHeader(bytes) { #expect(header.width > 0 && header.height > 0) }
        }
    }

    @Test("001-40: reading an image gives its bytes for the model, and a text that tells what it is", arguments: samples.map(\.name))
    func reads(name: String) async throws {
        let sample = try #require(Self.samples.first { $0.name == name })
        let bench = try Bench()
        // The name says nothing.
        try bench.put("pictures/one.txt", bytes: sample.bytes)
        let result = await bench.call(ToolName.readImage, ["path": "./pictures/one.txt"])
        #expect(result.status == .success)
        #expect(result.images == [ToolImage(bytes: sample.bytes, mediaType: sample.type, path: "pictures/one.txt")])
        let words = "pictures/one.txt: \(sample.type), \(sample.width) × \(sample.height) pixels, \(sample.bytes.count) bytes"
        #expect(result.output.hasPrefix(words))
        #expect(result.metadata["width"]?.integer == sample.width && result.metadata["media_type"]?.string == sample.type)
    }

    @Test("001-40: what is no image, is damaged or too large is refused with a cure")
    func refusals() async throws {
        let bench = try Bench()
        try bench.put("notes.png", "no picture")
        try bench.put("empty.png", "")
        try bench.put("cut.png", bytes: Array(ImageSamples.png.prefix(20)))
        try bench.put("zero.png", bytes: ImageSamples.png(width: 0, height: 5))
        try bench.put("vast.png", bytes: ImageSamples.png(width: 8001, height: 2))
        try bench.put("negative.png", bytes: ImageSamples.png(width: 1, height: .max))
        try bench.put("heavy.png", bytes: ImageSamples.png + [UInt8](repeating: 0, count: 5_242_881 - ImageSamples.png.count))
        try bench.put("just.png", bytes: ImageSamples.png + [UInt8](repeating: 0, count: 5_242_880 - ImageSamples.png.count))
        for (path, code, words) in [
            ("notes.png", ErrorCode.unsupportedImage, "is no PNG, JPEG, GIF or WebP"), ("empty.png", .unsupportedImage, "is no PNG"),
            ("cut.png", .unsupportedImage, "begins like image/png"), ("zero.png", .unsupportedImage, "cut or damaged"),
            ("vast.png", .tooLarge, "8001 × 2 pixels"), ("negative.png", .unsupportedImage, "cut or damaged"),
            ("heavy.png", .tooLarge, "5242881 bytes"), ("nobody.png", .notFound, "does not exist"),
            ("way_out/canary", .pathOutsideWorkspace, "outside"),
        ] {
            let result = await bench.call(ToolName.readImage, ["path": .string(path)])
            #expect(result.status == .error && result.errorCode == code, "\(path): \(result.output)")
            #expect(result.output.contains(words) && result.output.contains("; ") && result.images.isEmpty, "\(path): \(result.output)")
        }
        #expect(await bench.call(ToolName.readImage, ["path": "just.png"]).images.first?.bytes.count == 5_242_880)
    }

    @Test("001-40: reading an image asks nobody and may run beside other reading")
    func effects() {
        let call = ToolDispatcher().prepare(name: "_read_image", arguments: #"{"path": "a/b.png"}"#)
        #expect(call.tool == ToolName.readImage && call.effects == [.read] && call.summary == "a/b.png")
        #expect(call.footprint == Footprint(reads: ["a/b.png"]))
    }
}
