internal import Glibc

/// Plain searching in bytes.
enum ByteSearch {
    /// Where `needle` begins, without overlaps, in order.
    static func places(of needle: [UInt8], in hay: [UInt8]) -> [Int] {
        guard let first = needle.first, needle.count <= hay.count else { return [] }
        var places: [Int] = []
        hay.withUnsafeBufferPointer { hay in
            var index = 0
            let last = hay.count - needle.count
            while index <= last {
                if hay[index] == first, matches(hay, index, needle) {
                    places.append(index)
                    index += needle.count
                } else {
                    index += 1
                }
            }
        }
        return places
    }

    private static func matches(_ hay: UnsafeBufferPointer<UInt8>, _ start: Int, _ needle: [UInt8]) -> Bool {
        for offset in needle.indices where hay[start + offset] != needle[offset] { return false }
        return true
    }

    /// Where the line that begins at `start` ends: behind its line feed, or at the end of the bytes.
    static func lineEnd(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        guard start < bytes.count, let base = bytes.baseAddress, let found = memchr(base + start, 0x0A, bytes.count - start) else {
            return bytes.count
        }
        return UnsafeRawPointer(found) - base + 1
    }

    /// How many lines there are; the last one counts without a line feed too.
    static func lineCount(_ bytes: UnsafeRawBufferPointer) -> Int {
        var count = 0
        var start = 0
        while start < bytes.count {
            start = lineEnd(in: bytes, from: start)
            count += 1
        }
        return count
    }

    static func hasWindowsLines(_ bytes: [UInt8]) -> Bool {
        zip(bytes, bytes.dropFirst()).contains { $0 == 0x0D && $1 == 0x0A }
    }

    /// Every line end is CR LF, and there is one.
    static func hasOnlyWindowsLines(_ bytes: [UInt8]) -> Bool {
        var previous: UInt8 = 0
        var found = false
        for byte in bytes {
            if byte == 0x0A {
                guard previous == 0x0D else { return false }
                found = true
            }
            previous = byte
        }
        return found
    }

    /// The same with every lone line feed as CR LF.
    static func windowsLines(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        for byte in bytes {
            if byte == 0x0A, result.last != 0x0D { result.append(0x0D) }
            result.append(byte)
        }
        return result
    }

    static func withoutSpace(_ bytes: [UInt8]) -> [UInt8] {
        bytes.filter { $0 != 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }
    }
}
