import Events
import Glibc

/// Reads a prompt from the command line or, for `-`, from standard input.
enum PromptInput {
    static let limitBytes = 1024 * 1024

    static func read(_ operand: String, from descriptor: Int32) throws -> String {
        guard operand == "-" else { return operand }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        while bytes.count <= limitBytes {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else {
                throw UsageError("standard input cannot be read (\(String(cString: strerror(errno)))); give the prompt as an argument")
            }
            if count == 0 { break }
            bytes += buffer[..<count]
        }
        guard bytes.count <= limitBytes else {
            throw UsageError("the prompt on standard input is longer than 1 MiB; put it into a file of the workspace")
        }
        // Bytes that are no UTF-8 become U+FFFD.
        return TextSanitiser.clean(bytes: bytes)
    }
}
