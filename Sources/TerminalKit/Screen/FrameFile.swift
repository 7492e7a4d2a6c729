import CShims
import Glibc

/// The file in memory that curses writes frames into.
final class FrameFile {
    /// For curses; closed with the file.
    let stream: UnsafeMutablePointer<FILE>
    let descriptor: Int32

    init?() {
        let descriptor = lathe_memory_file("lathe-frame")
        guard descriptor >= 0 else { return nil }
        guard let stream = fdopen(descriptor, "w+") else {
            close(descriptor)
            return nil
        }
        self.stream = stream
        self.descriptor = descriptor
    }

    deinit {
        fclose(stream)
    }

    /// Takes what was written since the last take, between two marks; nothing at all when nothing was written.
    func take(between prefix: [StaticString] = [], and suffix: [StaticString] = []) -> [UInt8] {
        let count = Int(lseek(descriptor, 0, SEEK_CUR))
        guard count > 0 else { return [] }
        let capacity = count + (prefix + suffix).reduce(0) { $0 + $1.utf8CodeUnitCount }
        let bytes = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, used in
            func add(_ mark: StaticString) {
                for index in 0..<mark.utf8CodeUnitCount { buffer[used + index] = mark.utf8Start[index] }
                used += mark.utf8CodeUnitCount
            }
            prefix.forEach(add)
            var done = 0
            while done < count {
                let got = pread(descriptor, buffer.baseAddress.map { $0 + used }, count - done, off_t(done))
                guard got > 0 else { break }
                done += got
                used += got
            }
            suffix.forEach(add)
        }
        lseek(descriptor, 0, SEEK_SET)
        return bytes
    }
}
