import Events
import Glibc
import Wire

/// How fast a model's stream is read.
struct ParseBenchmark: Benchmark {
    let name = "parse"

    func figures() async throws -> [Figure] {
        let count = 50_000
        let bytes = (0..<count).flatMap(Samples.chunk)
        var seen = 0
        let lines = try best(of: 5) {
            var parser = ServerSentEventParser()
            try each16K(of: bytes) { part in try parser.feed(part) { _ in seen += 1 } }
        }
        let parsed = try best(of: 5) {
            var parser = ServerSentEventParser()
            try each16K(of: bytes) { part in
                try parser.feed(part) { event in
                    if let json = try? JSON(parsing: event.data, repairingText: true), json["choices"] != nil { seen += 1 }
                }
            }
        }
        guard seen == 10 * count else { return [] }
        return [
            Figure("parse: server-sent events of 250 bytes", Double(count) / lines, "chunks/s"),
            Figure("parse: the same with their JSON", Double(count) / parsed, "chunks/s", aim: "≥ 200000"),
            Figure("parse: the same", Double(bytes.count) / parsed / 1_048_576, "MiB/s"),
        ]
    }

    private func each16K(of bytes: [UInt8], _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        try bytes.withUnsafeBytes { all in
            var start = 0
            while start < all.count {
                let end = min(all.count, start + 16_384)
                try body(UnsafeRawBufferPointer(rebasing: all[start..<end]))
                start = end
            }
        }
    }
}
