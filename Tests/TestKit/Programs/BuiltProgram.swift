import CTestShims
import Glibc

/// The path of a program built together with the running tests; it lies beside the test bundle.
public func builtProgram(_ name: String) throws -> String {
    var starts: [String] = []
    if let own = realpath("/proc/self/exe", nil) {
        starts.append(String(cString: own))
        free(own)
    }
    var buffer = [CChar](repeating: 0, count: 4096)
    let length = testshims_own_image(&buffer, buffer.count)
    if length > 0 {
        starts.append(String(decoding: buffer.prefix(Int(length)).map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }
    var looked: [String] = []
    for start in starts {
        var folder = start
        // Some build systems put the bundle's program a few folders deep.
        for _ in 0..<4 {
            guard let slash = folder.lastIndex(of: "/"), slash != folder.startIndex else { break }
            folder = String(folder[..<slash])
            if Files.isProgram(folder + "/" + name) { return folder + "/" + name }
            if !looked.contains(folder) { looked.append(folder) }
        }
    }
    throw TestKitError.programMissing(name: name, lookedIn: looked)
}
