internal import CShims
internal import Glibc

/// What a command reads, as a file without a name: it cannot fill up a pipe, and nobody has to feed it.
final class InputFile {
    private let descriptor: Descriptor

    var number: Int32 { descriptor.number }

    private init(_ descriptor: Descriptor) { self.descriptor = descriptor }

    /// 0 and the file, standing at its beginning; or an errno.
    static func make(_ bytes: [UInt8], _ file: inout InputFile?) -> Int32 {
        let number = lathe_memory_file("lathe-input")
        guard number >= 0 else { return errno }
        let made = InputFile(Descriptor(number))
        var start = 0
        while start < bytes.count {
            // `pwrite` leaves the place of reading at 0.
            let count = bytes.withUnsafeBytes { pwrite(number, $0.baseAddress.map { $0 + start }, bytes.count - start, off_t(start)) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return count < 0 ? errno : EIO }
            start += count
        }
        file = made
        return 0
    }
}
