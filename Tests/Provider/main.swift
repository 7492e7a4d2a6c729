import Glibc
import TestKit

// A provider without a model: `provider [PORT]`, any port for 0 or none; its first line is its address.
// A message of a person with tools on offer is answered with a tool call, everything else with a greeting.

/// Says what is wrong and ends the program.
func leave(_ message: String, status: Int32) -> Never {
    let bytes = Array((message + "\n").utf8)
    _ = write(STDERR_FILENO, bytes, bytes.count)
    exit(status)
}

let arguments = CommandLine.arguments.dropFirst()
guard arguments.count <= 1, let port = UInt16(arguments.first ?? "0") else { leave("usage: provider [PORT]", status: 2) }
do {
    let provider = try LoopbackProvider(models: ["test-model", "test-model-small"], port: port)
    provider.respond { ModelReply.answer(to: $0) }
    print("http://127.0.0.1:\(provider.port)")
    fflush(nil)
    while true { pause() }
} catch {
    leave("provider: \(error)", status: 1)
}
