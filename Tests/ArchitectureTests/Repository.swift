import FoundationEssentials
import Glibc
import Synchronization

/// The checkout that these tests were built from.
enum Repository {
    static let root: String = {
        // Tests/ArchitectureTests/Repository.swift
        var parts = "\(#filePath)".split(separator: "/", omittingEmptySubsequences: false)
        parts.removeLast(3)
        return parts.joined(separator: "/")
    }()

    static func bytes(_ path: String) throws -> [UInt8] {
        if let known = read.withLock({ $0[path] }) { return known }
        let bytes = Array(try Data(contentsOf: URL(filePath: root + "/" + path)))
        read.withLock { $0[path] = bytes }
        return bytes
    }

    /// What was read, so that each file is read once.
    private static let read = Mutex<[String: [UInt8]]>([:])

    static func text(_ path: String) throws -> String { String(decoding: try bytes(path), as: UTF8.self) }

    /// The lines, from 1, that hold `word`.
    ///
    /// By bytes: looking through all sources with `String` takes seconds.
    static func lines(of path: String, with word: String) throws -> [Int] {
        let bytes = try bytes(path)
        let word = Array(word.utf8)
        guard let first = word.first else { return [] }
        return bytes.withUnsafeBytes { bytes in
            var found: [Int] = []
            var line = 1
            var counted = 0
            var start = 0
            while let base = bytes.baseAddress, start + word.count <= bytes.count,
                let hit = memchr(base + start, Int32(first), bytes.count - start - word.count + 1)
            {
                let place = base.distance(to: UnsafeRawPointer(hit))
                start = place + 1
                guard memcmp(hit, word, word.count) == 0 else { continue }
                for index in counted..<place where bytes[index] == 0x0A { line += 1 }
                counted = place
                found.append(line)
            }
            return found
        }
    }

    static func lines(_ path: String) throws -> [String] {
        try text(path).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: root + "/" + path) }

    /// The names in a folder, sorted.
    static func names(_ path: String = "") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root + "/" + path).sorted()
    }

    /// Every file below a folder with this ending, by its path in the repository.
    ///
    /// Links are not followed.
    static func files(below folder: String, endingIn suffix: String) throws -> [String] {
        var found: [String] = []
        for name in try names(folder) where !name.hasPrefix(".") {
            let path = folder + "/" + name
            let attributes = try FileManager.default.attributesOfItem(atPath: root + "/" + path)
            switch attributes[.type] as? FileAttributeType {
            case .typeDirectory: found += try files(below: path, endingIn: suffix)
            case .typeRegular where name.hasSuffix(suffix): found.append(path)
            default: break
            }
        }
        return found
    }

    static func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(filePath: root + "/" + path))
        read.withLock { $0[path] = nil }
    }
}
