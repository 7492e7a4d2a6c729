import Glibc

/// `bench [NAME…]`: measures what the program is made of and prints a table; numbers only, nothing here passes or fails.
enum Bench {
    static let all: [any Benchmark] = [
        StoreBenchmark(), LoopBenchmark(), PipelineBenchmark(), ToolBenchmark(), ParseBenchmark(), StreamBenchmark(), AnswerBenchmark(),
        WireBenchmark(),
        FrameBenchmark(),
        MemoryBenchmark(), StartBenchmark(),
    ]

    static func main(_ names: [String]) async -> Int32 {
        if names.first == MemoryBenchmark.childWord {
            MemoryBenchmark.foldAndTell()
            return 0
        }
        if names.first == StreamBenchmark.childWord {
            do { try await StreamBenchmark.readAndTell(Array(names.dropFirst())) } catch { return 1 }
            return 0
        }
        let known = all.map(\.name)
        if let wrong = names.first(where: { !known.contains($0) }) {
            print("bench: there is no \(wrong); there are \(known.joined(separator: ", "))")
            return 2
        }
        print(Figure.head)
        var status: Int32 = 0
        for benchmark in all where names.isEmpty || names.contains(benchmark.name) {
            do {
                for figure in try await benchmark.figures() { print(figure.row) }
            } catch {
                print("bench: \(benchmark.name) cannot be measured: \(error)")
                status = 1
            }
        }
        return status
    }
}

/// One part that is measured.
protocol Benchmark: Sendable {
    /// The word of the command line.
    var name: String { get }
    func figures() async throws -> [Figure]
}

/// One row of the table.
struct Figure {
    let name: String
    let value: String
    let unit: String
    /// What it should be; empty for a figure that is only watched.
    let aim: String

    init(_ name: String, _ value: Double, _ unit: String, aim: String = "") {
        self.name = name
        self.value = Figure.text(value)
        self.unit = unit
        self.aim = aim
    }

    static let head = line("measured", "figure", "unit", "aim")

    var row: String { Figure.line(name, value, unit, aim) }

    private static func line(_ name: String, _ value: String, _ unit: String, _ aim: String) -> String {
        let left = name + String(repeating: " ", count: max(1, 70 - name.count))
        let right = String(repeating: " ", count: max(1, 12 - value.count)) + value
        return left + right + "  " + unit + String(repeating: " ", count: max(1, 14 - unit.count)) + aim
    }

    /// Three digits that count.
    private static func text(_ value: Double) -> String {
        if value >= 100 { return String(Int(value.rounded())) }
        let scale: Double = value >= 10 ? 10 : value >= 1 ? 100 : 1000
        return String((value * scale).rounded() / scale)
    }
}

/// The shortest of several runs, in seconds: what the machine can do when nobody else is at it.
func best(of runs: Int, _ body: () throws -> Void) rethrows -> Double {
    var shortest = Double.infinity
    for _ in 0..<max(1, runs) {
        let duration = try ContinuousClock().measure(body)
        shortest = min(shortest, duration.seconds)
    }
    return shortest
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
