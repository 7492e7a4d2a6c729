import CTestShims
import Glibc

/// A pair of descriptors; whoever makes it closes it.
struct Pipe {
    let readEnd: Int32
    let writeEnd: Int32

    enum NonBlocking: Int32 { case neither = -1, reading = 0, writing = 1 }

    init(nonBlocking: NonBlocking) throws {
        var ends: [Int32] = [-1, -1]
        let result = testshims_pipe(&ends, nonBlocking.rawValue)
        guard result == 0 else { throw TestKitError.system(call: "pipe2", errorNumber: -result) }
        readEnd = ends[0]
        writeEnd = ends[1]
    }
}

/// Wakes a thread that sleeps in poll(2), as often as it is poked.
final class Wake: Sendable {
    private let pipe: Pipe
    var descriptor: Int32 { pipe.readEnd }

    init() throws { pipe = try Pipe(nonBlocking: .reading) }

    deinit {
        close(pipe.readEnd)
        close(pipe.writeEnd)
    }

    func poke() {
        var byte: UInt8 = 1
        _ = write(pipe.writeEnd, &byte, 1)
    }

    func drain() {
        var bytes: (UInt64, UInt64) = (0, 0)
        while read(pipe.readEnd, &bytes, 16) > 0 {}
    }
}

/// poll(2) with interrupted calls repeated; a time-out of nil waits without end.
@discardableResult
func pollDescriptors(_ descriptors: inout [pollfd], milliseconds: Int32?) -> Int32 {
    while true {
        let count = poll(&descriptors, nfds_t(descriptors.count), milliseconds ?? -1)
        if count >= 0 || errno != EINTR { return count }
    }
}
