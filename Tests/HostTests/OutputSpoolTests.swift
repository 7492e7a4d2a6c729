import Glibc
import TestKit
import Testing

@testable import Host

@Suite("Long outputs", .serialized)
struct OutputSpoolTests {
    private func run(
        _ line: String, kept: Int = 67_108_864, environment: [String: String] = ["PATH": "/usr/bin:/bin"]
    ) async throws -> ProcessOutcome {
        var request = ProcessRequest(.shell(line), in: try Folder(path: "/tmp"), callID: "call-1", timeLimit: .seconds(120))
        request.wholeLimitBytes = kept
        return try await ProcessRunner(environment: environment).run(request)
    }

    /// What `seq 1 count` prints.
    private func numbers(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        for number in 1...count { bytes += Array("\(number)\n".utf8) }
        return bytes
    }

    @Test("003-19: the whole of a long output is there, byte for byte")
    func whole() async throws {
        let expected = numbers(200_000)
        let outcome = try await run("seq 1 200000; exit 7")
        #expect(outcome.ending == .exited(code: 7))
        #expect(outcome.output.droppedByteCount > 0)
        let whole = try #require(outcome.whole)
        #expect(whole.totalByteCount == expected.count && whole.missing.isEmpty)
        #expect(try whole.bytes(limitBytes: 10_000_000) == expected)
        #expect(try whole.read(from: 131_000, limitBytes: 777) == Array(expected[131_000..<131_777]))
        #expect(try whole.read(from: expected.count - 5, limitBytes: 100) == Array(expected.suffix(5)))
        #expect(try whole.read(from: expected.count, limitBytes: 100) == [] && whole.read(from: -1, limitBytes: 100) == [])
        let cut = try whole.bytes(limitBytes: 1000)
        #expect(cut.starts(with: expected.prefix(500)) && cut.suffix(500) == expected.suffix(500))
        #expect(String(decoding: cut, as: UTF8.self).contains("\n[… \(expected.count - 1000) bytes left out …]\n"))
    }

    @Test("A short output needs no file")
    func short() async throws {
        #expect(try await run("seq 1 1000").whole == nil)
        #expect(try await run("seq 1 200000", kept: 0).whole == nil)
    }

    @Test("Of more than may be kept, the beginning and the end are there")
    func more() async throws {
        let expected = numbers(200_000)
        let whole = try #require(try await run("seq 1 200000", kept: 300_001).whole)
        #expect(whole.totalByteCount == expected.count)
        #expect(whole.missing == 150_000..<expected.count - 150_001)
        #expect(try whole.read(from: 0, limitBytes: 1_000_000) == Array(expected.prefix(150_000)))
        #expect(try whole.read(from: 149_990, limitBytes: 100) == Array(expected[149_990..<150_000]))
        #expect(try whole.read(from: 200_000, limitBytes: 100) == [])
        #expect(try whole.read(from: whole.missing.upperBound, limitBytes: 1_000_000) == Array(expected.suffix(150_001)))
        #expect(try whole.bytes(limitBytes: 10_000_000).count < 300_060)
    }

    @Test("S3: a flood of 200 MB keeps the memory flat, and the command ends as it would")
    func flood() async throws {
        _ = try await run("seq 1 200000")
        let before = residentBytes()
        let outcome = try await run("head -c 200000000 /dev/zero | tr '\\0' a; exit 3")
        #expect(outcome.ending == .exited(code: 3))
        #expect(residentBytes() - before < 32_000_000)
        let whole = try #require(outcome.whole)
        #expect(whole.totalByteCount == 200_000_000)
        #expect(whole.missing.count == 200_000_000 - 67_108_864)
        let kept = try whole.bytes(limitBytes: 16_777_216)
        #expect(
            kept.prefix(8_388_608).allSatisfy { $0 == UInt8(ascii: "a") } && kept.suffix(8_388_608).allSatisfy { $0 == UInt8(ascii: "a") })
        #expect(
            String(decoding: kept[8_388_608...].prefix(60), as: UTF8.self).hasPrefix("\n[… \(200_000_000 - 16_777_216) bytes left out …]\n")
        )
    }

    @Test("A disk that takes no more leaves the command its beginning and its end")
    func full() async throws {
        await #expect(processExitsWith: .success) {
            // As a full disk would, but for this process alone.
            var limit = rlimit(rlim_cur: 400_000, rlim_max: 400_000)
            setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
            let request = ProcessRequest(.shell("seq 1 200000; exit 5"), in: try Folder(path: "/tmp"), callID: "c")
            let outcome = try await ProcessRunner(environment: ["PATH": "/usr/bin:/bin"]).run(request)
            let ok =
                outcome.whole == nil && outcome.ending == .exited(code: 5) && outcome.output.totalByteCount == 1_288_895
                && outcome.output.bytes.suffix(7).elementsEqual("200000\n".utf8)
            exit(ok ? 0 : 1)
        }
        let spool = OutputSpool(Descriptor(open("/dev/full", O_RDWR)), limitBytes: 1000)
        [UInt8](repeating: 1, count: 10).withUnsafeBufferPointer { spool.append($0) }
        #expect(spool.hasFailed)
    }

    @Test("The file has no name, and lies where TMPDIR says")
    func nameless() async throws {
        let folder = try TemporaryFolder.make(prefix: "lathe-spool")
        defer { TemporaryFolder.remove(folder) }
        let outcome = try await run("seq 1 200000", environment: ["PATH": "/usr/bin:/bin", "TMPDIR": folder])
        #expect(outcome.whole != nil)
        #expect(try Folder(path: folder).entries(limit: 10).entries.isEmpty)
        #expect(OutputSpool.make(in: ["/nonexistent", "/proc"], limitBytes: 10) == nil)
        // One that cannot be written to is passed over.
        let other = try await run("seq 1 200000", environment: ["PATH": "/usr/bin:/bin", "TMPDIR": "/nonexistent"])
        #expect(other.whole?.totalByteCount == 1_288_895)
    }

    @Test("Whatever is written in whatever pieces, what is kept reads back as it was", arguments: 0..<20 as Range<UInt64>)
    func pieces(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let limit = Int.random(in: 2...500, using: &random)
        let spool = try #require(OutputSpool.make(in: ["/tmp"], limitBytes: limit))
        var all: [UInt8] = []
        for _ in 0..<Int.random(in: 1...40, using: &random) {
            let piece = (0..<Int.random(in: 0...700, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
            piece.withUnsafeBufferPointer { spool.append($0) }
            all += piece
            #expect(spool.totalByteCount == all.count)
            let missing = spool.missing
            #expect(missing.count == max(0, all.count - limit))
            let from = Int.random(in: 0...all.count, using: &random)
            let count = Int.random(in: 0...600, using: &random)
            let end = missing.isEmpty || from >= missing.upperBound ? all.count : missing.lowerBound
            let expected = missing.contains(from) || from >= end ? [] : Array(all[from..<min(end, from + count)])
            #expect(try spool.read(from: from, limitBytes: count) == expected)
        }
    }

    private func residentBytes() -> Int {
        let file = open("/proc/self/statm", O_RDONLY)
        defer { close(file) }
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = read(file, &buffer, buffer.count)
        let words = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self).split(separator: " ")
        return words.count > 1 ? (Int(words[1]) ?? 0) * 4096 : 0
    }
}
