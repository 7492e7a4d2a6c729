/// Some lines out of an output that is kept as bytes.
///
/// A line above `longestLine` bytes counts as several, so that every byte can be asked for.
struct OutputPiece {
    static let longestLine = 8192

    let firstLine: Int
    private(set) var bytes: ArraySlice<UInt8> = []
    private(set) var lineCount = 0
    /// Lines before the piece; the output's line count when the piece lies behind its end.
    private(set) var linesBefore = 0
    private(set) var hasMore = false

    /// At least one line where there is one, whatever `byteLimit` says.
    init(of output: [UInt8], firstLine: Int, lineLimit: Int, byteLimit: Int) {
        self.firstLine = firstLine
        let range = output.withUnsafeBytes { raw in
            var start = 0
            while linesBefore < firstLine - 1, start < raw.count {
                start = Self.end(of: start, in: raw)
                linesBefore += 1
            }
            var end = start
            while end < raw.count {
                let next = Self.end(of: end, in: raw)
                guard lineCount < lineLimit, lineCount == 0 || next - start <= byteLimit else { break }
                lineCount += 1
                end = next
            }
            hasMore = end < raw.count
            return start..<end
        }
        bytes = output[range]
    }

    private static func end(of start: Int, in bytes: UnsafeRawBufferPointer) -> Int {
        let window = UnsafeRawBufferPointer(rebasing: bytes[..<min(bytes.count, start + longestLine)])
        let end = ByteSearch.lineEnd(in: window, from: start)
        guard end == window.count, end < bytes.count, bytes[end - 1] != 0x0A else { return end }
        // Not within a scalar, as far as there are scalars.
        return (0..<4).map { end - $0 }.first { bytes[$0] & 0xC0 != 0x80 } ?? end
    }
}
