import Glibc

/// Random numbers that come again with the same seed (SplitMix64).
public struct SeededGenerator: RandomNumberGenerator, Sendable, CustomStringConvertible {
    /// What the sequence began with.
    public let seed: UInt64
    private var state: UInt64

    public init(seed: UInt64) {
        self.seed = seed
        state = seed
    }

    /// A generator with the seed of `LATHE_SEED`, or a new one; prints it to standard error, so that a failure can be repeated.
    public static func fresh(_ label: String) -> SeededGenerator {
        let given = getenv("LATHE_SEED").flatMap { UInt64(String(cString: $0)) }
        let generator = SeededGenerator(seed: given ?? UInt64.random(in: .min ... .max))
        let line = Array("\(label): LATHE_SEED=\(generator.seed)\n".utf8)
        _ = line.withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
        return generator
    }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    public var description: String { "LATHE_SEED=\(seed)" }
}
